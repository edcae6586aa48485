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
    /// Finds peaks of the period and leaves them in the table <c>peaks</c>. Expected is the median of the same hour of the day over all days known.
    /// An hour stands out at five robust standard errors and twenty messages beyond that and beyond the day's own level, which is the median
    /// over its hours, as far as the customer's days on the network differ (five robust standard deviations of their logarithms); hours next to each other are one peak.
    /// </summary>
    /// <param name="source">The sums.</param>
    /// <param name="most">Most peaks.</param>
    public static IReadOnlyList<Peak> Find(ReportSource source, int most)
    {
        // Half of what makes an hour stand out is enough where a part of it may not be folded yet. Hours of less than two messages tell no level of their day, and need none.
        // The levels, which take time, are for pairs that would stand out were all their days alike. Noise is the median day's: what is sent on a day or two alone must not tell how uneven it may be.
        source.Execute($"""
            CREATE TEMP TABLE pairs AS SELECT row_number() OVER () AS pair, customer, network FROM (SELECT DISTINCT customer, network FROM hour_t
              WHERE minute >= {source.SinceMinute} AND (messages >= 20 OR (messages >= 10 AND minute > (SELECT min(minute) FROM fresh) - 60)));
            CREATE TEMP TABLE hourly AS SELECT pair, minute // 60 AS hour, CAST(sum(messages) AS DOUBLE) AS n FROM hour_t JOIN pairs USING (customer, network) GROUP BY ALL HAVING sum(messages) > 0;
            CREATE TEMP TABLE days AS SELECT greatest(1, max(minute) // 1440 - min(minute) // 1440 + 1) AS days FROM block_t WHERE messages > 0;
            CREATE TEMP TABLE usual AS SELECT pair, hour % 24 AS clock, count(*) AS seen, list(n ORDER BY n DESC) AS ns FROM hourly GROUP BY ALL;
            CREATE TEMP TABLE expected AS SELECT pair, clock, CASE WHEN seen * 2 <= days THEN 0.0 ELSE ns[CAST(days // 2 + 1 AS BIGINT)] END AS e FROM usual, days;
            CREATE TEMP TABLE every_hour AS SELECT h.pair, hour, n, e FROM hourly h JOIN expected x ON x.pair = h.pair AND x.clock = h.hour % 24;
            CREATE TEMP TABLE beside AS SELECT * FROM every_hour SEMI JOIN (SELECT pair FROM every_hour WHERE hour * 60 >= {source.SinceMinute} AND n - e >= 20 AND n - e >= 5 * sqrt(e + 1)) USING (pair);
            CREATE TEMP TABLE levels AS SELECT pair, hour // 24 AS day, CASE WHEN count(*) FILTER (e >= 2) >= 12 THEN median(n / e) FILTER (e >= 2) ELSE 1 END AS level FROM beside GROUP BY ALL;
            CREATE TEMP TABLE differing AS SELECT pair, exp(5 * ln(quantile_cont(level, 0.75) / median(level)) / 0.6745) AS most FROM levels GROUP BY ALL;
            CREATE TEMP TABLE noise AS SELECT pair, CASE WHEN count(*) >= 5 THEN greatest(1.0, median(phi)) ELSE 1 END AS phi FROM
                (SELECT b.pair, day, median((n - e * level) * (n - e * level) / (e * level + 1)) / 0.455 AS phi FROM beside b JOIN levels l ON l.pair = b.pair AND l.day = b.hour // 24 GROUP BY ALL)
              GROUP BY ALL;
            CREATE TEMP TABLE outstanding AS SELECT pair, hour, n, e FROM
                (SELECT b.*, e * greatest(1, least(level, most)) AS u FROM beside b JOIN levels l ON l.pair = b.pair AND l.day = b.hour // 24 JOIN differing d ON d.pair = b.pair WHERE hour * 60 >= {source.SinceMinute} AND n - e >= 20)
              JOIN noise USING (pair) WHERE n - u >= 20 AND n - u >= 5 * sqrt((u + 1) * phi);
            CREATE TEMP TABLE spans AS WITH runs AS (SELECT *, sum(CASE WHEN hour - before <= 2 THEN 0 ELSE 1 END) OVER w AS run
                FROM (SELECT *, coalesce(lag(hour) OVER (PARTITION BY pair ORDER BY hour), -9) AS before FROM outstanding) WINDOW w AS (PARTITION BY pair ORDER BY hour))
              SELECT row_number() OVER () AS span, pair, min(hour) AS first, max(hour) AS last, sum(n) AS n, sum(e) AS e FROM runs GROUP BY pair, run;
            CREATE TEMP TABLE carried AS SELECT pair, span, sender, supplier, block, sum(messages) AS m, sum(money) AS money, sum(priced) AS priced, sum(converted) AS converted FROM
                (SELECT pair, minute // 60 AS hour, p.* FROM p JOIN (SELECT * FROM pairs SEMI JOIN spans USING (pair)) USING (customer, network)) LEFT JOIN
                (SELECT span, pair, unnest(range(first, last + 1)) AS hour FROM spans) USING (pair, hour)
              GROUP BY GROUPING SETS ((pair, span, sender), (pair, span, supplier), (pair, span, block));
            CREATE TEMP TABLE peaks AS
              WITH paid AS (SELECT span, sum(money) / greatest(sum(priced), 1) AS price, CAST(sum(converted) AS DOUBLE) AS used, CAST(sum(m) AS DOUBLE) AS sent FROM carried WHERE span IS NOT NULL AND supplier IS NOT NULL GROUP BY ALL)
              SELECT row_number() OVER (ORDER BY (n - e) * price DESC, n - e DESC, customer, network, first) AS id, *, used / greatest(sent, 1) AS converted FROM spans JOIN paid USING (span) JOIN pairs USING (pair) QUALIFY id <= {most};
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

    /// <summary>What makes up each peak: value, and the part of the excess that it explains, largest first.</summary>
    /// <param name="source">The sums, after <see cref="Find"/>.</param>
    /// <param name="by">sender, supplier or block.</param>
    public static ILookup<long, (string Value, double Part)> Carriers(ReportSource source, string by) => source.Rows($"""
        WITH outside AS (SELECT pair, {by}, m / greatest(sum(m) OVER (PARTITION BY pair), 1) AS share FROM carried WHERE span IS NULL AND {by} IS NOT NULL)
        SELECT k.id, CAST(i.{by} AS VARCHAR) AS value, (i.m - k.e * coalesce(s.share, 0)) / (k.n - k.e) AS part
        FROM carried i JOIN peaks k ON k.span = i.span LEFT JOIN outside s ON s.pair = i.pair AND s.{by} = i.{by}
        WHERE i.{by} IS NOT NULL AND CAST(i.{by} AS VARCHAR) <> '' QUALIFY row_number() OVER (PARTITION BY k.id ORDER BY part DESC, value) <= 3 AND part >= 0.02 ORDER BY k.id, part DESC
        """, r => (Id: r.Long(0), Value: r.GetString(1), Part: r.Double(2))).ToLookup(r => r.Id, r => (r.Value, r.Part));
}
