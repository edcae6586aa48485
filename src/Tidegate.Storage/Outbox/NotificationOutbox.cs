using Microsoft.Data.Sqlite;

namespace Tidegate.Storage.Outbox;

/// <summary>
/// Messages that are to be sent, kept in the same database as the cases: they are put in by the transaction that changes the case, so that
/// neither is ever there without the other. A sender leases one, sends it, and marks it; a sender that dies lets its lease
/// run out. Every message is delivered at least once or ends, visibly, as given up.
/// </summary>
/// <remarks>Thread-safe: every call but <see cref="Enqueue"/> has a connection of its own.</remarks>
public sealed partial class NotificationOutbox
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS notification_outbox (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          message_id TEXT NOT NULL UNIQUE,
          subject TEXT NOT NULL,
          version INTEGER NOT NULL,
          channel TEXT NOT NULL,
          kind TEXT NOT NULL,
          payload TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          state INTEGER NOT NULL DEFAULT 0,      -- 0 waits, 1 sent, 2 given up
          due_at INTEGER NOT NULL,
          lease_until INTEGER,
          attempts INTEGER NOT NULL DEFAULT 0,
          finished_at INTEGER,
          last_error TEXT,
          UNIQUE (subject, version, channel)) STRICT;
        CREATE INDEX IF NOT EXISTS notification_outbox_waiting ON notification_outbox (channel, due_at) WHERE state = 0;
        CREATE INDEX IF NOT EXISTS notification_outbox_due ON notification_outbox (channel, due_at);
        CREATE INDEX IF NOT EXISTS notification_outbox_chain ON notification_outbox (channel, subject, id) WHERE state = 0;
        CREATE INDEX IF NOT EXISTS notification_outbox_dead ON notification_outbox (channel) WHERE state = 2;
        CREATE INDEX IF NOT EXISTS notification_outbox_finished ON notification_outbox (finished_at) WHERE state <> 0;
        CREATE TABLE IF NOT EXISTS notification_thread (
          channel TEXT NOT NULL,
          subject TEXT NOT NULL,
          version INTEGER NOT NULL,
          substance TEXT NOT NULL,
          severity INTEGER NOT NULL,
          taken_on INTEGER NOT NULL,
          ended INTEGER NOT NULL,
          last_due_at INTEGER NOT NULL,
          last_row INTEGER NOT NULL,
          PRIMARY KEY (channel, subject)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS notification_channel (
          name TEXT NOT NULL PRIMARY KEY,
          fingerprint TEXT NOT NULL DEFAULT '',
          failing_since INTEGER,
          disabled_at INTEGER,
          disabled_reason TEXT) STRICT, WITHOUT ROWID;
        """;

    private readonly string _connectionString;

    /// <summary>Told how many messages were purged.</summary>
    internal Action<int>? Purged { get; set; }

    /// <summary>Opens the outbox of a database and makes its tables when they are missing.</summary>
    /// <param name="path">The SQLite file that the cases are in.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public NotificationOutbox(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();
        using var connection = Open();
        Execute(connection, null, "PRAGMA journal_mode = WAL");
        CreateTables(connection);
    }

    /// <summary>Makes the tables when they are missing.</summary>
    public static void CreateTables(SqliteConnection connection) => Execute(connection, null, Schema);

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private static int Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // All statements of this class are constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value switch { null => DBNull.Value, DateTimeOffset time => time.ToUnixTimeMilliseconds(), _ => value });
        return command;
    }

    private static DateTimeOffset Time(SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static DateTimeOffset? TimeOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : Time(reader, column);
}
