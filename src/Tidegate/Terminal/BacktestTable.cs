using Spectre.Console;
using Tidegate.Incidents;
using Tidegate.Reporting;

namespace Tidegate.Terminal;

/// <summary>What a backtest came to, as a table for a terminal.</summary>
internal static class BacktestTable
{
    private const int MostIncidents = 10;

    /// <summary>Prints the report.</summary>
    public static void Print(IAnsiConsole console, BacktestReport report, string before, string after)
    {
        if (report.CutShort) console.MarkupLine("[bold yellow]Cut short: this is what came out up to the point where it was stopped.[/]");
        if (InputUse.Of(report.Counts) is { Kind: not InputUseKind.Whole } use) console.MarkupLine($"[bold yellow]Replayed in part: {Safe(use.Text)}.[/]");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (var head in (string[])[before, after, "difference"]) table.AddColumn(new TableColumn(Safe(head)).RightAligned());
        Figure(table, report, "incidents", side => side.Incidents);
        Figure(table, report, "decisions", side => side.Decisions);
        Figure(table, report, "  of them blocks", side => side.Blocks);
        if (report.Before.Proposed + report.After.Proposed > 0) Figure(table, report, "  proposed, not approved", side => side.Proposed);
        Figure(table, report, "messages stopped", side => side.MessagesStopped);
        Figure(table, report, "messages missed", side => side.MessagesMissed);
        Figure(table, report, "stopped beside the attack", side => side.HonestMessagesHit);
        Figure(table, report, "  their code was used", side => side.HonestConverted);
        Figure(table, report, "  outside the attack", side => side.HonestOutside);
        Estimate(table, report, "look honest, as in scan", side => side.LooksHonest);
        foreach (var currency in report.Before.Money.Concat(report.After.Money).Select(money => money.Currency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Money(table, report, currency, "money stopped", money => money.Stopped);
            Money(table, report, currency, "money missed", money => money.Missed);
        }

        console.Write(table);
        Alone(console, "Found by the policy as it is alone", report.OnlyBefore);
        Alone(console, "Found by the changed policy alone", report.OnlyAfter);
        Line(console, $"The attacks, as either policy finds them: {Phrases.Count(report.AttackMessages)} messages. Missed are those of them that pass. Beside the attack are messages "
            + "stopped whose code was used, or that came into a blocked range when the attack there had gone quiet, or that a block hit which was taken back. Attackers enter codes, too: how many of the stopped look honest is estimated as scan does.");
        Line(console, Sentences.Counts(report.Counts));
        foreach (var sentence in Sentences.OnMoney(report.Counts)) Line(console, sentence);
        if (report.Counts.EstimatedCost > 0) Line(console, "Money is estimated from price lists where messages stated no price.");
    }

    private static void Figure(Table table, BacktestReport report, string name, Func<BacktestSide, long> figure)
    {
        var (before, after) = (figure(report.Before), figure(report.After));
        table.AddRow(name, Phrases.Count(before), Phrases.Count(after), Signed(after - before, Phrases.Count(Math.Abs(after - before))));
    }

    private static void Estimate(Table table, BacktestReport report, string name, Func<BacktestSide, double> figure)
    {
        var (before, after) = (figure(report.Before), figure(report.After));
        var change = Math.Round(after - before, 2);
        table.AddRow(name, "about " + Phrases.Figure(before), "about " + Phrases.Figure(after), Signed(change, Phrases.Figure(Math.Abs(change))));
    }

    private static void Money(Table table, BacktestReport report, string currency, string name, Func<BacktestMoney, double> figure)
    {
        double Of(BacktestSide side) => side.Money.Where(money => string.Equals(money.Currency, currency, StringComparison.Ordinal)).Sum(figure);
        var (before, after) = (Of(report.Before), Of(report.After));
        var change = Math.Round(after - before, 2);
        table.AddRow(name, Safe(Phrases.Money(before, currency)), Safe(Phrases.Money(after, currency)), Safe(Signed(change, Phrases.Money(Math.Abs(change), currency))));
    }

    private static void Alone(IAnsiConsole console, string title, IReadOnlyList<Incident> incidents)
    {
        if (incidents.Count == 0) return;
        Line(console, $"{title}: {Phrases.Count(incidents.Count, "incident", "incidents")}");
        foreach (var incident in incidents.Take(MostIncidents))
        {
            Line(console, $"  {Phrases.Time(incident.FirstMessageAt)}  {(incident.Scope.Customers.Count == 0 ? "any customer" : Phrases.List(incident.Scope.Customers, 2))}, "
                + $"network {(incident.Scope.Networks.Count == 0 ? "any" : Phrases.List(incident.Scope.Networks, 2))}: {Phrases.Count(incident.Messages, "message", "messages")}, "
                + $"{Phrases.Money(incident)}, odds {Phrases.Odds(incident.LogOdds)}");
        }

        if (incidents.Count > MostIncidents) Line(console, $"  ... and {incidents.Count - MostIncidents:#,##0} more; --report holds them all.");
    }

    private static string Signed(double change, string amount) => change switch
    {
        > 0 => "+" + amount,
        < 0 => "-" + amount,
        _ => "=",
    };

    private static void Line(IAnsiConsole console, string text) => console.WriteLine(PlainText.Of(text));

    private static string Safe(string text) => Markup.Escape(PlainText.Of(text));
}
