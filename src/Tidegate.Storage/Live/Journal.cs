using Microsoft.Data.Sqlite;

namespace Tidegate.Storage.Live;

/// <summary>What an entry of the journal holds.</summary>
internal enum EntryKind
{
    /// <summary>A batch of events.</summary>
    Events = 1,

    /// <summary>What a person changed.</summary>
    Fact = 2,
}

/// <summary>An entry of the journal, and when it was written.</summary>
internal readonly record struct JournalEntry(long Position, DateTimeOffset At, EntryKind Kind, byte[] Body);

/// <summary>
/// All that came in, in order, durable before it is acknowledged: one row an entry, written in groups by one thread.
/// </summary>
/// <remarks>One thread writes; <see cref="Read"/> opens its own connection.</remarks>
internal sealed class Journal : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS journal (
          position INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          events INTEGER NOT NULL,
          body BLOB NOT NULL
        );
        CREATE TABLE IF NOT EXISTS past (position INTEGER NOT NULL);
        """;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    /// <summary>Opens a journal, and creates it when it is not there.</summary>
    public Journal(string path, TimeSpan busy)
    {
        _path = path;
        _connection = SqliteFile.Open(path, Schema, busy);
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO journal (position, at, kind, events, body) VALUES ($position, $at, $kind, $events, $body)";
        foreach (var (name, type) in new[] { ("$position", SqliteType.Integer), ("$at", SqliteType.Integer), ("$kind", SqliteType.Integer), ("$events", SqliteType.Integer), ("$body", SqliteType.Blob) })
            _insert.Parameters.Add(name, type);
        Last = Math.Max(Number("SELECT COALESCE(MAX(position), 0) FROM journal"), Number("SELECT COALESCE(MAX(position), 0) FROM past"));
    }

    /// <summary>Position of the last entry; 0 when there is none.</summary>
    public long Last { get; private set; }

    /// <summary>Whether every entry that was ever written is still there.</summary>
    public bool IsWhole => Number("SELECT COUNT(*) FROM journal") == Last;

    /// <summary>When the last entry that is still there was written; null when there is none.</summary>
    public DateTimeOffset? LastAt => Number("SELECT COALESCE((SELECT at FROM journal ORDER BY position DESC LIMIT 1), 0)") is var at and > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Leaves out positions up to one, so that none is given twice though the journal itself was lost.</summary>
    public void SkipTo(long position) => Last = Math.Max(Last, position);

    /// <summary>Bytes of the file with its write-ahead log.</summary>
    public long Bytes => Length(_path) + Length(_path + "-wal");

    /// <summary>
    /// Appends entries, all or none; they are on disk when this returns. The first gets the position <see cref="Last"/> + 1.
    /// </summary>
    /// <exception cref="SqliteException">The disk is full, or the file is locked or broken; nothing was appended.</exception>
    public void Append(IReadOnlyList<(EntryKind Kind, int Events, byte[] Body)> entries, DateTimeOffset at)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        var position = Last;
        foreach (var (kind, events, body) in entries)
        {
            _insert.Parameters[0].Value = ++position;
            _insert.Parameters[1].Value = at.ToUnixTimeMilliseconds();
            _insert.Parameters[2].Value = (int)kind;
            _insert.Parameters[3].Value = events;
            _insert.Parameters[4].Value = body;
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        Last = position;
    }

    /// <summary>The entries after a position, in order.</summary>
    /// <param name="after">Where to begin.</param>
    /// <param name="most">Most entries; a reader that is open for long keeps the write-ahead log from being emptied.</param>
    /// <param name="before">Only those that were written before this time; null for all.</param>
    public IEnumerable<JournalEntry> Read(long after, int most = int.MaxValue, DateTimeOffset? before = null)
    {
        using var connection = SqliteFile.OpenToRead(_path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, at, kind, body FROM journal WHERE position > $after AND at < $before ORDER BY position LIMIT $most";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$most", most);
        command.Parameters.AddWithValue("$before", before?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return new JournalEntry(reader.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), (EntryKind)reader.GetInt32(2), (byte[])reader[3]);
    }

    /// <summary>
    /// Deletes batches of events up to a position that were written before a time, at most so many; returns how many.
    /// What people changed stays: it is little, and must hold even when no snapshot can be read. Called by the thread that
    /// appends.
    /// </summary>
    public int Trim(long upTo, DateTimeOffset before, int most)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        // The last position must outlive its row: positions are never given twice.
        command.CommandText = """
            DELETE FROM past;
            INSERT INTO past (position) VALUES ($last);
            DELETE FROM journal WHERE position IN (SELECT position FROM journal WHERE position <= $upTo AND at < $before AND kind = $events ORDER BY position LIMIT $most);
            SELECT changes();
            """;
        command.Parameters.AddWithValue("$last", Last);
        command.Parameters.AddWithValue("$upTo", upTo);
        command.Parameters.AddWithValue("$before", before.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$most", most);
        command.Parameters.AddWithValue("$events", (int)EntryKind.Events);
        var deleted = Convert.ToInt32(command.ExecuteScalar());
        transaction.Commit();
        return deleted;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private long Number(string sql)
    {
        using var connection = SqliteFile.OpenToRead(_path);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // statements of our own
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar());
    }
}
