using Spectre.Console;
using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Scanning;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;
using Tidegate.Terminal;
using Tidegate.Traffic;

namespace Tidegate.Reports;

/// <summary>A `tidegate report` as the user asked for it, checked.</summary>
internal sealed record ReportRequest
{
    /// <summary>Which one.</summary>
    public required string Name { get; init; }

    /// <summary>Which traffic to read and how.</summary>
    public required ScanRequest Input { get; init; }

    /// <summary>The last so many days are its period.</summary>
    public required int Days { get; init; }

    /// <summary>Network of a comparison.</summary>
    public string? Network { get; init; }

    /// <summary>The one table of files that hold one.</summary>
    public string? Section { get; init; }

    /// <summary>Files to write.</summary>
    public required IReadOnlyList<(string Path, ReportFormat Format)> Outputs { get; init; }
}

/// <summary>Runs a report over export files: scans them, sums them up, and writes.</summary>
internal static class ReportRun
{
    private const int MostRowsShown = 12;

    /// <summary>Runs it and returns the exit status.</summary>
    /// <exception cref="UserErrorException">It could not run; the message says what, where, and what was expected.</exception>
    public static async Task<int> RunAsync(ReportRequest request, CancellationToken cancel)
    {
        var names = new TrafficNames();
        var plan = new NumberPlan();
        plan.NameNetworks(names.Networks);
        try
        {
            using var tap = new RollupTap(names);
            var document = Document(request, names, plan, tap, cancel);
            if (request.Section is { } section && document.Sections.All(s => s.Key != section))
                throw new UserErrorException($"--section '{section}': expected one of {string.Join(", ", document.Sections.Select(s => s.Key))}");
            foreach (var (path, format) in request.Outputs) await WriteAsync(path, document, format, request.Section);
            if (!request.Input.Quiet && !request.Outputs.Any(o => o.Path == "-")) Print(Consoles.Output(), document);
            return ExitStatus.NothingFound;
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            throw new UserErrorException(e.Message);
        }
    }

    private static ReportDocument Document(ReportRequest request, TrafficNames names, NumberPlan plan, RollupTap tap, CancellationToken cancel)
    {
        Reporting.ScanReport scan;
        using (var source = InputFiles.Open(request.Input, names, cancel))
        {
            scan = request.Input.Quiet
                ? Scan.Run(source, names, plan, request.Input.Options, tap, progress: null, cancel)
                : ScanProgressBar.Show(Consoles.Error(), TimeProvider.System, progress => Scan.Run(source, names, plan, request.Input.Options, tap, progress, cancel));
        }

        InputFiles.CheckReadable(scan.Sources, scan.CutShort);
        if (scan.Counts is not { From: { } first, To: { } last }) throw new UserErrorException($"{string.Join(' ', request.Input.Files)}: expected at least one message to report on");
        tap.Flush();
        var until = new DateTimeOffset(last.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var since = new DateTimeOffset(Math.Max(until.AddDays(-request.Days).Ticks, first.UtcDateTime.Date.Ticks), TimeSpan.Zero);
        using var sums = new ReportSource(tap.Rollups, since, until, ReportIncident.Of(scan.Incidents, scan.Decisions));
        return ReportCatalog.Make(request.Name, sums, request.Network)!;
    }

    private static async Task WriteAsync(string path, ReportDocument document, ReportFormat format, string? section)
    {
        using var content = new MemoryStream();
        await ReportFile.WriteAsync(content, document, format, section);
        content.Position = 0;
        if (path == "-")
        {
            using var standard = Console.OpenStandardOutput();
            await content.CopyToAsync(standard);
            return;
        }

        using var file = AtomicFile.Open(path, "report");
        file.Write("report", content.CopyTo);
    }

    private static void Print(IAnsiConsole console, ReportDocument document)
    {
        console.WriteLine($"{document.Title}, {document.Since.UtcDateTime:yyyy-MM-dd} to {document.Until.UtcDateTime:yyyy-MM-dd}");
        foreach (var finding in document.Findings) console.WriteLine("  " + PlainText.Of(finding));
        foreach (var section in document.Sections)
        {
            console.WriteLine();
            console.WriteLine(section.Title);
            console.WriteLine("  " + PlainText.Of(section.Text));
            if (section.Rows.Count == 0) continue;

            // What fits a terminal: the page and the files have all columns.
            var shown = Enumerable.Range(0, section.Columns.Count).Where(n => section.Rows.Take(MostRowsShown).Any(r => r[n] is not null and not "")).Take(9).ToList();
            var table = new Table().Border(TableBorder.Minimal);
            foreach (var n in shown) table.AddColumn(new TableColumn(new Text(section.Columns[n].Title)) { Alignment = ReportCell.IsNumber(section.Columns[n].Kind) ? Justify.Right : Justify.Left });
            foreach (var row in section.Rows.Take(MostRowsShown)) table.AddRow(shown.Select(n => new Text(PlainText.Of(ReportCell.Text(row[n], section.Columns[n].Kind)))));
            console.Write(table);
            if (section.Rows.Count > MostRowsShown) console.WriteLine($"  and {section.Rows.Count - MostRowsShown} more");
        }
    }
}
