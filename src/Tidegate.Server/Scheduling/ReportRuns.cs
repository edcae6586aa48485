using Microsoft.Data.Sqlite;
using Tidegate.Server.Access;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Scheduling;

/// <summary>A report that went to the outbox, or could not be made.</summary>
public sealed record ReportRun
{
    /// <summary>Name of the schedule.</summary>
    public required string Schedule { get; init; }

    /// <summary>Begin of what it is about.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>End of what it is about.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The channel that it goes by.</summary>
    public required string Channel { get; init; }

    /// <summary>The customer or supplier that it is about; empty for all.</summary>
    public required string Party { get; init; }

    /// <summary>When it was put into the outbox, or given up.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who sent it by hand; empty when it was due.</summary>
    public required string AskedBy { get; init; }

    /// <summary>"waiting", "sent", "given_up" (the channel did not take it), "failed" (it could not be made), "silent" (the channel is given up or gone) or "forgotten" (sent or given up, and no longer kept).</summary>
    public required string State { get; init; }

    /// <summary>Why; empty when nothing went wrong.</summary>
    public required string Error { get; init; }

    /// <summary>Id of the message, by which a receiver knows repeats; empty when there is none.</summary>
    public required string MessageId { get; init; }
}

/// <summary>
/// Which reports have gone out. A row is written by the transaction that puts the message into the outbox: there is never one without
/// the other, so a report that is due goes out once, whenever the process ends.
/// </summary>
internal sealed class ReportRuns
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS report_run (
          schedule TEXT NOT NULL, until INTEGER NOT NULL, channel TEXT NOT NULL, party TEXT NOT NULL, asked INTEGER NOT NULL,
          since INTEGER NOT NULL, at INTEGER NOT NULL, asked_by TEXT NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL, message_id TEXT NOT NULL,
          PRIMARY KEY (schedule, until, channel, party, asked)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS report_due (
          schedule TEXT NOT NULL, until INTEGER NOT NULL, attempts INTEGER NOT NULL, next_try INTEGER NOT NULL, done INTEGER NOT NULL, error TEXT NOT NULL,
          PRIMARY KEY (schedule, until)) STRICT, WITHOUT ROWID;
        """;

    private readonly CaseStore _store;

    /// <summary>Opens them in the database of the cases.</summary>
    public ReportRuns(CaseStore store)
    {
        _store = store;
        store.Change((connection, transaction) =>
        {
            Sql.Run(connection, transaction, Schema);
            return (0, (AuditLine?)null);
        });
    }

    /// <summary>Whether nothing is left to be done of a period, how often it was tried in vain, and before when it is not to be tried again.</summary>
    public (bool Done, int Attempts, DateTimeOffset NextTry) Due(string schedule, ReportPeriod period)
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT done, attempts, next_try FROM report_due WHERE schedule = $schedule AND until = $until";
        command.Parameters.AddWithValue("$schedule", schedule);
        command.Parameters.AddWithValue("$until", period.Until.ToUnixTimeMilliseconds());
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0) != 0, reader.GetInt32(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2))) : (false, 0, DateTimeOffset.MinValue);
    }

    /// <summary>Notes how far a period is.</summary>
    public void Note(string schedule, ReportPeriod period, bool done, int attempts, DateTimeOffset nextTry, string error) => _store.Change((connection, transaction) =>
    {
        Sql.Run(
            connection,
            transaction,
            "INSERT INTO report_due (schedule, until, attempts, next_try, done, error) VALUES ($schedule, $until, $attempts, $next, $done, $error) ON CONFLICT (schedule, until) DO UPDATE SET attempts = $attempts, next_try = $next, done = $done, error = $error",
            ("$schedule", schedule), ("$until", period.Until.ToUnixTimeMilliseconds()), ("$attempts", attempts), ("$next", nextTry.ToUnixTimeMilliseconds()), ("$done", done ? 1 : 0), ("$error", error));
        return (0, (AuditLine?)null);
    });

    /// <summary>Whether a report of a period has gone to a receiver.</summary>
    public bool Has(string schedule, ReportPeriod period, ReportTarget target)
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        return Sql.Value(connection, null, "SELECT 1 FROM report_run WHERE schedule = $schedule AND until = $until AND channel = $channel AND party = $party AND asked = 0",
            ("$schedule", schedule), ("$until", period.Until.ToUnixTimeMilliseconds()), ("$channel", target.Channel), ("$party", target.Party)) is not null;
    }

    /// <summary>Writes a run down together with what the caller does in the same transaction; nothing at all when it is there already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="period">Its period.</param>
    /// <param name="asked">When somebody sent it by hand, Unix ms; 0 when it was due.</param>
    /// <param name="also">Puts the message into the outbox and tells what became of it.</param>
    /// <param name="audit">A line for the audit log.</param>
    /// <returns>The run as it was written; null when it was there already.</returns>
    public ReportRun? Write(ReportRun run, ReportPeriod period, long asked, Func<SqliteConnection, SqliteTransaction, (string State, string Error, string MessageId)> also, AuditLine? audit) => _store.Change((connection, transaction) =>
    {
        var inserted = Sql.Run(
            connection,
            transaction,
            "INSERT OR IGNORE INTO report_run (schedule, until, channel, party, asked, since, at, asked_by, state, error, message_id) VALUES ($schedule, $until, $channel, $party, $asked, $since, $at, $by, '', '', '')",
            ("$schedule", run.Schedule), ("$until", period.Until.ToUnixTimeMilliseconds()), ("$channel", run.Channel), ("$party", run.Party), ("$asked", asked),
            ("$since", period.Since.ToUnixTimeMilliseconds()), ("$at", run.At.ToUnixTimeMilliseconds()), ("$by", run.AskedBy));
        if (inserted == 0) return ((ReportRun?)null, (AuditLine?)null);
        var (state, error, message) = also(connection, transaction);
        Sql.Run(
            connection,
            transaction,
            "UPDATE report_run SET state = $state, error = $error, message_id = $message WHERE schedule = $schedule AND until = $until AND channel = $channel AND party = $party AND asked = $asked",
            ("$state", state), ("$error", error), ("$message", message), ("$schedule", run.Schedule), ("$until", period.Until.ToUnixTimeMilliseconds()), ("$channel", run.Channel), ("$party", run.Party), ("$asked", asked));
        return (run with { State = state, Error = error, MessageId = message }, audit);
    });

    /// <summary>The last runs, newest first, with what became of their messages.</summary>
    /// <param name="schedule">Of this schedule; null for all.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<ReportRun> Last(string? schedule, int most)
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT r.schedule, r.since, r.until, r.channel, r.party, r.at, r.asked_by, r.state, r.error, r.message_id, o.state, COALESCE(o.last_error, '')
            FROM report_run r LEFT JOIN notification_outbox o ON o.message_id = r.message_id AND r.message_id <> ''
            WHERE $schedule IS NULL OR r.schedule = $schedule ORDER BY r.at DESC, r.schedule, r.channel, r.party LIMIT $most
            """;
        command.Parameters.AddWithValue("$schedule", (object?)schedule ?? DBNull.Value);
        command.Parameters.AddWithValue("$most", most);
        using var reader = command.ExecuteReader();
        var runs = new List<ReportRun>();
        while (reader.Read())
        {
            var delivered = reader.IsDBNull(10) ? (long?)null : reader.GetInt64(10);
            var own = reader.GetString(7);
            runs.Add(new ReportRun
            {
                Schedule = reader.GetString(0),
                Since = Time(reader, 1),
                Until = Time(reader, 2),
                Channel = reader.GetString(3),
                Party = reader.GetString(4),
                At = Time(reader, 5),
                AskedBy = reader.GetString(6),
                State = own.Length > 0 ? own : delivered switch { null => "forgotten", 0 => "waiting", 1 => "sent", _ => "given_up" },
                Error = own.Length > 0 ? reader.GetString(8) : delivered == 1 ? "" : reader.GetString(11),
                MessageId = reader.GetString(9),
            });
        }

        return runs;
    }

    /// <summary>Forgets what went out before a time.</summary>
    public int DeleteBefore(DateTimeOffset before) => _store.Change((connection, transaction) =>
    {
        Sql.Run(connection, transaction, "DELETE FROM report_due WHERE until < $before", ("$before", before.ToUnixTimeMilliseconds()));
        return (Sql.Run(connection, transaction, "DELETE FROM report_run WHERE at < $before", ("$before", before.ToUnixTimeMilliseconds())), (AuditLine?)null);
    });

    private static DateTimeOffset Time(SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}

/// <summary>Whom a report goes to, and about whom.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Party">The customer or supplier; empty for all.</param>
internal readonly record struct ReportTarget(string Channel, string Party);
