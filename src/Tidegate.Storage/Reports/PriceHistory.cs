using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>What messages cost, by network, supplier and time.</summary>
internal static class PriceHistory
{
    /// <summary>Fills the table <c>prices</c>: a day's average price and cost of each network and supplier.</summary>
    public static void Prepare(ReportSource source) => source.Execute("""
        CREATE TEMP TABLE prices AS SELECT minute // 1440 AS day, network, supplier, CAST(sum(priced) AS DOUBLE) AS n, sum(price) / sum(priced) AS price, sum(cost) / sum(priced) AS cost
        FROM day_t WHERE network <> '' GROUP BY ALL HAVING sum(priced) > 0
        """);

    /// <summary>Days on which the price or cost of a network through a supplier became another one and stayed so.</summary>
    public static ReportSection Changes(ReportSource source)
    {
        var rows = source.Rows($"""
            WITH either AS (SELECT day, network, supplier, n, 'cost' AS what, cost AS v FROM prices WHERE cost > 0 UNION ALL SELECT day, network, supplier, n, 'price', price FROM prices WHERE price > 0),
              around AS (SELECT *, median(v) OVER (PARTITION BY what, network, supplier ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) AS before, median(v) OVER w AS after,
                count(*) OVER w AS days_after, sum(n) OVER w AS n_after, count(*) OVER (PARTITION BY what, network, supplier ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) AS days_before,
                lag(v) OVER (PARTITION BY what, network, supplier ORDER BY day) AS yesterday
                FROM either WINDOW w AS (PARTITION BY what, network, supplier ORDER BY day ROWS BETWEEN CURRENT ROW AND 6 FOLLOWING)),
              steps AS (SELECT *, ln(after / before) AS step FROM around WHERE days_before >= 3 AND days_after >= 3 AND before > 0 AND after > 0 AND day * 1440 + 1439 >= {source.SinceMinute})
            SELECT what, network, supplier, day, before, after, exp(step) - 1, n_after * (after - before) / days_after * 30 FROM steps s
            WHERE abs(step) >= 0.01 AND abs(ln(yesterday / before)) < abs(step) / 2 AND abs(ln(v / after)) < abs(step) / 2
            QUALIFY row_number() OVER (PARTITION BY what, network, supplier, day // 7 ORDER BY round(abs(step), 6) DESC, day) = 1 ORDER BY abs(n_after * (after - before) / days_after) DESC, network, supplier, what LIMIT 500
            """, r => (IReadOnlyList<object?>)[r.GetString(0), r.GetString(1), r.GetString(2), ReportSource.Time(r.Long(3) * 1440), r.Double(4), r.Double(5), r.Double(6), r.Double(7)]);
        return new ReportSection
        {
            Key = "price_changes",
            Title = "What changed",
            Text = rows.Count == 0 ? "No price or cost of a network through a supplier changed by one per cent and stayed so." : "Median of the week from that day on against the week before, by the money of a month at the traffic that goes there.",
            Columns = [Col.Text("what", "What"), Col.Text("network", "Network"), Col.Text("supplier", "Supplier"), Col.Time("day", "From"), Col.Price("before", "Before"), Col.Price("after", "After"), Col.Share("change", "Change"), Col.Money("monthly", "A month")],
            Rows = rows,
        };
    }

    /// <summary>The index of average price and cost, 100 on the first day: chained, so that another mix of networks does not move it.</summary>
    public static ReportSection Index(ReportSource source)
    {
        // Fisher's index of each day against the day before, over what both have.
        var rows = source.Rows($"""
            WITH steps AS (SELECT b.day, sum(b.price * a.n) / nullif(sum(a.price * a.n), 0) AS lp, sum(b.price * b.n) / nullif(sum(a.price * b.n), 0) AS pp,
                sum(b.cost * a.n) / nullif(sum(a.cost * a.n), 0) AS lc, sum(b.cost * b.n) / nullif(sum(a.cost * b.n), 0) AS pc
              FROM prices a JOIN prices b ON b.day = a.day + 1 AND b.network = a.network AND b.supplier = a.supplier WHERE b.day * 1440 >= {source.SinceMinute} GROUP BY 1),
              all_days AS (SELECT day, sum(price * n) / sum(n) AS price, sum(cost * n) / sum(n) AS cost, sum(n) AS n FROM prices WHERE day * 1440 >= {source.SinceMinute} GROUP BY 1)
            SELECT d.day, d.price, d.cost, 100 * exp(sum(ln(coalesce(sqrt(lp * pp), 1))) OVER (ORDER BY d.day)), 100 * exp(sum(ln(coalesce(sqrt(lc * pc), 1))) OVER (ORDER BY d.day)), d.n FROM all_days d LEFT JOIN steps s ON s.day = d.day ORDER BY 1
            """, r => (IReadOnlyList<object?>)[ReportSource.Time(r.Long(0) * 1440), r.Double(3), r.Double(4), r.Double(1), r.Double(2), (long)r.Double(5)]);
        return new ReportSection
        {
            Key = "price_index",
            Title = "Index of price and cost",
            Text = rows.Count == 0 ? "No traffic with a price." : "100 on the first day. Like against like: the same network through the same supplier, so it moves with prices and not with where the traffic goes.",
            Columns = [Col.Time("day", "Day"), Col.Ratio("price_index", "Price"), Col.Ratio("cost_index", "Cost"), Col.Price("average_price", "Average price"), Col.Price("average_cost", "Average cost"), Col.Count("messages", "Messages")],
            Rows = rows,
            Figures = [new ReportChart("Index, 100 on the first day", [.. rows.Select(r => (DateTimeOffset)r[0]!)], [new ReportLine("price", [.. rows.Select(r => (double)r[1]!)]), new ReportLine("cost", [.. rows.Select(r => (double)r[2]!)])])],
        };
    }

    /// <summary>What each network costs through each supplier.</summary>
    public static ReportSection Now(ReportSource source)
    {
        var rows = source.Rows($"""
            SELECT network, supplier, sum(n), sum(price * n) / sum(n), sum(cost * n) / sum(n), (sum(price * n) - sum(cost * n)) FROM prices WHERE day * 1440 >= {source.SinceMinute} GROUP BY ALL ORDER BY sum(greatest(price, cost) * n) DESC, 1, 2 LIMIT 2000
            """, r => (IReadOnlyList<object?>)[r.GetString(0), r.GetString(1), (long)r.Double(2), r.Double(3), r.Double(4), r.Double(5)]);
        return new ReportSection
        {
            Key = "prices",
            Title = "Prices by network and supplier",
            Text = "Averages of the period, those with most money first.",
            Columns = [Col.Text("network", "Network"), Col.Text("supplier", "Supplier"), Col.Count("messages", "Messages"), Col.Price("price", "Price"), Col.Price("cost", "Cost"), Col.Money("margin", "Margin")],
            Rows = rows,
        };
    }
}
