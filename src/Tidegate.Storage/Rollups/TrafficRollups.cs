using System.Globalization;
using DuckDB.NET.Data;

namespace Tidegate.Storage.Rollups;

/// <summary>
/// Sums of the traffic in a DuckDB file: a row for each minute, customer, sender, supplier, network, 10,000-block, currency and category. What
/// comes in is appended to <c>fresh</c> and folded into <c>traffic</c> and the <see cref="CoarseSums"/> now and then; who asks gets the sum of both.
/// </summary>
/// <remarks>The journal's position is written in the transaction of the sums that it leads up to. Safe for threads.</remarks>
internal sealed partial class TrafficRollups : IDisposable
{
    private const string Keys = "minute, customer, sender, supplier, network, block, currency";
    private const string Sums = "CAST(sum(messages) AS BIGINT) AS messages, CAST(sum(segments) AS BIGINT) AS segments, sum(price) AS price, sum(cost) AS cost, CAST(sum(converted) AS BIGINT) AS converted, CAST(sum(delivered) AS BIGINT) AS delivered, CAST(sum(receipted) AS BIGINT) AS receipted, CAST(sum(instant) AS BIGINT) AS instant, CAST(sum(delay) AS BIGINT) AS delay, CAST(sum(delay_squares) AS BIGINT) AS delay_squares";
    private const string Columns = """
        (minute BIGINT NOT NULL, customer VARCHAR NOT NULL, sender VARCHAR NOT NULL, supplier VARCHAR NOT NULL, network VARCHAR NOT NULL, block UBIGINT NOT NULL, currency VARCHAR NOT NULL,
         messages BIGINT NOT NULL, segments BIGINT NOT NULL, price DOUBLE NOT NULL, cost DOUBLE NOT NULL, converted BIGINT NOT NULL, delivered BIGINT NOT NULL, receipted BIGINT NOT NULL, instant BIGINT NOT NULL, delay BIGINT NOT NULL, delay_squares BIGINT NOT NULL, category VARCHAR DEFAULT '')
        """;

    private const string Schema = $"""
        SET memory_limit = '512MB';
        SET threads = 2;
        SET preserve_insertion_order = false;
        CREATE TABLE IF NOT EXISTS traffic {Columns};
        CREATE TABLE IF NOT EXISTS fresh {Columns};
        ALTER TABLE traffic ADD COLUMN IF NOT EXISTS category VARCHAR DEFAULT '';
        ALTER TABLE fresh ADD COLUMN IF NOT EXISTS category VARCHAR DEFAULT '';
        CREATE TABLE IF NOT EXISTS unmerged (first BIGINT NOT NULL, last BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS progress (position BIGINT NOT NULL, lost BIGINT NOT NULL);
        INSERT INTO progress SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM progress);
        """;

    private readonly Lock _writing = new();
    private readonly string _source;
    private readonly DuckDBConnection _connection;
    private long _position;

    /// <summary>Opens the file, and creates it when it is not there.</summary>
    /// <exception cref="IOException">It cannot be opened, or is none.</exception>
    public TrafficRollups(string path)
    {
        _source = "Data Source=" + path;
        _connection = new DuckDBConnection(_source);
        try
        {
            _connection.Open();
            Execute(Schema + string.Concat(CoarseSums.All.Select(c => c.Create)));
            FillCoarse();
            (_position, Lost) = Progress();
            HasUnmerged = Number("SELECT count(*) FROM unmerged") > 0;
            Fresh = Number("SELECT count(*) FROM fresh");
        }
        catch (DuckDBException e)
        {
            _connection.Dispose();
            throw new IOException($"the traffic rollups '{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Position of the last journal entry whose traffic is in the sums.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Messages, receipts and conversions that could not be counted.</summary>
    public long Lost { get; private set; }

    /// <summary>Rows that are not folded yet.</summary>
    public long Fresh { get; private set; }

    /// <summary>Adds sums and the position that they lead up to; both or neither.</summary>
    /// <exception cref="IOException">The file cannot be written; nothing was added.</exception>
    public void Add(long position, long lost, IEnumerable<KeyValuePair<RollupKey, RollupSums>> rows) => Write(() =>
    {
        long added = 0;
        using (var transaction = _connection.BeginTransaction())
        {
            using (var appender = _connection.CreateAppender("fresh"))
            {
                foreach (var (key, sums) in rows)
                {
                    appender.CreateRow()
                        .AppendValue(key.Minute).AppendValue(key.Customer).AppendValue(key.Sender).AppendValue(key.Supplier).AppendValue(key.Network).AppendValue(key.Block).AppendValue(key.Currency)
                        .AppendValue(sums.Messages).AppendValue(sums.Segments).AppendValue(sums.Price).AppendValue(sums.Cost).AppendValue(sums.Converted).AppendValue(sums.Delivered).AppendValue(sums.Receipted).AppendValue(sums.Instant).AppendValue(sums.Delay).AppendValue(sums.DelaySquares).AppendValue(key.Category)
                        .EndRow();
                    added++;
                }
            }

            Execute($"UPDATE progress SET position = {position.ToString(CultureInfo.InvariantCulture)}, lost = {lost.ToString(CultureInfo.InvariantCulture)}");
            transaction.Commit();
        }

        Lost = lost;
        Fresh += added;
        Interlocked.Exchange(ref _position, position);
        return 0;
    });

    /// <summary>Makes one row of those with the same key.</summary>
    /// <param name="merge">Whether of those folded before, too: it takes ten times as long, and can be done later (<see cref="MergeSome"/>). Who asks gets the same either way.</param>
    /// <exception cref="IOException">The file cannot be written; nothing was changed.</exception>
    public void Fold(bool merge = true) => Write(() =>
    {
        using (var transaction = _connection.BeginTransaction())
        {
            // Said as a constant, so that older row groups are not read.
            var oldest = Number("SELECT coalesce(min(minute), 0) FROM fresh");
            // A row that is there twice would take up what is merged into it twice: then it is added beside them, until they are one (MergeSome).
            merge &= !HasUnmerged;
            if (merge) Merge(oldest);
            else Execute($"INSERT INTO traffic SELECT {Keys}, {Sums}, category FROM fresh GROUP BY ALL; INSERT INTO unmerged SELECT min(minute), max(minute) FROM fresh HAVING count(*) > 0");
            Execute(string.Concat(CoarseSums.All.Select(c => c.Merge(oldest))) + "DELETE FROM fresh");
            transaction.Commit();
        }

        Fresh = 0;
        HasUnmerged |= !merge;
        return 0;
    });

    private void Merge(long oldest) => Execute($"""
        MERGE INTO traffic AS t USING (SELECT {Keys}, {Sums}, category FROM fresh GROUP BY ALL) AS f
        ON t.minute >= {oldest.ToString(CultureInfo.InvariantCulture)} AND t.minute = f.minute AND t.customer = f.customer AND t.sender = f.sender AND t.supplier = f.supplier AND t.network = f.network AND t.block = f.block AND t.currency = f.currency AND t.category = f.category
        WHEN MATCHED THEN UPDATE SET messages = t.messages + f.messages, segments = t.segments + f.segments, price = t.price + f.price,
          cost = t.cost + f.cost, converted = t.converted + f.converted, delivered = t.delivered + f.delivered,
          receipted = t.receipted + f.receipted, instant = t.instant + f.instant, delay = t.delay + f.delay, delay_squares = t.delay_squares + f.delay_squares
        WHEN NOT MATCHED THEN INSERT
        """);

    /// <summary>Deletes what is older than a minute; returns how many rows were.</summary>
    /// <exception cref="IOException">The file cannot be written; nothing was deleted.</exception>
    public int DeleteBefore(long minute) => Write(() =>
    {
        using var transaction = _connection.BeginTransaction();
        var before = minute.ToString(CultureInfo.InvariantCulture);
        var deleted = (int)Number($"SELECT count(*) FROM traffic WHERE minute < {before}") + (int)Number($"SELECT count(*) FROM fresh WHERE minute < {before}");
        if (deleted == 0) return 0;
        Execute($"DELETE FROM traffic WHERE minute < {before}; DELETE FROM fresh WHERE minute < {before};" + string.Concat(CoarseSums.All.Select(c => c.Cut(minute))));
        transaction.Commit();
        Execute("CHECKPOINT");
        Fresh = Number("SELECT count(*) FROM fresh");
        return deleted;
    });

    /// <summary>The oldest minute that there is; null when there is none.</summary>
    public long? Oldest()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT min(minute) FROM (SELECT min(minute) AS minute FROM traffic UNION ALL SELECT min(minute) FROM fresh)";
        return command.ExecuteScalar() is long minute ? minute : null;
    }

    /// <summary>Answers a question, by time, then by what it is split by; one row more than the limit when there are more.</summary>
    /// <exception cref="IOException">It takes more memory than there is, or the file cannot be read.</exception>
    public IReadOnlyList<TrafficRow> Read(TrafficQuery query)
    {
        try
        {
            return Answer(query);
        }
        catch (DuckDBException e)
        {
            throw new IOException("the traffic rollups cannot be read: " + e.Message, e);
        }
    }

    public void Dispose() => _connection.Dispose();

    private List<TrafficRow> Answer(TrafficQuery query)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        var step = query.StepMinutes == 0 ? "CAST($since AS BIGINT)" : $"minute - minute % {query.StepMinutes.ToString(CultureInfo.InvariantCulture)}";
        var by = string.Concat(query.By.Select(d => $", {Column(d)} AS by_{d.ToString().ToLowerInvariant()}"));
        var only = string.Concat(query.Only.Select((o, n) => $" AND {Column(o.Dimension)} IN (${Name(n)}, ${Name(n)}masked)"));
#pragma warning disable CA2100 // names of our own; values are parameters
        command.CommandText = $"""
            SELECT {step} AS step{by}, currency, {Sums} FROM (
              SELECT * FROM traffic WHERE minute >= $since AND minute < $until{only}
              UNION ALL SELECT * FROM fresh WHERE minute >= $since AND minute < $until{only})
            GROUP BY ALL ORDER BY ALL LIMIT $most
            """;
#pragma warning restore CA2100
        Add(command, "since", query.Since);
        Add(command, "until", query.Until);
        Add(command, "most", (long)query.Limit + 1);
        for (var n = 0; n < query.Only.Count; n++)
        {
            var (dimension, value) = (query.Only[n].Dimension, query.Only[n].Value);
            Add(command, Name(n), value);
            Add(command, Name(n) + "masked", dimension == TrafficDimension.Sender ? SenderMask.Apply(value) : value);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<TrafficRow>();
        while (reader.Read())
        {
            var at = query.By.Count + 2;
            rows.Add(new TrafficRow(
                reader.GetInt64(0),
                [.. Enumerable.Range(1, query.By.Count).Select(reader.GetString)],
                reader.GetString(query.By.Count + 1),
                new RollupSums
                {
                    Messages = reader.GetInt64(at),
                    Segments = reader.GetInt64(at + 1),
                    Price = reader.GetDouble(at + 2),
                    Cost = reader.GetDouble(at + 3),
                    Converted = reader.GetInt64(at + 4),
                    Delivered = reader.GetInt64(at + 5),
                    Receipted = reader.GetInt64(at + 6),
                    Instant = reader.GetInt64(at + 7),
                    Delay = reader.GetInt64(at + 8),
                    DelaySquares = reader.GetInt64(at + 9),
                }));
        }

        return rows;
    }

    private static string Name(int n) => "only" + n.ToString(CultureInfo.InvariantCulture);

    // A block is told by its digits: numbers of E.164 have no leading zero.
    private static string Column(TrafficDimension dimension) => dimension switch
    {
        TrafficDimension.Customer => "customer",
        TrafficDimension.Sender => "sender",
        TrafficDimension.Supplier => "supplier",
        TrafficDimension.Network => "network",
        TrafficDimension.Category => "category",
        _ => "CAST(block AS VARCHAR)",
    };

    private static void Add(DuckDBCommand command, string name, object value) => command.Parameters.Add(new DuckDBParameter(name, value));

    /// <summary>A connection of its own, for one who asks.</summary>
    public DuckDBConnection Open()
    {
        var connection = new DuckDBConnection(_source);
        connection.Open();
        return connection;
    }

    private T Write<T>(Func<T> write)
    {
        lock (_writing)
        {
            try
            {
                return write();
            }
            catch (Exception e) when (e is DuckDBException or InvalidOperationException)
            {
                throw new IOException("the traffic rollups cannot be written: " + e.Message, e);
            }
        }
    }

    // A file of before there were coarse sums has none: they are made once, all or none.
    private void FillCoarse()
    {
        if (Number("SELECT count(*) FROM (SELECT 1 FROM by_day LIMIT 1)") > 0 || Number("SELECT count(*) FROM (SELECT 1 FROM traffic LIMIT 1)") == 0) return;
        using var transaction = _connection.BeginTransaction();
        Execute(string.Concat(CoarseSums.All.Select(c => c.Fill)));
        transaction.Commit();
    }

    private (long Position, long Lost) Progress()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT position, lost FROM progress";
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    private long Number(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // statements of our own
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // statements of our own
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
