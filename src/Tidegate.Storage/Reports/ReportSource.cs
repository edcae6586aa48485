using System.Globalization;
using DuckDB.NET.Data;
using Tidegate.Numbering;
using Tidegate.Storage.Rollups;

namespace Tidegate.Storage.Reports;

/// <summary>
/// What reports are made from: the traffic's sums of a period and of the time before it, and the incidents. Views on it: <c>t</c>, all of it,
/// and <c>p</c>, the period's, by the minute; <c>day_t</c>, <c>day_p</c> and <c>day_before</c> (as long a time before the period) by the day without
/// sender and block, <c>hour_t</c> by the hour and <c>block_t</c> by block and day, whose rows are to be added up (<see cref="CoarseSums.Between"/>);
/// tables <c>incidents</c> and <c>hits</c> (what of the sums lies in an incident's scope and time).
/// </summary>
internal sealed class ReportSource : IDisposable
{
    /// <summary>How long before its period a report looks for what is usual.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(56);

    // A hundred million numbers in a row: wider is no range.
    private const ulong MostBlocks = 10_000;

    private const int MostSpans = 32;

    private readonly DuckDBConnection _connection;

    /// <summary>Opens it over the sums.</summary>
    /// <param name="rollups">The sums.</param>
    /// <param name="since">Begin of the period.</param>
    /// <param name="until">End of the period, itself not part of it.</param>
    /// <param name="incidents">Incidents of the period and of the time before.</param>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public ReportSource(TrafficRollups rollups, DateTimeOffset since, DateTimeOffset until, IReadOnlyList<ReportIncident> incidents)
    {
        (Since, Until) = (since, until);
        (SinceMinute, UntilMinute) = (since.ToUnixTimeSeconds() / 60, until.ToUnixTimeSeconds() / 60);
        Incidents = [.. incidents.Where(i => i.First < until)];
        _connection = rollups.Open();
        var from = SinceMinute - (long)History.TotalMinutes;
        var inside = $"minute >= {Number(from)} AND minute < {Number(UntilMinute)}";
        Execute($"""
            CREATE TEMP VIEW every AS SELECT * FROM traffic WHERE {inside} UNION ALL SELECT * FROM fresh WHERE {inside};
            CREATE TEMP VIEW every_day AS {CoarseSums.Days.Between(from, UntilMinute)};
            CREATE TEMP VIEW hour_t AS {CoarseSums.Hours.Between(from, UntilMinute)};
            CREATE TEMP VIEW block_t AS {CoarseSums.Blocks.Between(from, UntilMinute)};
            """);
        Currency = Rows("SELECT currency FROM every_day GROUP BY 1 ORDER BY sum(price + cost) DESC, 1 LIMIT 1", r => r.GetString(0)).FirstOrDefault("");
        var sums = $"""
            messages, converted, delivered, receipted, instant, delay, delay_squares,
              CASE WHEN currency = {Text(Currency)} THEN messages ELSE 0 END AS priced,
              CASE WHEN currency = {Text(Currency)} THEN price ELSE 0 END AS price,
              CASE WHEN currency = {Text(Currency)} THEN cost ELSE 0 END AS cost,
              CASE WHEN currency = {Text(Currency)} THEN CASE WHEN price > 0 THEN price ELSE cost END ELSE 0 END AS money
            """;
        Execute($"""
            CREATE TEMP VIEW t AS SELECT minute, customer, sender, supplier, network, block, category, {sums} FROM every;
            CREATE TEMP VIEW p AS SELECT * FROM t WHERE minute >= {Number(SinceMinute)};
            CREATE TEMP VIEW day_t AS SELECT minute, customer, supplier, network, {sums} FROM every_day;
            CREATE TEMP VIEW day_p AS SELECT minute, customer, supplier, network, {sums} FROM ({CoarseSums.Days.Between(SinceMinute, UntilMinute)});
            CREATE TEMP VIEW day_before AS SELECT minute, customer, supplier, network, {sums} FROM ({CoarseSums.Days.Between(SinceMinute - (UntilMinute - SinceMinute), SinceMinute)});
            """);
        AddIncidents();
    }

    /// <summary>Begin of the period.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>End of the period.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Begin of the period, minutes since 1970.</summary>
    public long SinceMinute { get; }

    /// <summary>End of the period, minutes since 1970.</summary>
    public long UntilMinute { get; }

    /// <summary>Currency with the most money; money in others is left out.</summary>
    public string Currency { get; }

    /// <summary>What is claimed of suppliers for incidents of the period; none where nobody keeps claims.</summary>
    public IReadOnlyList<SupplierClaims> Claims { get; init; } = [];

    /// <summary>Incidents that began before the period's end.</summary>
    public IReadOnlyList<ReportIncident> Incidents { get; }

    /// <summary>A time of minutes since 1970.</summary>
    public static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    /// <summary>A number as SQL.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text as SQL. A zero in it, which would end the whole statement, is said by its number.</summary>
    public static string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "' || chr(0) || '", StringComparison.Ordinal) + "'";

    /// <summary>Runs statements.</summary>
    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Reads all rows of a query.</summary>
    public List<T> Rows<T>(string sql, Func<DuckDBDataReader, T> read)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Fills a temporary table.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="columns">Its columns as SQL.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="append">Appends one.</param>
    public void Fill<T>(string table, string columns, IEnumerable<T> rows, Action<IDuckDBAppenderRow, T> append)
    {
        Execute($"CREATE TEMP TABLE {table} ({columns})");
        using var appender = _connection.CreateAppender("temp", "main", table);
        foreach (var row in rows)
        {
            var to = appender.CreateRow();
            append(to, row);
            to.EndRow();
        }
    }

    /// <summary>Adds the table <c>block_country</c>: the country of each block, by the numbering plan.</summary>
    public void AddCountries()
    {
        var plan = new NumberPlan();
        var blocks = Rows("SELECT DISTINCT block FROM block_t", r => Convert.ToUInt64(r.GetValue(0), CultureInfo.InvariantCulture));
        Fill("block_country", "block UBIGINT, country VARCHAR", blocks, (row, b) => row.AppendValue(b).AppendValue(plan.CountryName(plan.Lookup(b * 10_000).Country)));
    }

    public void Dispose() => _connection.Dispose();

    private DuckDBCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // names of our own; texts are quoted
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    // An incident without ranges is one of whole networks, one without customers of all of them.
    private void AddIncidents()
    {
        Fill("incidents", "id VARCHAR, campaign VARCHAR, first BIGINT, last BIGINT, stopped BIGINT, messages BIGINT, money DOUBLE, any_customer BOOLEAN, any_network BOOLEAN", Incidents, (row, i) =>
        {
            row.AppendValue(i.Id).AppendValue(i.Campaign).AppendValue(Minute(i.First)).AppendValue(Minute(i.Last));
            if (i.Stopped is { } at) row.AppendValue(Minute(at));
            else row.AppendNullValue();
            row.AppendValue(i.Messages).AppendValue(i.Money).AppendValue(i.Scope.Customers.Count == 0).AppendValue(i.Scope.Networks.Count == 0);
        });
        Named("incident_customers", i => i.Scope.Customers);
        Named("incident_networks", i => i.Scope.Networks);
        Fill("incident_blocks", "id VARCHAR, block UBIGINT", Incidents.SelectMany(i => Blocks(i).Select(b => (i.Id, Block: b))), (row, b) => row.AppendValue(b.Id).AppendValue(b.Block));

        // Joined by equality, of block or of network: a join by range would hold each sum against each incident.
        const string Inside = """
            t.minute BETWEEN i.first AND i.last AND (i.any_customer OR EXISTS (SELECT 1 FROM incident_customers c WHERE c.id = i.id AND c.name = t.customer))
            """;
        const string Sums = "sum(s.messages) AS messages, sum(s.money) AS money, sum(converted) AS converted, sum(delivered) AS delivered, sum(receipted) AS receipted, sum(instant) AS instant, sum(delay) AS delay, sum(delay_squares) AS delay_squares";
        // Read a second time for incidents of whole networks alone, which are few if there are any.
        var wide = Incidents.Any(i => i.Scope.Ranges.Count == 0)
            ? $"""
               UNION ALL SELECT i.id, i.campaign, t.* FROM in_time t JOIN incident_networks n ON n.name = t.network JOIN incidents i ON i.id = n.id
                 WHERE {Inside} AND NOT EXISTS (SELECT 1 FROM incident_blocks b WHERE b.id = i.id)
              """
            : "";
        Execute($"""
            CREATE TEMP VIEW in_time AS {string.Join(" UNION ALL ", Spans().DefaultIfEmpty((0, -1)).Select(s => $"SELECT * FROM t WHERE minute BETWEEN {Number(s.First)} AND {Number(s.Last)}"))};
            CREATE TEMP TABLE in_scope AS SELECT id, campaign, minute, customer, sender, supplier, network, block, {Sums} FROM
              (SELECT i.id, i.campaign, t.* FROM in_time t JOIN incident_blocks b ON b.block = t.block JOIN incidents i ON i.id = b.id
                 WHERE {Inside} AND (i.any_network OR t.network = '' OR EXISTS (SELECT 1 FROM incident_networks n WHERE n.id = i.id AND n.name = t.network))
               {wide}) s
            GROUP BY ALL;
            """);

        // Sums know blocks alone: an incident of fewer numbers would take in the rest of its blocks. How many messages it has it knows itself; they are shared out as its blocks' are.
        Execute("""
            CREATE TEMP TABLE hits AS WITH whole AS (SELECT id, least(1.0, any_value(i.messages) / greatest(sum(s.messages), 1)) AS part FROM in_scope s JOIN incidents i USING (id) GROUP BY 1)
            SELECT s.id, s.campaign, minute, customer, sender, supplier, network, block, s.messages * part AS messages, s.money * part AS money, part FROM in_scope s JOIN whole USING (id);
            """);
    }

    // The times of incidents, told as constants so that what lies between is not read: those that are nearest to each other are one, until they are few.
    private List<(long First, long Last)> Spans()
    {
        var spans = new List<(long First, long Last)>();
        foreach (var (first, last) in Incidents.Select(i => (First: Minute(i.First), Last: Minute(i.Last))).Order())
        {
            if (spans.Count > 0 && first <= spans[^1].Last + 1) spans[^1] = (spans[^1].First, Math.Max(last, spans[^1].Last));
            else spans.Add((first, last));
        }

        var apart = spans.Skip(1).Zip(spans, (after, before) => after.First - before.Last).Order().ToList();
        if (apart.Count < MostSpans) return spans;
        var least = apart[^(MostSpans - 1)];
        var few = new List<(long First, long Last)>();
        foreach (var span in spans)
        {
            if (few.Count > 0 && span.First - few[^1].Last < least) few[^1] = (few[^1].First, span.Last);
            else few.Add(span);
        }

        return few.Count <= 2 * MostSpans ? few : [(spans[0].First, spans[^1].Last)];
    }

    private void Named(string table, Func<ReportIncident, IReadOnlyList<string>> names) =>
        Fill(table, "id VARCHAR, name VARCHAR", Incidents.SelectMany(i => names(i).Distinct(StringComparer.Ordinal).Select(n => (i.Id, Name: n))), (row, n) => row.AppendValue(n.Id).AppendValue(n.Name));

    private static IEnumerable<ulong> Blocks(ReportIncident incident) => incident.Scope.Ranges.SelectMany(
        r => Enumerable.Range(0, (int)Math.Min(MostBlocks, (r.To / 10_000) - (r.From / 10_000) + 1)).Select(n => (r.From / 10_000) + (ulong)n)).Distinct();

    private static long Minute(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;
}
