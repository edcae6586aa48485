using Spectre.Console;
using Tidegate.Incidents;
using Tidegate.Reporting;

namespace Tidegate.Terminal;

/// <summary>What a scan found, as tables for a terminal.</summary>
internal static class ScanTable
{
    private const int MostRows = 40;

    /// <summary>Prints the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="networkName">Gives a network's name for its MCC-MNC digits; empty when it has none.</param>
    public static void Print(IAnsiConsole console, ScanReport report, Func<string, string> networkName)
    {
        Headline(console, report);
        if (report.Incidents.Count > 0) Incidents(console, report, networkName);
        foreach (var incident in report.Incidents.Take(5))
            if (incident.Summary.Length > 0) Line(console, $"{Number(report, incident)}  {incident.Summary}");
        Decisions(console, report);
        foreach (var notice in report.FeedHealth) Line(console, $"Feed: {notice.Text}");
        Sources(console, report);
    }

    private static void Headline(IAnsiConsole console, ScanReport report)
    {
        var color = report.Incidents.Count > 0 ? "red" : "green";
        console.MarkupLine($"[bold {color}]{Safe(Sentences.Headline(report))}[/]");
        if (report.CutShort) console.MarkupLine("[bold yellow]Cut short: this is what was found up to the point where the scan was stopped.[/]");
    }

    private static void Incidents(IAnsiConsole console, ScanReport report, Func<string, string> networkName)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("#", "since", "found", "customer", "network", "ranges");
        table.AddColumn(new TableColumn("messages").RightAligned());
        table.AddColumn(new TableColumn("expected").RightAligned());
        table.AddColumn(new TableColumn("money").RightAligned());
        table.AddColumn(new TableColumn("stopped").RightAligned());
        table.AddColumns("odds", "state");
        foreach (var incident in report.Incidents.Take(MostRows)) table.AddRow(Row(report, incident, networkName));
        console.Write(table);
        if (report.Incidents.Count > MostRows)
            Line(console, $"... and {report.Incidents.Count - MostRows:#,##0} more; --report, --html and --csv hold them all.");
    }

    private static string[] Row(ScanReport report, Incident incident, Func<string, string> networkName) =>
    [
        Number(report, incident),
        Phrases.Time(incident.FirstMessageAt),
        "+" + Phrases.Span(incident.OpenedAt - incident.FirstMessageAt),
        Safe(AnyOr(incident.Scope.Customers)),
        Safe(AnyOr([.. incident.Scope.Networks.Select(network => Phrases.Network(network, networkName))])),
        Safe(AnyOr([.. incident.Scope.Ranges.Select(Phrases.Range)])),
        Phrases.Count(incident.Messages),
        Phrases.Figure(incident.ExpectedMessages),
        Safe((incident.EstimatedCost > 0 || incident.OtherMoney.Any(sum => sum.Estimated > 0) ? "~" : "") + Phrases.Money(incident)),
        Stopped(report, incident),
        Safe(Phrases.Odds(incident.LogOdds)),
        $"{Severity(incident.Severity)} {incident.State.ToString().ToLowerInvariant()}",
    ];

    private static string Stopped(ScanReport report, Incident incident)
    {
        var stopped = ReportTotals.StoppedMoney(report, incident.Id);
        return incident.Cost > 0 ? Phrases.Percent(Math.Min(1, stopped / incident.Cost)) : "-";
    }

    private static void Decisions(IAnsiConsole console, ScanReport report)
    {
        if (report.Decisions.Count == 0) return;
        Line(console, Sentences.Decisions(report));
    }

    private static void Sources(IAnsiConsole console, ScanReport report)
    {
        Line(console, Sentences.Counts(report.Counts));
        foreach (var source in report.Sources.Take(10))
        {
            var remarks = source.Remarks.Count > 0 ? string.Join("; ", source.Remarks.Take(10)) : "read as " + source.Format;
            Line(console, $"{source.Source}: {Phrases.Count(source.Records)} records, {remarks}");
        }

        if (report.Sources.Count > 10) Line(console, $"... and {report.Sources.Count - 10} more files");
        foreach (var sentence in Sentences.OnMoney(report.Counts)) console.MarkupLine($"[yellow]{Safe(sentence)}[/]");
        if (report.Counts.EstimatedCost > 0) Line(console, "Money marked ~ is estimated from price lists: these messages stated no price.");
        if (report.Counts.Bad == 0) return;
        console.MarkupLine($"[yellow]Bad records left out: {Phrases.Count(report.Counts.Bad)}, the first of them[/]");
        foreach (var bad in report.Sources.SelectMany(source => source.BadRecords).Take(5))
            Line(console, $"  {bad.Source}, line {bad.Line}: {bad.Reason}" + (bad.Value.Length > 0 ? $" ('{bad.Value}')" : ""));
    }

    private static string Number(ScanReport report, Incident incident)
    {
        var index = 0;
        while (!ReferenceEquals(report.Incidents[index], incident)) index++;
        return (index + 1).ToString();
    }

    private static string AnyOr(IReadOnlyList<string> names) => names.Count == 0 ? "any" : Phrases.List(names, 2);

    private static string Severity(Severity severity) => severity switch
    {
        Tidegate.Incidents.Severity.Critical => "[bold red]critical[/]",
        Tidegate.Incidents.Severity.High => "[red]high[/]",
        Tidegate.Incidents.Severity.Medium => "[yellow]medium[/]",
        _ => "low",
    };

    private static void Line(IAnsiConsole console, string text) => console.WriteLine(PlainText.Of(text));

    private static string Safe(string text) => Markup.Escape(PlainText.Of(text));
}
