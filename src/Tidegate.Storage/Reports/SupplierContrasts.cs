namespace Tidegate.Storage.Reports;

/// <summary>
/// Suppliers held against the others on the same network, for the same customer on the same day: other customers, other times and other
/// networks cannot make a difference (Mantel and Haenszel, JNCI 1959). What lies in an incident is left out.
/// </summary>
internal static class SupplierContrasts
{
    /// <summary>Kinds of comparison: key, name, what is counted, of what; or for delays, null.</summary>
    public static readonly (string Key, string Title, string? Part, string Whole)[] Kinds =
    [
        ("conversion", "Codes used", "converted", "messages"),
        ("delivered", "Delivered", "delivered", "messages"),
        ("instant", "Receipts within a second", "instant", "receipted"),
        ("delay", "Time to the receipt", null, "receipted"),
        ("regularity", "Spread of that time", null, "receipted"),
    ];

    /// <summary>Compares, for each network by itself and for all together.</summary>
    /// <param name="source">The sums, after <see cref="Prepare"/>.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="network">This network alone; null for all.</param>
    public static (IReadOnlyList<Contrast> Everywhere, IReadOnlyList<Contrast> Cells) Of(ReportSource source, string kind, string? network = null)
    {
        var (_, _, part, whole) = Kinds.Single(k => k.Key == kind);
        var only = network is null ? "" : $" AND network = {ReportSource.Text(network)}";
        var rows = source.Rows(part is null ? Delays(kind, only) : Rates(part, whole, only), r => (
            Party: r.GetString(0), Network: r.GetString(1), Number: r.Long(2), Day: new DayContrast(r.Double(3), r.Double(4), r.Double(5), r.Double(6), r.Double(7))));
        var cells = rows.GroupBy(r => (r.Party, r.Network)).Select(g => Contrast.Of(g.Key.Party, g.Key.Network, [.. g.Select(r => r.Day)]));
        var everywhere = rows.GroupBy(r => r.Party, StringComparer.Ordinal).Select(g => Contrast.Of(g.Key, "", [.. g.GroupBy(r => r.Number).Select(d => DayContrast.Sum(d.Select(r => r.Day)))]));
        return ([.. everywhere.OfType<Contrast>()], [.. cells.OfType<Contrast>()]);
    }

    /// <summary>Prepares the view that comparisons read.</summary>
    public static void Prepare(ReportSource source) => source.Execute("""
        CREATE TEMP TABLE routes AS SELECT minute // 1440 AS day, customer, network, supplier,
          CAST(sum(messages) AS DOUBLE) AS messages, CAST(sum(converted) AS DOUBLE) AS converted, CAST(sum(delivered) AS DOUBLE) AS delivered,
          CAST(sum(receipted) AS DOUBLE) AS receipted, CAST(sum(instant) AS DOUBLE) AS instant, CAST(sum(delay) AS DOUBLE) AS delay, CAST(sum(delay_squares) AS DOUBLE) AS delay_squares
        FROM p WHERE supplier <> '' AND network <> ''
          AND NOT EXISTS (SELECT 1 FROM hits h WHERE h.minute = p.minute AND h.customer = p.customer AND h.network = p.network AND h.block = p.block)
        GROUP BY ALL HAVING sum(messages) > 0
        """);

    // Customers without the feed say nothing; unbiased variance of a pooled rate: n / (n - 1).
    private static string Rates(string part, string whole, string only) => $"""
        WITH fed AS (SELECT customer FROM routes GROUP BY 1 HAVING sum({part}) > 0),
        own AS (SELECT day, customer, network, supplier, {part} AS x, {whole} AS n FROM routes WHERE {whole} > 0{only} AND customer IN (SELECT customer FROM fed)),
        every AS (SELECT day, customer, network, sum(x) AS x, sum(n) AS n FROM own GROUP BY ALL),
        pairs AS (SELECT supplier, network, day, o.x, o.n, e.x - o.x AS y, e.n - o.n AS m, e.x / e.n AS r, e.n AS total
          FROM own o JOIN every e USING (day, customer, network) WHERE e.n > o.n)
        SELECT supplier, network, day, sum(n * m / (n + m)), sum(n * m / (n + m) * (x / n - y / m)),
          sum(n * m / (n + m) * r * (1 - r) * total / (total - 1)), sum(n * m / (n + m) * (y / m)), sum(n)
        FROM pairs GROUP BY ALL ORDER BY ALL
        """;

    // A day's mean, or its coefficient of variation, against the others' on the network; days differ among themselves as they do.
    private static string Delays(string kind, string only)
    {
        var value = kind == "delay" ? "s / n" : "sqrt(greatest(q / n - (s / n) * (s / n), 0)) / (s / n)";
        return $"""
            WITH own AS (SELECT day, network, supplier, sum(receipted) AS n, sum(delay) AS s, sum(delay_squares) AS q FROM routes WHERE receipted > 0{only} GROUP BY ALL),
            every AS (SELECT day, network, sum(n) AS n, sum(s) AS s, sum(q) AS q FROM own GROUP BY ALL),
            valued AS (SELECT supplier, o.day, o.network, o.n, e.n - o.n AS m,
              (SELECT {value} FROM (SELECT o.n AS n, o.s AS s, o.q AS q)) AS a, (SELECT {value} FROM (SELECT e.n - o.n AS n, e.s - o.s AS s, e.q - o.q AS q)) AS b
              FROM own o JOIN every e USING (day, network) WHERE o.n >= 20 AND e.n - o.n >= 20 AND o.s > 0 AND e.s - o.s > 0)
            SELECT supplier, network, day, sum(n * m / (n + m)), sum(n * m / (n + m) * (a - b)), 0.0, sum(n * m / (n + m) * b), sum(n)
            FROM valued WHERE isfinite(a) AND isfinite(b) AND b > 0 GROUP BY ALL ORDER BY ALL
            """;
    }
}
