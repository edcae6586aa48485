using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>The traffic split by any of its dimensions, beside the same time a week (or weeks) before.</summary>
internal static class ExploreTable
{
    /// <summary>Most rows.</summary>
    public const int MostRows = 5000;

    private const long Week = 7 * 24 * 60;

    /// <summary>What it can be split by: key, name, SQL, kind.</summary>
    public static readonly IReadOnlyList<(string Key, string Title, string Sql, ColumnKind Kind)> Dimensions =
    [
        ("customer", "Customer", "customer", ColumnKind.Text),
        ("sender", "Sender", "sender", ColumnKind.Text),
        ("supplier", "Supplier", "supplier", ColumnKind.Text),
        ("country", "Country", "country", ColumnKind.Text),
        ("network", "Network", "network", ColumnKind.Text),
        ("block", "Numbers from", "CAST(block AS VARCHAR)", ColumnKind.Range),
        ("category", "Category", "category", ColumnKind.Text),
        ("day", "Day", "m // 1440 * 1440", ColumnKind.Time),
        ("hour", "Hour", "m // 60 * 60", ColumnKind.Time),
    ];

    /// <summary>Makes it, those with most messages first.</summary>
    /// <param name="source">The sums.</param>
    /// <param name="by">Keys of <see cref="Dimensions"/>, at least one.</param>
    /// <param name="only">Only traffic that has all of these values; not by day or hour.</param>
    public static ReportDocument Make(ReportSource source, IReadOnlyList<string> by, IReadOnlyList<(string Key, string Value)> only)
    {
        var split = by.Select(b => Dimensions.Single(d => d.Key == b)).ToList();
        var back = Math.Max(1, (source.UntilMinute - source.SinceMinute + Week - 1) / Week) * Week;
        if (by.Contains("country") || only.Any(o => o.Key == "country")) Countries(source);
        else source.Execute("CREATE TEMP VIEW placed AS SELECT *, '' AS country FROM t");
        // A customer that reports no conversions has no share of codes used, and takes none from the others.
        source.Execute("CREATE TEMP TABLE reporting AS SELECT customer FROM day_t GROUP BY 1 HAVING sum(converted) > 0");
        var where = string.Concat(only.Select(o => $" AND {Dimensions.Single(d => d.Key == o.Key).Sql} = {ReportSource.Text(o.Value)}"));
        var rows = source.Rows($"""
            SELECT {string.Join(", ", split.Select(d => d.Sql))}, sum(messages) FILTER (now) AS n, sum(messages) FILTER (NOT now) AS before, sum(money) FILTER (now) AS money,
              sum(converted) FILTER (now) / nullif(sum(messages) FILTER (now AND customer IN (SELECT customer FROM reporting)), 0) AS used, sum(delivered) FILTER (now) / nullif(sum(messages) FILTER (now), 0) AS arrived
            FROM (SELECT *, minute >= {source.SinceMinute} AS now, CASE WHEN minute >= {source.SinceMinute} THEN minute ELSE minute + {back} END AS m FROM placed
              WHERE (minute >= {source.SinceMinute} OR (minute >= {source.SinceMinute - back} AND minute < {source.UntilMinute - back})){where})
            GROUP BY ALL HAVING coalesce(sum(messages) FILTER (now), 0) > 0 ORDER BY n DESC, ALL LIMIT {MostRows}
            """.Replace("n DESC, ALL", "n DESC, " + string.Join(", ", Enumerable.Range(1, split.Count)), StringComparison.Ordinal), r =>
        {
            var at = split.Count;
            var (messages, before) = (r.Double(at), r.IsDBNull(at + 1) ? 0 : r.Double(at + 1));
            return (IReadOnlyList<object?>)
            [
                .. split.Select((d, n) => d.Kind == ColumnKind.Time ? (object)ReportSource.Time(r.Long(n)) : r.GetString(n)),
                (long)messages, (long)before, before > 0 ? (messages / before) - 1 : null, r.Double(at + 2), r.Double(at + 3), r.Double(at + 4),
            ];
        });
        return new ReportDocument
        {
            Name = "explore",
            Title = "Traffic by " + string.Join(", ", split.Select(d => d.Title.ToLowerInvariant())),
            Since = source.Since,
            Until = source.Until,
            Currency = source.Currency,
            Findings = [],
            Method = "Sums by minute; late messages are not in them. Codes used are of the messages of customers that reported any in this time or the weeks before.",
            Sections =
            [
                new ReportSection
                {
                    Key = "traffic",
                    Title = "Traffic",
                    Text = rows.Count == 0 ? "No traffic in this time." : $"Beside the same time {(back == Week ? "a week" : $"{back / Week} weeks")} before.",
                    Columns =
                    [
                        .. split.Select(d => new ReportColumn(d.Key, d.Title, d.Kind)), Col.Count("messages", "Messages"), Col.Count("before", "Before"), Col.Share("change", "Change"), Col.Money("money", "Money"),
                        Col.Share("converted", "Codes used"), Col.Share("delivered", "Delivered"),
                    ],
                    Rows = rows,
                },
            ],
        };
    }

    private static void Countries(ReportSource source)
    {
        source.AddCountries();
        source.Execute("CREATE TEMP VIEW placed AS SELECT t.*, coalesce(country, '') AS country FROM t LEFT JOIN block_country USING (block)");
    }
}
