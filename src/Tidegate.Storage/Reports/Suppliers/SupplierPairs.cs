using DuckDB.NET.Data;

namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>What suppliers are compared by.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Side">Which way is suspicious.</param>
/// <param name="Level">In this part of reports on honest suppliers anybody is named by it; all kinds together, one in twenty.</param>
/// <param name="Part">What is counted.</param>
/// <param name="Whole">Of what.</param>
internal sealed record SupplierKind(string Key, string Title, Side Side, double Level, string Part, string Whole)
{
    /// <summary>The kinds. Most of the chance of error goes to codes used, where money is.</summary>
    public static readonly IReadOnlyList<SupplierKind> All =
    [
        new("conversion", "Codes used", Side.Less, 0.03, "converted", "messages"),
        new("delivered", "Delivered", Side.Both, 0.005, "delivered", "messages"),
        new("instant", "Receipts within a second", Side.More, 0.005, "instant", "receipted"),
        new("delay", "Time to the receipt", Side.Both, 0.005, "delay", "receipted"),
        new("regularity", "Spread of that time", Side.Less, 0.005, "", "receipted"),
    ];

    /// <summary>Whether counts are compared, not times.</summary>
    public bool IsCount => Key is "conversion" or "delivered" or "instant";
}

/// <summary>
/// Suppliers held against the others on the same network, for the same customer on the same day: other customers, other times and other
/// networks cannot make a difference. What lies in an incident is left out.
/// </summary>
internal static class SupplierPairs
{
    /// <summary>The pairs of each kind, over all time that is known.</summary>
    /// <param name="source">The sums.</param>
    /// <param name="network">This network alone; null for all.</param>
    public static IReadOnlyDictionary<string, PairTable> Read(ReportSource source, string? network = null)
    {
        Prepare(source, network);
        var rates = SupplierKind.All.Where(k => k.Part.Length > 0).ToList();
        var rows = source.Rows(Rates(rates), r => (Day: r.Long(0), Network: r.GetString(1), One: r.GetString(2), Other: r.GetString(3), Sums: rates.Select((_, n) => Sums(r, 4 + (n * 6))).ToList()));
        var tables = rates.Select((k, n) => (k.Key, Table: new PairTable([.. rows.Where(r => r.Sums[n].One.Weight > 0).SelectMany(r => new[] { (r.One, r.Other, r.Network, r.Sums[n].One), (r.Other, r.One, r.Network, r.Sums[n].Other) })])));
        var spread = new PairTable(source.Rows(Regularity, r => (r.GetString(2), r.GetString(3), r.GetString(1), new PairSums(r.Long(0), r.Double(4), r.Double(5), r.Double(6), r.Double(6), r.Double(7)))));
        return tables.Append(("regularity", spread)).ToDictionary(t => t.Item1, t => t.Item2, StringComparer.Ordinal);
    }

    // What the one supplier is to the other, and what the other is to the one.
    private static (PairSums One, PairSums Other) Sums(DuckDBDataReader r, int at)
    {
        var (day, forward, back, variance, weight) = (r.Long(0), r.Double(at), r.Double(at + 1), r.Double(at + 2), r.Double(at + 3));
        return (new PairSums(day, forward, back, variance, weight, r.Double(at + 4)), new PairSums(day, back, forward, variance, weight, r.Double(at + 5)));
    }

    // What two incidents both take in is taken away once.
    private static void Prepare(ReportSource source, string? network)
    {
        var only = "supplier <> '' AND " + (network is null ? "network <> ''" : $"network = {ReportSource.Text(network)}");
        string[] sums = ["messages", "converted", "delivered", "receipted", "instant", "delay", "delay_squares"];

        // Rows are put together by one number instead of three names, of 64 bits: two of a million rows share one by accident in one report of ten million.
        // Few come in several: those of attacks, of a day not folded yet, of two currencies.
        source.Execute($"""
            CREATE OR REPLACE TEMP VIEW sent AS SELECT hash(day, customer, network, supplier) AS route, * FROM
              (SELECT minute // 1440 AS day, customer, network, supplier, {string.Join(", ", sums)} FROM day_t WHERE {only}
               UNION ALL SELECT minute // 1440, customer, network, supplier, {string.Join(", ", sums.Select(s => "-" + s))} FROM
                 (SELECT minute, customer, sender, supplier, network, block, {string.Join(", ", sums.Select(s => $"any_value({s}) AS {s}"))} FROM in_scope WHERE {only} GROUP BY ALL));
            CREATE OR REPLACE TEMP TABLE several AS SELECT route FROM sent GROUP BY 1 HAVING count(*) > 1;
            CREATE OR REPLACE TEMP TABLE routes AS SELECT hash(day, customer, network) AS stratum, day, customer, network, supplier, {string.Join(", ", sums.Select(s => $"CAST({s} AS DOUBLE) AS {s}"))} FROM
              (SELECT * EXCLUDE (route) FROM sent ANTI JOIN several USING (route)
               UNION ALL SELECT day, customer, network, supplier, {string.Join(", ", sums.Select(s => $"sum({s}) AS {s}"))} FROM sent SEMI JOIN several USING (route) GROUP BY ALL)
            WHERE messages > 0;
            """);
    }

    // Customers without the feed say nothing. A customer counts for as much as it tells: the variance of a rate r is r (1 - r), the change of a part of it r.
    private static string Rates(IReadOnlyList<SupplierKind> kinds)
    {
        var wholes = string.Join(", ", kinds.SelectMany(k => new[] { k.Part, k.Whole }).Append("delay_squares").Distinct(StringComparer.Ordinal).Select(c => $"sum({c}) AS {c}"));
        return $"""
            WITH every AS (SELECT stratum, {wholes} FROM routes GROUP BY 1 HAVING count(*) > 1),
              fed AS (SELECT customer, {string.Join(", ", kinds.Select(k => $"CASE WHEN sum({k.Part}) > 0 THEN {(k.IsCount ? $"1 / (1 - least(0.9, sum({k.Part}) / sum({k.Whole})))" : "1.0")} ELSE 0.0 END AS w_{k.Key}"))} FROM routes GROUP BY 1)
            SELECT a.day, a.network, a.supplier, b.supplier, {string.Join(", ", kinds.Select(Sums))}
            FROM routes a JOIN every e ON e.stratum = a.stratum JOIN routes b ON b.stratum = a.stratum AND b.supplier > a.supplier JOIN fed f ON f.customer = a.customer
            GROUP BY ALL ORDER BY ALL
            """;
    }

    private static string Sums(SupplierKind kind)
    {
        var (part, whole) = (kind.Part, kind.Whole);
        var (weight, all) = ("f.w_" + kind.Key, $"nullif(e.{whole}, 0)");
        var variance = kind.IsCount ? $"e.{part} / {all} * (1 - e.{part} / {all})" : $"greatest(0, e.{part}_squares / {all} - (e.{part} / {all}) * (e.{part} / {all}))";
        string Sum(string what) => $"coalesce(sum({what}), 0)";
        return string.Join(", ",
            Sum($"{weight} * a.{part} * b.{whole} / {all}"), Sum($"{weight} * b.{part} * a.{whole} / {all}"),
            Sum($"{weight} * {weight} * {variance} * a.{whole} * b.{whole} / greatest(1, e.{whole} - 1)"),
            Sum($"{weight} * a.{whole} * b.{whole} / {all}"),
            Sum($"CASE WHEN {weight} > 0 THEN a.{whole} * b.{whole} / nullif(e.{whole} - a.{whole}, 0) END"), Sum($"CASE WHEN {weight} > 0 THEN a.{whole} * b.{whole} / nullif(e.{whole} - b.{whole}, 0) END"));
    }

    // A day's coefficient of variation against the others' on the network; days differ among themselves as they do.
    private const string Regularity = """
        WITH own AS (SELECT day, network, supplier, sum(receipted) AS n, sum(delay) AS s, sum(delay_squares) AS q FROM routes WHERE receipted > 0 GROUP BY ALL HAVING sum(receipted) >= 20 AND sum(delay) > 0),
          valued AS (SELECT day, network, supplier, n, greatest(0.001, sqrt(greatest(q / n - (s / n) * (s / n), 0)) / (s / n)) AS v, sum(n) OVER (PARTITION BY day, network) AS total FROM own)
        SELECT a.day, a.network, a.supplier, b.supplier, a.n * b.n / a.total * a.v, a.n * b.n / a.total * b.v, a.n * b.n / a.total, a.n * b.n / (a.total - a.n)
        FROM valued a JOIN valued b ON b.day = a.day AND b.network = a.network AND b.supplier <> a.supplier ORDER BY ALL
        """;
}
