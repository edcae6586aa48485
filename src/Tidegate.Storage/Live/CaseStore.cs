using Microsoft.Data.Sqlite;

namespace Tidegate.Storage.Live;

/// <summary>A document: an incident as last told of, a case, a policy, an allowlist entry, a party, a key...</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id among its kind.</param>
/// <param name="Version">Its version; each change has the next.</param>
/// <param name="Json">Its content.</param>
internal sealed record Document(string Kind, string Id, long Version, string Json);

/// <summary>A line of the audit log.</summary>
internal sealed record AuditLine(long Sequence, long At, string Actor, string Action, string Subject, string? Before, string? After, string Why);

/// <summary>A change to write down; a document without content is deleted.</summary>
internal readonly record struct DocumentWrite(string Kind, string Id, long Version, string? Json);

/// <summary>Case data in SQLite: documents, and an audit log that can only grow. One writer at a time, which callers see to.</summary>
internal sealed class CaseStore : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS documents (
          kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL,
          PRIMARY KEY (kind, id)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS audit (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER UNIQUE, at INTEGER NOT NULL, actor TEXT NOT NULL,
          action TEXT NOT NULL, subject TEXT NOT NULL, before TEXT, after TEXT, why TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS audit_subject ON audit (subject);
        CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log can only grow'); END;
        CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log can only grow'); END;
        CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Lock _writing = new();

    /// <summary>Opens a store, and creates it when it is not there.</summary>
    public CaseStore(string path, TimeSpan busy)
    {
        _path = path;
        _connection = SqliteFile.Open(path, Schema, busy);
        SqliteFile.Execute(_connection, "PRAGMA secure_delete = ON"); // what is deleted is overwritten
        Position = Progress("journal");
    }

    /// <summary>The file that it is in.</summary>
    public string File => _path;

    /// <summary>Journal position up to which everything is written down.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// Writes in one transaction: documents (never older ones over newer), lines of the audit log, and how far the
    /// journal has been followed.
    /// </summary>
    /// <param name="position">Journal position that this comes from; 0 when from none.</param>
    /// <param name="documents">Documents.</param>
    /// <param name="audit">A line of the audit log; written once for a position.</param>
    /// <param name="also">What else belongs in the transaction.</param>
    public void Write(long position, IReadOnlyCollection<DocumentWrite> documents, AuditLine? audit, Action<SqliteConnection, SqliteTransaction>? also = null)
    {
        lock (_writing)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var document in documents) Put(transaction, position, document);
            if (audit is not null) Put(transaction, position, audit);
            also?.Invoke(_connection, transaction);
            if (position > Position)
            {
                using var command = Command(transaction, "INSERT INTO progress (name, value) VALUES ('journal', $p) ON CONFLICT (name) DO UPDATE SET value = $p", ("$p", position));
                command.ExecuteNonQuery();
            }

            transaction.Commit();
            Position = Math.Max(Position, position);
        }
    }

    /// <summary>
    /// Changes tables of others' making in one transaction that no other process can come between, with the line of the audit
    /// log that tells of it.
    /// </summary>
    public T Change<T>(Func<SqliteConnection, SqliteTransaction, (T Result, AuditLine? Audit)> change)
    {
        lock (_writing)
        {
            using var transaction = _connection.BeginTransaction();
            var (result, audit) = change(_connection, transaction);
            if (audit is not null) Put(transaction, 0, audit);
            transaction.Commit();
            return result;
        }
    }

    /// <summary>Empties the write-ahead log into the file, so that what was deleted is in neither; a reader at work leaves it for the next time.</summary>
    public void Settle()
    {
        lock (_writing) SqliteFile.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>All documents.</summary>
    public List<Document> Documents()
    {
        using var connection = SqliteFile.OpenToRead(_path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, id, version, json FROM documents ORDER BY kind, id";
        using var reader = command.ExecuteReader();
        var documents = new List<Document>();
        while (reader.Read()) documents.Add(new Document(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3)));
        return documents;
    }

    /// <summary>Lines of the audit log, newest first.</summary>
    public List<AuditLine> Audit(string? subject, string? actor, long before, int most)
    {
        using var connection = SqliteFile.OpenToRead(_path);
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT sequence, at, actor, action, subject, before, after, why FROM audit
            WHERE sequence < $before AND ($subject IS NULL OR subject = $subject) AND ($actor IS NULL OR actor = $actor)
            ORDER BY sequence DESC LIMIT $most
            """;
        command.Parameters.AddWithValue("$before", before);
        command.Parameters.AddWithValue("$subject", (object?)subject ?? DBNull.Value);
        command.Parameters.AddWithValue("$actor", (object?)actor ?? DBNull.Value);
        command.Parameters.AddWithValue("$most", most);
        return Lines(command);
    }

    /// <summary>Lines about any of some subjects, newest first, in one look.</summary>
    /// <param name="subjects">The subjects.</param>
    /// <param name="most">Most lines.</param>
    public List<AuditLine> AuditOf(IReadOnlyCollection<string> subjects, int most)
    {
        using var connection = SqliteFile.OpenToRead(_path);
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT sequence, at, actor, action, subject, before, after, why FROM audit
            WHERE subject IN (SELECT value FROM json_each($subjects)) ORDER BY sequence DESC LIMIT $most
            """;
        command.Parameters.AddWithValue("$subjects", System.Text.Json.JsonSerializer.Serialize(subjects));
        command.Parameters.AddWithValue("$most", most);
        return Lines(command);
    }

    private static List<AuditLine> Lines(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var lines = new List<AuditLine>();
        while (reader.Read())
        {
            lines.Add(new AuditLine(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetString(7)));
        }

        return lines;
    }

    public void Dispose() => _connection.Dispose();

    private void Put(SqliteTransaction transaction, long position, DocumentWrite document)
    {
        using var command = document.Json is null
            ? Command(transaction, "DELETE FROM documents WHERE kind = $kind AND id = $id AND position <= $position", ("$kind", document.Kind), ("$id", document.Id), ("$position", position))
            : Command(
                transaction,
                """
                INSERT INTO documents (kind, id, version, position, json) VALUES ($kind, $id, $version, $position, $json)
                ON CONFLICT (kind, id) DO UPDATE SET version = $version, position = $position, json = $json WHERE version <= $version
                """,
                ("$kind", document.Kind), ("$id", document.Id), ("$version", document.Version), ("$position", position), ("$json", document.Json));
        command.ExecuteNonQuery();
    }

    private void Put(SqliteTransaction transaction, long position, AuditLine line)
    {
        using var command = Command(
            transaction,
            "INSERT OR IGNORE INTO audit (position, at, actor, action, subject, before, after, why) VALUES ($position, $at, $actor, $action, $subject, $before, $after, $why)",
            ("$position", position == 0 ? DBNull.Value : position), ("$at", line.At), ("$actor", line.Actor), ("$action", line.Action), ("$subject", line.Subject),
            ("$before", (object?)line.Before ?? DBNull.Value), ("$after", (object?)line.After ?? DBNull.Value), ("$why", line.Why));
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction transaction, string sql, params (string Name, object Value)[] values)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // statements of our own, values as parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }

    private long Progress(string name)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT COALESCE((SELECT value FROM progress WHERE name = $name), 0)";
        command.Parameters.AddWithValue("$name", name);
        return Convert.ToInt64(command.ExecuteScalar());
    }
}
