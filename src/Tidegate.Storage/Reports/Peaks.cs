namespace Tidegate.Storage.Reports;

/// <summary>A time in which a customer sent more to a network than it usually does at that hour.</summary>
/// <param name="Id">Number of it, by money.</param>
/// <param name="Customer">Who sent.</param>
/// <param name="Network">Where to; empty where it is not known.</param>
/// <param name="From">First hour, hours since 1970.</param>
/// <param name="To">Last hour.</param>
/// <param name="Observed">Messages.</param>
/// <param name="Expected">Messages expected.</param>
/// <param name="Money">Money of the excess.</param>
/// <param name="Converted">Part of its messages whose code was used.</param>
/// <param name="Usual">The same of the customer's other messages; NaN where it reports no conversions.</param>
/// <param name="Incidents">Incidents in it.</param>
internal sealed record Peak(
    long Id, string Customer, string Network, long From, long To, double Observed, double Expected, double Money, double Converted, double Usual, string Incidents)
{
    /// <summary>Messages beyond those expected.</summary>
    public double Excess => Observed - Expected;

    /// <summary>
    /// Finds peaks of the period and leaves them in the table <c>peaks</c>. Expected is the median of the same hour of the day over all days known;
    /// an hour stands out at five robust standard errors and twenty messages, and hours next to each other are one peak.
    /// </summary>
    /// <param name="source">The sums.</param>
    /// <param name="most">Most peaks.</param>
    public static IReadOnlyList<Peak> Find(ReportSource source, int most)
    {
        // Half of what makes an hour stand out: an hour may be in two rows, one of them not folded yet.
        source.Execute($"""
            CREATE TEMP TABLE candidates AS SELECT DISTINCT customer, network FROM hour_t WHERE minute >= {source.SinceMinute} AND messages >= 10;
            CREATE TEMP TABLE days AS SELECT greatest(1, max(minute) // 1440 - min(minute) // 1440 + 1) AS days FROM block_t WHERE messages > 0;
            CREATE TEMP TABLE all_hours AS SELECT customer, network, minute // 60 AS hour, CAST(sum(messages) AS DOUBLE) AS n FROM hour_t SEMI JOIN candidates USING (customer, network) GROUP BY ALL HAVING sum(messages) > 0;
            CREATE TEMP TABLE hourly AS SELECT * FROM all_hours SEMI JOIN (SELECT customer, network FROM all_hours WHERE hour * 60 >= {source.SinceMinute} AND n >= 20 GROUP BY ALL) USING (customer, network);
            CREATE TEMP TABLE usual AS SELECT customer, network, hour % 24 AS clock, count(*) AS seen, list(n ORDER BY n DESC) AS ns FROM hourly GROUP BY ALL;
            CREATE TEMP TABLE expected AS SELECT customer, network, clock,
              CASE WHEN seen * 2 <= days THEN 0.0 ELSE ns[CAST(days // 2 + 1 AS BIGINT)] END AS e FROM usual, days;
            CREATE TEMP TABLE noise AS SELECT customer, network, greatest(1.0, median((h.n - e) * (h.n - e) / (e + 1)) / 0.455) AS phi
              FROM hourly h JOIN expected x USING (customer, network) WHERE x.clock = h.hour % 24 GROUP BY ALL;
            CREATE TEMP TABLE outstanding AS SELECT customer, network, hour, n, e FROM hourly h JOIN expected x USING (customer, network) JOIN noise USING (customer, network)
              WHERE x.clock = h.hour % 24 AND hour * 60 >= {source.SinceMinute} AND n - e >= 20 AND n - e >= 5 * sqrt((e + 1) * phi);
            CREATE TEMP TABLE spans AS WITH runs AS (SELECT *, sum(CASE WHEN hour - before <= 2 THEN 0 ELSE 1 END) OVER w AS run
                FROM (SELECT *, coalesce(lag(hour) OVER (PARTITION BY customer, network ORDER BY hour), -9) AS before FROM outstanding) WINDOW w AS (PARTITION BY customer, network ORDER BY hour))
              SELECT row_number() OVER () AS span, customer, network, min(hour) AS first, max(hour) AS last, sum(n) AS n, sum(e) AS e FROM runs GROUP BY customer, network, run;
            CREATE TEMP TABLE span_hours AS SELECT span, customer, network, unnest(range(first, last + 1)) AS hour FROM spans;
            CREATE TEMP TABLE around AS SELECT minute // 60 AS hour, customer, network, sender, supplier, block, messages, money, priced, converted FROM p SEMI JOIN spans USING (customer, network);
            CREATE TEMP TABLE peaks AS WITH paid AS (SELECT span, sum(money) / greatest(sum(priced), 1) AS price, CAST(sum(converted) AS DOUBLE) AS used, CAST(sum(messages) AS DOUBLE) AS sent
                FROM around JOIN span_hours USING (customer, network, hour) GROUP BY 1)
            SELECT row_number() OVER (ORDER BY (n - e) * price DESC, n - e DESC, customer, network, first) AS id, *, used / greatest(sent, 1) AS converted FROM spans JOIN paid USING (span) QUALIFY id <= {most};
            CREATE TEMP TABLE peak_hours AS SELECT id, customer, network, hour FROM peaks JOIN span_hours USING (span, customer, network);
            """);
        return source.Rows("""
            WITH struck AS (SELECT k.id AS peak, string_agg(DISTINCT h.id, ' ' ORDER BY h.id) AS ids FROM peaks k JOIN hits h ON h.customer = k.customer AND h.network = k.network AND h.minute // 60 BETWEEN k.first AND k.last
                WHERE h.messages > 0 GROUP BY 1),
              mine AS (SELECT customer, sum(used) AS used, sum(sent) AS sent FROM peaks GROUP BY 1),
              other AS (SELECT customer, (sum(converted) - any_value(used)) / greatest(sum(messages) - any_value(sent), 1) AS rate, sum(converted) - any_value(used) AS converted FROM day_t JOIN mine USING (customer) GROUP BY 1)
            SELECT id, customer, network, first, last, n, e, (n - e) * price, p.converted, CASE WHEN coalesce(o.converted, 0) > 0 THEN o.rate ELSE 'nan'::DOUBLE END, coalesce(ids, '')
            FROM peaks p LEFT JOIN struck s ON s.peak = p.id LEFT JOIN other o USING (customer) ORDER BY id
            """, r => new Peak(
                r.Long(0), r.GetString(1), r.GetString(2), r.Long(3), r.Long(4), r.Double(5), r.Double(6), r.Double(7), r.Double(8), r.Double(9), r.GetString(10)));
    }

    /// <summary>Counts what the customers of peaks sent to their networks in the period, in each peak and outside of them, by sender, supplier and block, in the table <c>carried</c>; after <see cref="Find"/>.</summary>
    public static void Split(ReportSource source) => source.Execute("""
        CREATE TEMP TABLE carried AS SELECT customer, network, id, sender, supplier, block, sum(messages) AS m FROM
          (SELECT * FROM around SEMI JOIN peaks USING (customer, network)) LEFT JOIN peak_hours USING (customer, network, hour)
        GROUP BY GROUPING SETS ((customer, network, id, sender), (customer, network, id, supplier), (customer, network, id, block))
        """);

    /// <summary>What makes up each peak: value, and the part of the excess that it explains, largest first.</summary>
    /// <param name="source">The sums, after <see cref="Find"/> and <see cref="Split"/>.</param>
    /// <param name="by">sender, supplier or block.</param>
    public static ILookup<long, (string Value, double Part)> Carriers(ReportSource source, string by) => source.Rows($"""
        WITH outside AS (SELECT *, m / greatest(sum(m) OVER (PARTITION BY customer, network), 1) AS share FROM carried WHERE id IS NULL AND {by} IS NOT NULL)
        SELECT k.id, CAST(i.{by} AS VARCHAR) AS value, (i.m - k.e * coalesce(s.share, 0)) / (k.n - k.e) AS part
        FROM carried i JOIN peaks k ON k.id = i.id LEFT JOIN outside s ON s.customer = i.customer AND s.network = i.network AND s.{by} = i.{by}
        WHERE i.{by} IS NOT NULL AND CAST(i.{by} AS VARCHAR) <> '' QUALIFY row_number() OVER (PARTITION BY k.id ORDER BY part DESC, value) <= 3 AND part >= 0.02 ORDER BY k.id, part DESC
        """, r => (Id: r.Long(0), Value: r.GetString(1), Part: r.Double(2))).ToLookup(r => r.Id, r => (r.Value, r.Part));
}
