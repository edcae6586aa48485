using Spectre.Console;
using Spectre.Console.Rendering;
using Tidegate.Incidents;
using Tidegate.Reporting;

namespace Tidegate.Terminal;

/// <summary>What a scan found, as tables for a terminal.</summary>
internal static class ScanTable
{
    private const int MostRows = 40;
    private const int MostSummaries = 5;

    /// <summary>Prints the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="networkName">Gives a network's name for its MCC-MNC digits; empty when it has none.</param>
    public static void Print(IAnsiConsole console, ScanReport report, Func<string, string> networkName)
    {
        Headline(console, report);
        if (report.Incidents.Count > 0) Incidents(console, report, networkName);
        Summaries(console, report);
        Decisions(console, report);
        foreach (var notice in report.FeedHealth) Line(console, $"Feed: {notice.Text}");
        Sources(console, report);
    }

    private static void Headline(IAnsiConsole console, ScanReport report)
    {
        var color = report.Incidents.Count > 0 ? "red" : report.CutShort || InputUse.Of(report.Counts).Kind != InputUseKind.Whole ? "yellow" : "green";
        Line(console, Sentences.Headline(report), $"bold {color}");
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
        if (table.Fits(console)) console.Write(table);
        else foreach (var incident in report.Incidents.Take(MostRows)) Lines(console, report, incident, networkName);
        if (report.Incidents.Count > MostRows)
            Line(console, $"... and {report.Incidents.Count - MostRows:#,##0} more; --report, --html and --csv hold them all.");
    }

    private static void Summaries(IAnsiConsole console, ScanReport report)
    {
        foreach (var incident in report.Incidents.Take(MostSummaries))
            if (incident.Summary.Length > 0) Line(console, $"{Number(report, incident)}  {incident.Summary}");
        var others = report.Incidents.Skip(MostSummaries).Count(incident => incident.Summary.Length > 0);
        if (others > 0) Line(console, $"... and {Phrases.Count(others, "more incident", "more incidents")} without a sentence here; --report, --html and --csv have theirs.");
    }

    // One incident where the table is too wide for the terminal: a few lines in which no figure is broken.
    private static void Lines(IAnsiConsole console, ScanReport report, Incident incident, Func<string, string> networkName)
    {
        var row = Row(report, incident, networkName).Select(Markup.Remove).ToArray();
        string[][] lines =
        [
            [$"#{row[0]} {row[11]}", $"since {row[1]}", $"found {row[2]}"],
            [row[3] == "any" ? "any customer" : row[3], row[4] == "any" ? "any network" : row[4]],
            row[5] == "any" ? ["any range"] : row[5].Split(", "),
            [$"{row[6]} messages", $"{row[7]} expected", row[8], $"{row[9]} stopped", $"odds {row[10]}"],
        ];
        var indent = "";
        foreach (var line in lines.SelectMany(pieces => LineWrap.Pieces([.. pieces.Select(PlainText.Of)], ", ", console.Profile.Width - 3)))
        {
            console.WriteLine(indent + line);
            indent = "   ";
        }
    }

    private static string[] Row(ScanReport report, Incident incident, Func<string, string> networkName) =>
    [
        Number(report, incident),
        Phrases.Time(incident.FirstMessageAt),
        "+" + Phrases.Span(incident.FoundAt - incident.FirstMessageAt),
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
            Line(console, $"{source.Source}: {Phrases.Count(source.Records, "record", "records")}, {remarks}");
        }

        if (report.Sources.Count > 10) Line(console, $"... and {report.Sources.Count - 10} more files");
        foreach (var sentence in Sentences.OnMoney(report.Counts)) Line(console, sentence, "yellow");
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

    private static bool Fits(this Table table, IAnsiConsole console) =>
        ((IRenderable)table).Measure(RenderOptions.Create(console, console.Profile.Capabilities), int.MaxValue / 2).Max <= console.Profile.Width;

    private static void Line(IAnsiConsole console, string text, string style = "default")
    {
        foreach (var line in LineWrap.Text(PlainText.Of(text), console.Profile.Width)) console.MarkupLine($"[{style}]{Markup.Escape(line)}[/]");
    }

    private static string Safe(string text) => Markup.Escape(PlainText.Of(text));
}
