using System.Text;
using Tidegate.Output;
using Tidegate.Reporting.Reconciliation;
using Tidegate.Scanning;
using Tidegate.Storage;
using Tidegate.Storage.Reports;
using Tidegate.Terminal;
using Tidegate.Traffic;

namespace Tidegate.Reconciling;

/// <summary>Runs a reconciliation: opens the outputs, then both inputs, compares, writes, and says what differs.</summary>
internal static class ReconcileRun
{
    /// <summary>Runs it and returns the exit status.</summary>
    /// <exception cref="UserErrorException">It could not run; the message says what, where, and what was expected.</exception>
    public static int Run(ReconcileRequest request, CancellationToken cancel)
    {
        OutputPaths.Check(
            [.. request.Ours, .. request.Theirs],
            "compared",
            [("--report", request.Report), ("--csv", request.Csv), ("--messages", request.Messages), .. request.Tables.Select(t => ("--" + t.Format.ToString().ToLowerInvariant(), (string?)t.Path))]);
        var toStandardOutput = string.Equals(request.Report, "-", StringComparison.Ordinal);
        using var json = request.Report is { } file && !toStandardOutput ? AtomicFile.Open(file, "JSON report") : null;
        using var csv = request.Csv is { } cells ? AtomicFile.Open(cells, "CSV of ranges and hours") : null;
        using var messages = request.Messages is { } list ? AtomicFile.Open(list, "CSV of messages") : null;
        ReconciliationReport? report = null;
        WithText(csv, "CSV of ranges and hours", ReconciliationCsv.CellHeader, cellText =>
            WithText(messages, "CSV of messages", ReconciliationCsv.MessageHeader, messageText => report = Compared(request, cellText, messageText, cancel)));
        if (toStandardOutput)
        {
            using var standard = Console.OpenStandardOutput();
            ReconciliationJson.Write(standard, report!);
        }

        foreach (var (path, format) in request.Tables)
        {
            using var content = new MemoryStream();
            ReportFile.WriteAsync(content, ReconciliationTables.Of(report!, request.Options.Since, request.Options.Until), format, format == ReportFormat.Parquet ? "ranges" : null).GetAwaiter().GetResult();
            content.Position = 0;
            using var to = AtomicFile.Open(path, "report");
            to.Write("report", content.CopyTo);
        }

        json?.Write("JSON report", stream => ReconciliationJson.Write(stream, report!));
        if (!request.Quiet && !toStandardOutput) ReconcileTable.Print(Consoles.Output(), report!);
        return report!.Differences > 0 ? ExitStatus.Found : ExitStatus.NothingFound;
    }

    private static ReconciliationReport Compared(ReconcileRequest request, TextWriter? cells, TextWriter? messages, CancellationToken cancel)
    {
        var names = new TrafficNames();
        using var ours = EventFiles.Open(request.Ours, names, request.Reading, cancel);
        using var theirs = EventFiles.Open(request.Theirs, names, request.TheirReading, cancel);
        ReconciliationReport report;
        try
        {
            report = Reconciler.Run(
                ours,
                theirs,
                names,
                request.Options,
                messages is null ? null : difference => messages.Write(ReconciliationCsv.Message(difference, request.FullNumbers)),
                cells is null ? null : cell => cells.Write(ReconciliationCsv.Cell(cell)),
                cancel);
        }
        catch (OperationCanceledException)
        {
            throw new UserErrorException("stopped before both files were read; nothing was written");
        }

        InputFiles.CheckEach([.. report.Ours.Sources, .. report.Theirs.Sources]);
        return report;
    }

    private static void WithText(AtomicFile? file, string what, string header, Action<TextWriter?> write)
    {
        if (file is null)
        {
            write(null);
            return;
        }

        file.Write(what, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            text.Write(header);
            write(text);
        });
    }
}
