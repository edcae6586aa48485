using System.Text;
using Spectre.Console;
using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Reporting.Html;
using Tidegate.Terminal;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>Runs a scan: opens the outputs, then the inputs, scans, writes, and says what was found.</summary>
internal static class ScanRun
{
    /// <summary>Runs it and returns the exit status.</summary>
    /// <exception cref="UserErrorException">It could not run; the message says what, where, and what was expected.</exception>
    public static int Run(ScanRequest request, CancellationToken cancel)
    {
        if (request.ExplainImport > 0) return ImportExplanation.Print(request, Console.Out);
        var names = new TrafficNames();
        var plan = new NumberPlan();
        plan.NameNetworks(names.Networks); // before the reader runs ahead: the same files give the same ids
        OutputPaths.Check(request.Files, "scanned", ("--report", request.Report), ("--html", request.Html), ("--csv", request.Csv));
        using var outputs = new ScanOutputs(request);
        ScanReport report;
        var wanted = new WantedCustomers(request.Options.Customers, names);
        var named = new PolicyNames([request.Options.Policy], names);
        using (var source = named.Watch(wanted.Watch(InputFiles.Open(request, names, cancel))))
            report = Scanned(source, names, plan, request, cancel);

        InputFiles.CheckReadable(report.Sources, report.CutShort);
        InputFiles.CheckSubmissions(report);
        if (!request.Quiet && !report.CutShort)
        {
            wanted.SayMissing();
            named.SayMissing();
        }

        string NetworkName(string mccMnc) => plan.NetworkByMccMnc(mccMnc) is { } network ? $"{network.Name}, {network.Countries[0]}" : "";
        var tooLittle = InputFiles.SayUnused(report.Sources, report.Counts, report.CutShort, request.Order);
        outputs.Write(report, NetworkName);
        if (!request.Quiet && !outputs.UsesStandardOutput) ScanTable.Print(Consoles.Output(), report, NetworkName);
        return FailOnStatus.Of(request.FailOn, report, tooLittle);
    }

    private static ScanReport Scanned(EventSource source, TrafficNames names, NumberPlan plan, ScanRequest request, CancellationToken cancel)
    {
        if (request.Quiet) return Scan.Run(source, names, plan, request.Options, progress: null, cancel);
        return ScanProgressBar.Show(
            Consoles.Error(),
            TimeProvider.System,
            progress => Scan.Run(source, names, plan, request.Options, progress, cancel));
    }

    /// <summary>The files that a scan writes, all opened before it starts; "-" is standard output.</summary>
    private sealed class ScanOutputs : IDisposable
    {
        private readonly AtomicFile? _json;
        private readonly AtomicFile? _html;
        private readonly AtomicFile? _csv;

        public ScanOutputs(ScanRequest request)
        {
            UsesStandardOutput = OutputPaths.IsStandardOutput(request.Report) || OutputPaths.IsStandardOutput(request.Html) || OutputPaths.IsStandardOutput(request.Csv);
            try
            {
                if (request.Report is { } report) _json = AtomicFile.OpenOrStandardOutput(report, "JSON report");
                if (request.Html is { } html) _html = AtomicFile.OpenOrStandardOutput(html, "HTML report");
                if (request.Csv is { } csv) _csv = AtomicFile.OpenOrStandardOutput(csv, "CSV of incidents");
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public bool UsesStandardOutput { get; }

        public void Write(ScanReport report, Func<string, string> networkName)
        {
            _json?.Write("JSON report", stream => ScanReportJson.Write(stream, report));
            _html?.Write("HTML report", stream => HtmlReport.Write(stream, report, networkName));
            _csv?.Write("CSV of incidents", stream =>
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                IncidentCsv.Write(text, report);
            });
        }

        public void Dispose()
        {
            _json?.Dispose();
            _html?.Dispose();
            _csv?.Dispose();
        }
    }
}
