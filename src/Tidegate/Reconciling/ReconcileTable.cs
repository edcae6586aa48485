using Spectre.Console;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Reporting.Reconciliation;
using Tidegate.Terminal;

namespace Tidegate.Reconciling;

/// <summary>What differs, for a terminal.</summary>
internal static class ReconcileTable
{
    private const int Shown = 15;

    /// <summary>Prints both sides, the sums, and the ranges with most money at stake.</summary>
    public static void Print(IAnsiConsole console, ReconciliationReport report)
    {
        Side(console, "ours", report.Ours);
        Side(console, "theirs", report.Theirs);
        console.WriteLine($"matched {Phrases.Count(report.MatchedById)} by id" + Contents(report));
        if (report.NotCompared > 0) console.WriteLine($"{Phrases.Count(report.NotCompared, "message", "messages")} matched but state no amount on one side");
        if (report.Outside > 0) console.WriteLine($"{Phrases.Count(report.Outside, "difference", "differences")} outside of the time asked for");
        if (report.Differences == 0)
        {
            console.WriteLine("No difference.");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("range", "missing", "their lack", "extra", "their surplus", "repeated", "at other prices", "theirs less ours", "other currency");
        foreach (var (currency, counts) in report.Totals) Row(table, "all", currency, counts);
        foreach (var range in report.Ranges.Take(Shown)) Row(table, Phrases.Range(new NumberRange(range.From, range.To)), range.Currency, range.Counts);
        console.Write(table);
        var more = report.Ranges.Count - Shown + report.RangesLeftOut;
        if (more > 0) console.WriteLine($"and {Phrases.Count(more, "more range", "more ranges")} (--report, --csv)");
    }

    private static void Side(IAnsiConsole console, string name, ReconciledSide side)
    {
        var span = side is { From: { } from, To: { } to } ? $", {Phrases.Time(from)} to {Phrases.Time(to)}" : "";
        var money = string.Concat(side.Money.Select(m => ", " + Phrases.Money((double)m.Value, m.Key)));
        console.WriteLine(PlainText.Of($"{name}: {Phrases.Count(side.Messages, "message", "messages")}{span}{money}"));
        foreach (var source in side.Sources.Where(s => s.BadRecordCount > 0))
        {
            var first = source.BadRecords[0];
            console.WriteLine(PlainText.Of($"  {source.Source}: {Phrases.Count(source.BadRecordCount)} bad; line {first.Line}: {first.Reason}"));
        }
    }

    private static string Contents(ReconciliationReport report) => report.PartiesCompared is { } parties
        ? $", {Phrases.Count(report.MatchedByContents)} by {string.Join(", ", parties.Prepend("destination"))} and time"
        : "";

    private static void Row(Table table, string range, string currency, DifferenceCounts counts) => table.AddRow(
        new Text(range),
        new Text(Phrases.Count(counts.Missing)),
        new Text(Phrases.Money((double)counts.MissingMoney, PlainText.Of(currency))),
        new Text(Phrases.Count(counts.Extra)),
        new Text(Phrases.Money((double)counts.ExtraMoney, PlainText.Of(currency))),
        new Text(Phrases.Count(counts.Repeated)),
        new Text(Phrases.Count(counts.Prices)),
        new Text(Phrases.Money((double)counts.PriceMoney, PlainText.Of(currency))),
        new Text(Phrases.Count(counts.Currencies)));
}
