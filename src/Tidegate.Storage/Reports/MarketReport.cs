using Tidegate.Reporting;
using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Prices, what changed, international against domestic traffic, where an attack would cost most, and the coming months.</summary>
internal static class MarketReport
{
    private const int Ahead = 90;
    private const string Method = "Prices are averages of what events state (or the rates say) per message. A customer's home is the country that most of its messages go to; what goes there is domestic. Exposure is what an hour of thirty messages a minute would cost, "
        + "weighted by how often the network was attacked here (Jeffreys' prior). The forecast carries weekdays and half the growth of the last four weeks on; its 80 % intervals are what such forecasts erred by before, from every day that one could have been made on, and more where few trials fit beside each other.";

    // Domestic messages and those of as long a time before, then the same of international ones.
    private const string Flows = "sum(n) FILTER (country = home), sum(before) FILTER (country = home), sum(n) FILTER (country <> home), sum(before) FILTER (country <> home)";

    private static readonly IReadOnlyList<ReportColumn> FlowColumns =
        [Col.Count("domestic", "Domestic"), Col.Share("domestic_change", "Change"), Col.Count("international", "International"), Col.Share("international_change", "Change"), Col.Share("international_share", "International")];

    /// <summary>Makes it.</summary>
    public static ReportDocument Make(ReportSource source) => Begin(source).Whole();

    /// <summary>Makes what changed first.</summary>
    public static ReportDraft Begin(ReportSource source)
    {
        PriceHistory.Prepare(source);
        var changes = PriceHistory.Changes(source);
        var first = new ReportDocument
        {
            Name = "market",
            Title = "Prices and market",
            Since = source.Since,
            Until = source.Until,
            Currency = source.Currency,
            Findings = [.. changes.Rows.Take(3).Select(r => $"{(r[0] is "cost" ? "Cost" : "Price")} of network {r[1]} through {(r[2] is "" ? "an unnamed supplier" : r[2])}: {Change((double)r[6]!)} from {Phrases.Time((DateTimeOffset)r[3]!)[..10]}, {Phrases.Money((double)r[7]!, source.Currency)} a month.")],
            Method = Method,
            Sections = [changes],
            IsWhole = false,
        };
        return new ReportDraft(first, () =>
        {
            Countries(source);
            var forecast = Coming(source);
            return first with { IsWhole = true, Findings = [.. first.Findings, forecast.Text], Sections = [.. first.Sections, PriceHistory.Index(source), Homes(source), Customers(source), Exposure(source), forecast, PriceHistory.Now(source)] };
        });
    }

    private static string Change(double change) => change >= 0 ? "up " + Phrases.Percent(change) : "down " + Phrases.Percent(-change);

    private static void Countries(ReportSource source)
    {
        source.AddCountries();
        source.Execute("""
            CREATE TEMP TABLE flows AS SELECT customer, country, CAST(sum(messages) FILTER (now) AS DOUBLE) AS n, CAST(sum(messages) FILTER (NOT now) AS DOUBLE) AS before, sum(money) FILTER (now) AS money
            FROM (SELECT *, minute >= {since} AS now FROM t WHERE minute >= {since} - ({until} - {since})) JOIN block_country USING (block) GROUP BY ALL
            """.Replace("{since}", ReportSource.Number(source.SinceMinute), StringComparison.Ordinal).Replace("{until}", ReportSource.Number(source.UntilMinute), StringComparison.Ordinal));
        source.Execute("CREATE TEMP TABLE homes AS SELECT customer, arg_max(country, coalesce(n, 0) + coalesce(before, 0)) AS home FROM flows GROUP BY 1");
    }

    // Of Flows, for FlowColumns.
    private static IReadOnlyList<object?> Cells(double[] flows)
    {
        static object? Growth(double now, double before) => before > 0 ? (now / before) - 1 : null;
        return [(long)flows[0], Growth(flows[0], flows[1]), (long)flows[2], Growth(flows[2], flows[3]), flows[0] + flows[2] > 0 ? flows[2] / (flows[0] + flows[2]) : null];
    }

    private static ReportSection Homes(ReportSource source)
    {
        var rows = source.Rows($"""
            SELECT home, {Flows}, count(DISTINCT customer), sum(money)
            FROM flows JOIN homes USING (customer) GROUP BY 1 ORDER BY sum(coalesce(n, 0)) DESC, 1
            """, r => (Home: r.GetString(0), Flows: Cells([.. Enumerable.Range(1, 4).Select(n => r.IsDBNull(n) ? 0.0 : r.Double(n))]), Customers: r.Long(5), Money: r.IsDBNull(6) ? 0.0 : r.Double(6)));
        return new ReportSection
        {
            Key = "domestic_international",
            Title = "Domestic and international",
            Text = rows.Count == 0 ? "No traffic." : "By the customers' home countries, against as long a time before.",
            Columns =
            [
                Col.Text("home", "Home"), Col.Count("customers", "Customers"), .. FlowColumns, Col.Money("money", "Money"),
            ],
            Rows = [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Home, r.Customers, .. r.Flows, r.Money,
            ])],
        };
    }

    private static ReportSection Customers(ReportSource source)
    {
        var rows = source.Rows($"""
            SELECT customer, home, {Flows}, count(DISTINCT country) FILTER (n > 0), coalesce(sum(money), 0)
            FROM flows JOIN homes USING (customer) GROUP BY ALL HAVING coalesce(sum(n), 0) > 0 ORDER BY sum(coalesce(n, 0)) DESC, 1 LIMIT 2000
            """, r => (Customer: r.GetString(0), Home: r.GetString(1), Flows: Cells([.. Enumerable.Range(2, 4).Select(n => r.IsDBNull(n) ? 0.0 : r.Double(n))]), Countries: r.Long(6), Money: r.Double(7)));
        return new ReportSection
        {
            Key = "domestic_international_customers",
            Title = "Domestic and international, by customer",
            Text = rows.Count == 0 ? "No traffic." : "Against as long a time before, those with most messages first.",
            Columns =
            [
                Col.Text("customer", "Customer"), Col.Text("home", "Home"), .. FlowColumns,
                Col.Count("countries", "Countries"), Col.Money("money", "Money"),
            ],
            Rows = [.. rows.Select(r => (IReadOnlyList<object?>)
            [
                r.Customer, r.Home, .. r.Flows, r.Countries, r.Money,
            ])],
        };
    }

    private static ReportSection Exposure(ReportSource source)
    {
        var rows = source.Rows($"""
            WITH attacked AS (SELECT network, count(DISTINCT id) AS incidents FROM hits WHERE messages > 0 GROUP BY 1),
              reach AS (SELECT network, customer, sum(messages)::DOUBLE AS n, sum(money) / sum(priced) AS price FROM day_p WHERE network <> '' GROUP BY ALL HAVING sum(priced) > 0),
              nets AS (SELECT network, sum(n) AS n, max(price) AS price, arg_max(customer, price) AS dearest, count(*) AS customers FROM reach WHERE n >= 10 GROUP BY 1)
            SELECT network, price, price * 1800, customers, dearest, coalesce(incidents, 0), n, price * 1800 * (coalesce(incidents, 0) + 0.5) / ((SELECT count(*) FROM incidents) + 0.5 * (SELECT count(*) FROM nets))
            FROM nets LEFT JOIN attacked USING (network) ORDER BY 8 DESC, 1 LIMIT 500
            """, r => (IReadOnlyList<object?>)[r.GetString(0), r.Double(1), r.Double(2), r.Long(3), r.GetString(4), r.Long(5), (long)r.Double(6), r.Double(7)]);
        return new ReportSection
        {
            Key = "exposure",
            Title = "Where money would go first",
            Text = rows.Count == 0 ? "No traffic with a price." : "An hour at thirty messages a minute at the dearest customer's price, and the same weighted by how often the network was attacked.",
            Columns =
            [
                Col.Text("network", "Network"), Col.Price("price", "Highest price"), Col.Money("hour", "An hour of attack"), Col.Count("customers", "Customers who send there"), Col.Text("dearest_customer", "Dearest customer"), Col.Count("incidents", "Incidents so far"),
                Col.Count("messages", "Messages"), Col.Money("expected", "Weighted"),
            ],
            Rows = rows,
        };
    }

    private static ReportSection Coming(ReportSource source)
    {
        var days = source.Rows($"SELECT minute // 1440 AS day, sum(messages)::DOUBLE, sum(money) FROM day_t WHERE minute < {source.UntilMinute} - {source.UntilMinute} % 1440 GROUP BY 1 ORDER BY 1", r => (Day: r.Long(0), Messages: r.Double(1), Money: r.Double(2)));
        var (messages, money) = (Filled(days.Select(d => (d.Day, d.Messages))), Filled(days.Select(d => (d.Day, d.Money))));
        var columns = new[]
        {
            Col.Count("days_ahead", "Days ahead"), Col.Count("messages", "Messages"), Col.Count("messages_low", "from"), Col.Count("messages_high", "to"), Col.Money("money", "Money"), Col.Money("money_low", "from"), Col.Money("money_high", "to"),
        };
        if (Forecast.Of(messages, Ahead) is not { } ahead || Forecast.Of(money, Ahead) is not { } spent)
            return new ReportSection { Key = "forecast", Title = "The coming months", Text = $"No forecast: it needs {Forecast.LeastDays} days of traffic with a price, there are {days.Count}.", Columns = columns, Rows = [] };
        var first = days[^1].Day + 1;
        var steps = Enumerable.Range(0, messages.Count + Ahead).Select(n => ReportSource.Time((first - messages.Count + n) * 1440)).ToList();
        var unknown = Enumerable.Repeat(double.NaN, messages.Count).ToList();
        return new ReportSection
        {
            Key = "forecast",
            Title = "The coming months",
            Text = $"The next thirty days: {Phrases.Count(ahead.Values.Take(30).Sum())} messages ({Phrases.Count(ahead.Total(30).Low)} to {Phrases.Count(ahead.Total(30).High)}), {Phrases.Money(spent.Values.Take(30).Sum(), source.Currency)}.",
            Columns = columns,
            Rows = [.. new[] { 30, 60, 90 }.Select(n => (IReadOnlyList<object?>)[(long)n, ahead.Total(n).Value, ahead.Total(n).Low, ahead.Total(n).High, spent.Total(n).Value, spent.Total(n).Low, spent.Total(n).High])],
            Figures = [new ReportChart("Messages a day", steps, [new ReportLine("so far", [.. messages, .. Enumerable.Repeat(double.NaN, Ahead)]), new ReportLine("forecast", [.. unknown, .. ahead.Values], [.. unknown, .. ahead.Low], [.. unknown, .. ahead.High])])],
        };
    }

    private static List<double> Filled(IEnumerable<(long Day, double Value)> days)
    {
        var known = days.ToDictionary(d => d.Day, d => d.Value);
        return known.Count == 0 ? [] : [.. Enumerable.Range(0, (int)(known.Keys.Max() - known.Keys.Min()) + 1).Select(n => known.GetValueOrDefault(known.Keys.Min() + n))];
    }
}
