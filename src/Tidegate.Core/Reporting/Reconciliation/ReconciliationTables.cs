using Tidegate.Reporting.Tables;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>A reconciliation as tables, for every kind of file that reports are written to.</summary>
internal static class ReconciliationTables
{
    private const int MostSteps = 24 * 100;
    private const string Method = "A message is the same by its id and destination; where few ids are known to both, by destination, party and time. Ranges are blocks of 10,000 numbers. Extra messages are those that theirs has and ours does not, repeated ones included; "
        + "a price difference is theirs less ours. Sums are exact, for each currency apart.";

    private static readonly IReadOnlyList<ReportColumn> Counted =
    [
        new("currency", "Currency", ColumnKind.Text), new("missing", "Missing in theirs", ColumnKind.Count), new("missing_money", "Their money", ColumnKind.Money), new("extra", "Extra in theirs", ColumnKind.Count), new("extra_money", "Their money", ColumnKind.Money),
        new("repeated", "Of which repeated", ColumnKind.Count), new("price_differences", "At other prices", ColumnKind.Count), new("price_difference_money", "Theirs less ours", ColumnKind.Money), new("currency_differences", "In other currencies", ColumnKind.Count),
    ];

    /// <summary>Makes the tables.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="since">Begin of the time it is about; null: the first message.</param>
    /// <param name="until">End of it; null: the last message.</param>
    public static ReportDocument Of(ReconciliationReport report, DateTimeOffset? since = null, DateTimeOffset? until = null) => new()
    {
        Name = "reconciliation",
        Title = "What passed through us, against what they say",
        Since = since ?? Times(report).Min() ?? DateTimeOffset.UnixEpoch,
        Until = until ?? Times(report).Max() ?? DateTimeOffset.UnixEpoch,
        Currency = report.Totals.Count == 1 ? report.Totals.Keys.First() : "",
        Findings = [.. Findings(report)],
        Method = Method,
        Sections = [Totals(report), Ranges(report), Hours(report), Sides(report), Files(report)],
    };

    private static IEnumerable<DateTimeOffset?> Times(ReconciliationReport report) => new[] { report.Ours.From, report.Ours.To, report.Theirs.From, report.Theirs.To }.Where(t => t is not null).DefaultIfEmpty(null);

    private static IEnumerable<string> Findings(ReconciliationReport report)
    {
        var matched = report.MatchedById + report.MatchedByContents;
        if (report.Differences == 0) yield return $"No difference: {Phrases.Count(matched, "message is", "messages are")} in both.";
        foreach (var (currency, c) in report.Totals.Where(t => t.Value.Messages > 0))
        {
            yield return $"{Phrases.Count(c.Missing, "message", "messages")} of ours missing in theirs ({Phrases.Money((double)c.MissingMoney, currency)}), {Phrases.Count(c.Extra)} extra in theirs ({Phrases.Money((double)c.ExtraMoney, currency)}, {Phrases.Count(c.Repeated)} of them repeated), "
                + $"{Phrases.Count(c.Prices)} at other prices ({Phrases.Money((double)c.PriceMoney, currency)} more than ours).";
        }

        if (report.Outside > 0) yield return $"{Phrases.Count(report.Outside, "difference lies", "differences lie")} outside of the time and {(report.Outside == 1 ? "is" : "are")} left out.";
    }

    private static ReportSection Totals(ReconciliationReport report) => new()
    {
        Key = "totals",
        Title = "All differences",
        Text = $"{Phrases.Count(report.MatchedById)} matched by id, {Phrases.Count(report.MatchedByContents)} by contents; {Phrases.Count(report.NotCompared)} of them state no amount on one side.",
        Columns = Counted,
        Rows = [.. report.Totals.Select(t => Row([], t.Key, t.Value))],
    };

    private static ReportSection Ranges(ReconciliationReport report) => new()
    {
        Key = "ranges",
        Title = "By range, most money at stake first",
        Text = report.RangesLeftOut > 0 ? $"{Phrases.Count(report.RangesLeftOut, "range", "ranges")} with less at stake are left out." : "All ranges with differences.",
        Columns = [new("from", "Numbers from", ColumnKind.Range), new("to", "to", ColumnKind.Range), .. Counted],
        Rows = [.. report.Ranges.Select(r => Row([r.From.ToString(System.Globalization.CultureInfo.InvariantCulture), r.To.ToString(System.Globalization.CultureInfo.InvariantCulture)], r.Currency, r.Counts))],
    };

    private static ReportSection Hours(ReconciliationReport report) => new()
    {
        Key = "hours",
        Title = "By hour",
        Text = "The hours with differences.",
        Columns = [new("hour", "Hour", ColumnKind.Time), .. Counted],
        Rows = [.. report.Hours.Select(h => Row([h.Hour], h.Currency, h.Counts))],
        Figures = report.Hours.Count == 0 ? [] : [Chart(report)],
    };

    private static ReportChart Chart(ReconciliationReport report)
    {
        var by = report.Hours.GroupBy(h => h.Hour).ToDictionary(g => g.Key, g => g.Aggregate(default(DifferenceCounts), (sum, h) => sum + h.Counts));
        var (first, last) = (by.Keys.Min(), by.Keys.Max());
        var hours = (int)Math.Min(MostSteps, (last - first).TotalHours + 1);
        var steps = Enumerable.Range(0, hours).Select(n => last.AddHours(n - hours + 1)).ToList();
        ReportLine Line(string name, Func<DifferenceCounts, long> of) => new(name, [.. steps.Select(s => (double)of(by.GetValueOrDefault(s)))]);
        return new ReportChart("Messages an hour", steps, [Line("missing in theirs", c => c.Missing), Line("extra in theirs", c => c.Extra), Line("at other prices", c => c.Prices)]);
    }

    private static ReportSection Sides(ReconciliationReport report) => new()
    {
        Key = "sides",
        Title = "What was compared",
        Text = "Messages of each, with the sums of their amounts.",
        Columns = [new("side", "Whose", ColumnKind.Text), new("messages", "Messages", ColumnKind.Count), new("without_amount", "Without an amount", ColumnKind.Count), new("from", "From", ColumnKind.Time), new("to", "To", ColumnKind.Time), new("money", "Money", ColumnKind.Text)],
        Rows = [.. new[] { ("ours", report.Ours), ("theirs", report.Theirs) }.Select(s => (IReadOnlyList<object?>)
            [s.Item1, s.Item2.Messages, s.Item2.WithoutAmount, s.Item2.From, s.Item2.To, string.Join(", ", s.Item2.Money.Select(m => Phrases.Money((double)m.Value, m.Key)))])],
    };

    private static ReportSection Files(ReconciliationReport report) => new()
    {
        Key = "files",
        Title = "What was read",
        Text = "With the first record of each that could not be.",
        Columns = [new("side", "Whose", ColumnKind.Text), new("file", "File", ColumnKind.Text), new("format", "Format", ColumnKind.Text), new("records", "Records", ColumnKind.Count), new("bad", "Bad", ColumnKind.Count), new("first_bad", "First of them", ColumnKind.Text)],
        Rows = [.. report.Ours.Sources.Select(s => ("ours", s)).Concat(report.Theirs.Sources.Select(s => ("theirs", s))).Select(s => (IReadOnlyList<object?>)
            [s.Item1, s.s.Source, s.s.Format, s.s.Records, s.s.BadRecordCount, s.s.BadRecords.Count > 0 ? $"line {s.s.BadRecords[0].Line}: {s.s.BadRecords[0].Reason}" : ""])],
    };

    private static IReadOnlyList<object?> Row(object?[] place, string currency, in DifferenceCounts c) =>
        [.. place, currency, c.Missing, (double)c.MissingMoney, c.Extra, (double)c.ExtraMoney, c.Repeated, c.Prices, (double)c.PriceMoney, c.Currencies];
}
