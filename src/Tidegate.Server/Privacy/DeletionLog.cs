using Microsoft.Data.Sqlite;
using Tidegate.Server.Access;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Privacy;

/// <summary>A deletion.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What kind of data.</param>
/// <param name="Count">How many.</param>
/// <param name="Before">What was older than this.</param>
/// <param name="OldestLeft">Time of the oldest of the kind that was left.</param>
internal sealed record Deletion(long Sequence, DateTimeOffset At, string Kind, long Count, DateTimeOffset Before, DateTimeOffset? OldestLeft);

/// <summary>What was deleted, when, and what was left: a log in the case store that can only grow.</summary>
internal sealed class DeletionLog
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS deletions (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, before INTEGER NOT NULL, oldest_left INTEGER
        );
        CREATE TRIGGER IF NOT EXISTS deletions_no_update BEFORE UPDATE ON deletions BEGIN SELECT RAISE(ABORT, 'the deletion log can only grow'); END;
        CREATE TRIGGER IF NOT EXISTS deletions_no_delete BEFORE DELETE ON deletions BEGIN SELECT RAISE(ABORT, 'the deletion log can only grow'); END;
        """;

    private readonly CaseStore _store;

    public DeletionLog(CaseStore store)
    {
        _store = store;
        Run((connection, transaction) => Sql.Run(connection, transaction, Schema));
    }

    /// <summary>Writes a deletion down.</summary>
    public void Add(DateTimeOffset at, string kind, long count, DateTimeOffset before, DateTimeOffset? oldestLeft) => Run((connection, transaction) => Sql.Run(
        connection, transaction, "INSERT INTO deletions (at, kind, count, before, oldest_left) VALUES ($at, $kind, $count, $before, $oldest)",
        ("$at", at.ToUnixTimeMilliseconds()), ("$kind", kind), ("$count", count), ("$before", before.ToUnixTimeMilliseconds()), ("$oldest", oldestLeft?.ToUnixTimeMilliseconds())));

    /// <summary>Sees to it that what was deleted is no longer in any of the store's files.</summary>
    public void Settle() => _store.Settle();

    /// <summary>The log, newest first.</summary>
    public IReadOnlyList<Deletion> Read(long before, int most)
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        return Sql.Rows(
            connection,
            "SELECT sequence, at, kind, count, before, oldest_left FROM deletions WHERE sequence < $before ORDER BY sequence DESC LIMIT $most",
            r => new Deletion(r.GetInt64(0), Time(r, 1), r.GetString(2), r.GetInt64(3), Time(r, 4), r.IsDBNull(5) ? null : Time(r, 5)),
            ("$before", before), ("$most", most));
    }

    private void Run(Func<SqliteConnection, SqliteTransaction, int> change) => _store.Change((connection, transaction) => (change(connection, transaction), (AuditLine?)null));

    private static DateTimeOffset Time(SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
