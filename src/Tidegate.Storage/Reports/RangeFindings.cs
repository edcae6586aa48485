using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>What blocks of numbers tell: several customers in one at a time, blocks that come back, and what occurs together with them.</summary>
internal static class RangeFindings
{
    private const int MostRows = 500;

    /// <summary>Days on which a block took far more than it usually does, in the table <c>struck</c>.</summary>
    public static void Prepare(ReportSource source) => source.Execute("""
        CREATE TEMP TABLE daily AS SELECT network, block, minute // 1440 AS day, CAST(sum(messages) AS DOUBLE) AS n FROM block_t GROUP BY ALL HAVING sum(messages) > 0;
        CREATE TEMP TABLE span AS SELECT greatest(1, max(day) - min(day) + 1) AS days FROM daily;
        CREATE TEMP TABLE normal AS SELECT block, CASE WHEN count(*) * 2 <= any_value(days) THEN 0.0 ELSE list(n ORDER BY n DESC)[CAST(any_value(days) // 2 + 1 AS BIGINT)] END AS e,
          sum(n) / any_value(days) AS mean FROM daily, span GROUP BY 1;
        CREATE TEMP TABLE struck AS SELECT network, block, day, n, e FROM daily JOIN normal USING (block) WHERE n - e >= 30 AND n >= 5 * (e + 1);
        """);

    /// <summary>Blocks that two customers and more, or two senders and more, sent to far more than usual on one day.</summary>
    public static ReportSection Sweeps(ReportSource source)
    {
        var rows = source.Rows($"""
            WITH mine AS (SELECT s.network, s.block, s.day, s.e, t.customer, t.sender, sum(t.messages) AS m, sum(t.money) AS money FROM struck s JOIN t ON t.block = s.block AND t.minute // 1440 = s.day
                WHERE s.day * 1440 + 1439 >= {source.SinceMinute} GROUP BY ALL HAVING sum(t.messages) > 0),
              who AS (SELECT network, block, day, any_value(e) AS e, sum(m) AS m, sum(money) AS money, count(DISTINCT customer) FILTER (m >= 3) AS customers, count(DISTINCT sender) FILTER (m >= 3) AS senders,
                string_agg(DISTINCT customer, ' ' ORDER BY customer) FILTER (m >= 3) AS names FROM mine GROUP BY ALL)
            SELECT block, network, day, CAST(m AS DOUBLE), e, money, customers, senders, names FROM who WHERE customers >= 2 OR senders >= 3 ORDER BY customers DESC, money DESC, block, day LIMIT {MostRows}
            """, r => (IReadOnlyList<object?>)[Block(r.GetValue(0)), r.GetString(1), ReportSource.Time(r.Long(2) * 1440), (long)r.Double(3), r.Double(4), r.Double(5), r.Long(6), r.Long(7), r.GetString(8)]);
        return new ReportSection
        {
            Key = "sweeps",
            Title = "Ranges that several customers or senders sent to at once",
            Text = rows.Count == 0 ? "No block took far more than it usually does from several customers or senders on one day." : "Blocks of 10,000 numbers on days when they took five times what is usual and more, from at least two customers or three senders.",
            Columns =
            [
                Col.Range("block", "Numbers from"), Col.Text("network", "Network"), Col.Time("day", "Day"), Col.Count("messages", "Messages"), Col.Figure("usual", "Usual"), Col.Money("money", "Money"),
                Col.Count("customers", "Customers"), Col.Count("senders", "Senders"), Col.Text("customer_names", "Who"),
            ],
            Rows = rows,
        };
    }

    /// <summary>Blocks that were struck, then quiet for a week and more, then struck again in the period.</summary>
    public static ReportSection Returning(ReportSource source)
    {
        var rows = source.Rows($"""
            WITH times AS (SELECT network, block, day, n, day - lag(day) OVER (PARTITION BY block ORDER BY day) AS quiet FROM struck),
              again AS (SELECT any_value(network) AS network, block, 1 + count(*) FILTER (quiet > 7) AS times, min(day) AS first, max(day) AS last, max(quiet) AS quiet, sum(n) AS n FROM times GROUP BY block
                HAVING count(*) FILTER (quiet > 7) > 0 AND max(day) * 1440 + 1439 >= {source.SinceMinute})
            SELECT a.block, a.network, times, first, last, quiet, CAST(n AS DOUBLE), (SELECT string_agg(DISTINCT customer, ' ' ORDER BY customer) FROM t JOIN struck s ON s.block = t.block AND s.day = t.minute // 1440 WHERE t.block = a.block) AS who,
              coalesce((SELECT string_agg(DISTINCT id, ' ' ORDER BY id) FROM hits h WHERE h.block = a.block AND h.messages > 0), '') AS ids
            FROM again a ORDER BY n DESC, a.block LIMIT {MostRows}
            """, r => (IReadOnlyList<object?>)[Block(r.GetValue(0)), r.GetString(1), r.Long(2), ReportSource.Time(r.Long(3) * 1440), ReportSource.Time(r.Long(4) * 1440), r.Long(5), (long)r.Double(6), r.GetString(7), r.GetString(8)]);
        return new ReportSection
        {
            Key = "returning",
            Title = "Ranges that came back",
            Text = rows.Count == 0 ? "No block was struck again after a week and more of quiet." : "Blocks that took far more than usual, were quiet for over a week, and then did so again.",
            Columns =
            [
                Col.Range("block", "Numbers from"), Col.Text("network", "Network"), Col.Count("times", "Times"), Col.Time("first", "First day"), Col.Time("last", "Last day"), Col.Count("quiet_days", "Longest quiet, days"),
                Col.Count("messages", "Messages on those days"), Col.Text("customer_names", "Customers"), Col.Text("incident_ids", "Incidents"),
            ],
            Rows = rows,
        };
    }

    /// <summary>Pairs and triples of block, sender, supplier and customer far beyond chance, in the time of peaks and struck blocks.</summary>
    public static ReportSection Together(ReportSource source)
    {
        source.Execute($"""
            CREATE TEMP TABLE blocks_struck AS SELECT DISTINCT block FROM struck WHERE day * 1440 + 1439 >= {source.SinceMinute};
            CREATE TEMP TABLE marked AS SELECT network, customer, sender, supplier, block, CAST(sum(messages) AS DOUBLE) AS n, sum(money) AS money FROM p SEMI JOIN blocks_struck USING (block)
              WHERE network <> '' GROUP BY ALL HAVING sum(messages) > 0;
            CREATE TEMP TABLE margin_block AS SELECT network, block, sum(n) AS n_block FROM marked GROUP BY ALL;
            CREATE TEMP TABLE whole AS SELECT network, CAST(sum(messages) AS DOUBLE) AS n FROM day_p SEMI JOIN marked USING (network) GROUP BY 1;
            """);
        foreach (var party in new[] { "sender", "supplier", "customer" })
            source.Execute($"CREATE TEMP TABLE margin_{party} AS SELECT network, {party}, CAST(sum(messages) AS DOUBLE) AS n_{party} FROM {(party == "sender" ? "p" : "day_p")} SEMI JOIN (SELECT DISTINCT network, {party} FROM marked) USING (network, {party}) GROUP BY ALL");
        string[][] sets = [["block", "sender"], ["block", "supplier"], ["block", "customer"], ["block", "sender", "supplier"], ["block", "customer", "supplier"]];
        var rows = source.Rows(string.Join(" UNION ALL ", sets.Select(Combination)) + $" ORDER BY excess_money DESC, excess DESC, what, names LIMIT {MostRows}", r => (IReadOnlyList<object?>)
            [r.GetString(0), r.GetString(1), r.GetString(2), (long)r.Double(3), r.Double(4), r.Double(3) / r.Double(4), r.Double(6)]);
        return new ReportSection
        {
            Key = "together",
            Title = "What occurs together far more than chance",
            Text = rows.Count == 0 ? "No range goes with a sender, supplier or customer more than chance and habit explain." : "Within a network: messages of the combination against what its parts would have if they had nothing to do with each other, in blocks that took far more than usual.",
            Columns = [Col.Text("what", "What"), Col.Text("names", "Which"), Col.Text("network", "Network"), Col.Count("messages", "Messages"), Col.Figure("chance", "By chance"), Col.Figure("lift", "Times chance"), Col.Money("excess_money", "Money beyond chance")],
            Rows = rows,
        };
    }

    private static string Combination(string[] parts)
    {
        var names = string.Join(", ", parts);
        var margins = string.Join(" ", parts.Select(p => $"JOIN margin_{p} USING (network, {p})"));
        var chance = string.Join(" * ", parts.Select(p => $"n_{p}")) + string.Concat(Enumerable.Repeat(" / w.n", parts.Length - 1));
        var label = string.Join(" || ' + ' || ", parts.Select(p => $"CAST({p} AS VARCHAR)"));
        var filled = string.Join(" AND ", parts.Where(p => p != "block").Select(p => $"{p} <> ''"));

        // Twice the logarithm of the odds against chance, well beyond the number of combinations tried (Dunning, 1993).
        return $"""
            (SELECT '{string.Join(" + ", parts)}' AS what, {label} AS names, network, c.n AS n, {chance} AS chance, c.n - {chance} AS excess, c.money * (1 - ({chance}) / c.n) AS excess_money
             FROM (SELECT network, {names}, sum(n) AS n, sum(money) AS money FROM marked WHERE {filled} GROUP BY ALL HAVING sum(n) >= 30) c
             {margins} JOIN whole w USING (network) WHERE c.n >= 3 * ({chance}) AND c.n * ln(c.n / ({chance})) - (c.n - {chance}) > 20)
            """;
    }

    private static string Block(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}
