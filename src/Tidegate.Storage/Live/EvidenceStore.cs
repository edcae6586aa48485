using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tidegate.Storage.Live;

/// <summary>
/// Events that are evidence of incidents, sealed with AES-256-GCM (NIST SP 800-38D): without the key, which lies apart from the file, it says
/// which customer's they are and from when to when, and nothing more.
/// </summary>
/// <remarks>The journal's position is written with the events that lead up to it. Safe for threads.</remarks>
internal sealed class EvidenceStore : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, events INTEGER NOT NULL, sealed BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS kept_last ON kept (last);
        CREATE TABLE IF NOT EXISTS followed (key INTEGER PRIMARY KEY, customer TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS followed_at ON followed (at);
        CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL);
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly AesGcm _seal;

    /// <summary>Opens a store, and creates it when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">32 bytes; those that it was sealed with before.</param>
    /// <param name="busy">How long a lock of another process is waited for.</param>
    public EvidenceStore(string path, byte[] key, TimeSpan busy)
    {
        _connection = SqliteFile.Open(path, Schema, busy);
        _seal = new AesGcm(key, TagBytes);
    }

    /// <summary>Position of the last journal entry that was looked at; 0 for none.</summary>
    public long Position
    {
        get
        {
            lock (_lock) return Number("SELECT COALESCE((SELECT position FROM progress), 0)");
        }
    }

    /// <summary>Events held.</summary>
    public long Count
    {
        get
        {
            lock (_lock) return Number("SELECT COALESCE(SUM(events), 0) FROM kept");
        }
    }

    /// <summary>Adds what was found, and the position that it leads up to; all or nothing.</summary>
    /// <param name="position">Position of the last journal entry that was looked at.</param>
    /// <param name="found">What was found up to it.</param>
    /// <param name="followedSince">Messages from before this time (Unix ms) are no longer followed: nothing is heard of them any more.</param>
    /// <exception cref="SqliteException">The disk is full, or the file is locked or broken; nothing was added.</exception>
    public void Add(long position, IReadOnlyList<KeptEvents> found, long followedSince)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var kept in found)
            {
                Run(transaction, "INSERT INTO kept (customer, first, last, events, sealed) VALUES ($customer, $first, $last, $events, $sealed)", ("$customer", kept.Customer), ("$first", kept.First), ("$last", kept.Last), ("$events", kept.Events), ("$sealed", Seal(kept)));
                foreach (var key in kept.Followed) Run(transaction, "INSERT OR REPLACE INTO followed (key, customer, at) VALUES ($key, $customer, $at)", ("$key", unchecked((long)key)), ("$customer", kept.Customer), ("$at", kept.Last));
            }

            Run(transaction, "DELETE FROM followed WHERE at < $since", ("$since", followedSince));
            Run(transaction, "INSERT INTO progress (one, position) VALUES (1, $position) ON CONFLICT (one) DO UPDATE SET position = excluded.position", ("$position", position));
            transaction.Commit();
        }
    }

    /// <summary>Messages of which receipts and conversions are kept too, by key, and whose they are.</summary>
    public Dictionary<ulong, string> Followed()
    {
        lock (_lock)
        {
            using var command = Command(null, "SELECT key, customer FROM followed");
            using var reader = command.ExecuteReader();
            var followed = new Dictionary<ulong, string>();
            while (reader.Read()) followed[unchecked((ulong)reader.GetInt64(0))] = reader.GetString(1);
            return followed;
        }
    }

    /// <summary>What is kept with events between two times (Unix ms, both included), in order.</summary>
    /// <exception cref="CryptographicException">It was changed, or the key is another.</exception>
    public IReadOnlyList<byte[]> Read(long since, long until)
    {
        lock (_lock)
        {
            using var command = Command(null, "SELECT customer, first, last, sealed FROM kept WHERE last >= $since AND first <= $until ORDER BY id", ("$since", since), ("$until", until));
            using var reader = command.ExecuteReader();
            var found = new List<byte[]>();
            while (reader.Read()) found.Add(Open(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), (byte[])reader[3]));
            return found;
        }
    }

    /// <summary>Deletes what is older than a time (Unix ms) throughout; returns how many events were.</summary>
    public int DeleteBefore(long time)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            using var count = Command(transaction, "SELECT COALESCE(SUM(events), 0) FROM kept WHERE last < $time", ("$time", time));
            var deleted = Convert.ToInt32(count.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
            if (deleted > 0) Run(transaction, "DELETE FROM kept WHERE last < $time", ("$time", time));
            transaction.Commit();
            if (deleted > 0) SqliteFile.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            return deleted;
        }
    }

    /// <summary>Time (Unix ms) of the oldest event; null when there is none.</summary>
    public long? Oldest()
    {
        lock (_lock) return Number("SELECT COALESCE(MIN(first), -1) FROM kept") is var first and >= 0 ? first : null;
    }

    public void Dispose()
    {
        _seal.Dispose();
        _connection.Dispose();
    }

    private byte[] Seal(KeptEvents kept)
    {
        var box = new byte[NonceBytes + TagBytes + kept.Plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        _seal.Encrypt(box.AsSpan(0, NonceBytes), kept.Plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), About(kept.Customer, kept.First, kept.Last));
        return box;
    }

    private byte[] Open(string customer, long first, long last, byte[] box)
    {
        if (box.Length < NonceBytes + TagBytes) throw new CryptographicException("the evidence is cut short");
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        _seal.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, About(customer, first, last));
        return plain;
    }

    // What is told in clear is sealed too: nobody can say that it is another customer's, or of another time.
    private static byte[] About(string customer, long first, long last) => Encoding.UTF8.GetBytes(FormattableString.Invariant($"tidegate evidence store 1 {first} {last} {customer}"));

    private void Run(SqliteTransaction transaction, string sql, params (string Name, object Value)[] values)
    {
        using var command = Command(transaction, sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, params (string Name, object Value)[] values)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // statements of our own; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }

    private long Number(string sql)
    {
        using var command = Command(null, sql);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>Events of one customer that are to be kept.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="First">Time of the first, Unix ms.</param>
/// <param name="Last">Time of the last, Unix ms.</param>
/// <param name="Events">How many.</param>
/// <param name="Plain">They, as the journal has them.</param>
/// <param name="Followed">Keys of the messages among them.</param>
internal sealed record KeptEvents(string Customer, long First, long Last, int Events, byte[] Plain, IReadOnlyList<ulong> Followed);
