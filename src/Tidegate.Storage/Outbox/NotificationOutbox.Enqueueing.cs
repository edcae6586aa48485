using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Tidegate.Incidents;
using Tidegate.Notifications;

namespace Tidegate.Storage.Outbox;

/// <summary>Putting messages in.</summary>
public sealed partial class NotificationOutbox
{
    /// <summary>
    /// Puts a notice in for a channel, by the caller's transaction: it is there when that commits, and not when it does not. The
    /// same version of a subject is taken once a channel. A message that waits untried is replaced by newer news.
    /// </summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="transaction">Its open transaction.</param>
    /// <param name="rules">The channel's rules.</param>
    /// <param name="notice">What to tell.</param>
    /// <param name="now">Now.</param>
    /// <param name="asked">Whether a person wants it sent: then it goes out though it is no news, or less bad than the channel wants to hear of.</param>
    /// <returns>Why nothing will be sent; none when something will.</returns>
    public static Silence Enqueue(SqliteConnection connection, SqliteTransaction transaction, ChannelRules rules, Notice notice, DateTimeOffset now, bool asked = false)
    {
        if (IsDisabled(connection, transaction, rules.Name)) return Silence.ChannelDisabled;
        var (thread, waitingRow) = ReadThread(connection, transaction, rules.Name, notice.Subject);
        var substance = Substance.Of(notice);
        var verdict = Grouping.Judge(thread, notice, substance, rules, now);
        if (asked && verdict.Silence is (Silence.NothingNew or Silence.BelowFloor or Silence.NeverTold)) verdict = new GroupingVerdict(Silence.None, notice.Kind, now, thread?.Waiting is not null);
        if (verdict.Silence != Silence.None) return verdict.Silence;
        if (verdict.Replaces) Execute(connection, transaction, "DELETE FROM notification_outbox WHERE id = @row", ("@row", waitingRow));
        verdict = verdict with { DueAt = NotTooMany(connection, transaction, rules, notice, verdict.DueAt, thread?.Waiting) };
        var told = notice with { Kind = verdict.Kind };
        if (Insert(connection, transaction, rules.Name, told, now, verdict.DueAt) is not { } row) return Silence.ToldBefore;
        var severity = thread is { Ended: false } && thread.Severity > told.Severity ? thread.Severity : told.Severity;
        Execute(connection, transaction,
            """
            INSERT INTO notification_thread (channel, subject, version, substance, severity, taken_on, ended, last_due_at, last_row)
            VALUES (@channel, @subject, @version, @substance, @severity, @taken_on, @ended, @due, @row)
            ON CONFLICT (channel, subject) DO UPDATE SET version = @version, substance = @substance, severity = @severity,
              taken_on = @taken_on, ended = @ended, last_due_at = @due, last_row = @row
            """,
            ("@channel", rules.Name), ("@subject", told.Subject), ("@version", told.Version), ("@substance", substance), ("@severity", (int)severity),
            ("@taken_on", told.Kind == NoticeKind.Acknowledged || thread is { Ended: false, TakenOn: true }),
            ("@ended", told.Kind is NoticeKind.Resolved or NoticeKind.FeedRestored), ("@due", verdict.DueAt), ("@row", row));
        return Silence.None;
    }

    // In no hour more than the channel wants: a message is due an hour after the one that many places before it.
    private static DateTimeOffset NotTooMany(SqliteConnection connection, SqliteTransaction transaction, ChannelRules rules, Notice notice, DateTimeOffset due, WaitingNotice? replaced)
    {
        if (rules.MostPerHour is not { } most || notice.Severity == Severity.Critical) return due;
        using var command = Command(connection, transaction, "SELECT due_at FROM notification_outbox WHERE channel = @channel ORDER BY due_at DESC LIMIT 1 OFFSET @most", ("@channel", rules.Name), ("@most", most - 1));
        if (command.ExecuteScalar() is not long before) return due;
        var next = DateTimeOffset.FromUnixTimeMilliseconds(before).AddHours(1);
        // What takes the place of a message that waits has its turn.
        if (replaced is { } turn && turn.DueAt < next) next = turn.DueAt;
        return next > due ? next : due;
    }

    private static long? Insert(SqliteConnection connection, SqliteTransaction transaction, string channel, Notice notice, DateTimeOffset now, DateTimeOffset due)
    {
        using var command = Command(connection, transaction,
            """
            INSERT INTO notification_outbox (message_id, subject, version, channel, kind, payload, created_at, due_at)
            VALUES (@message_id, @subject, @version, @channel, @kind, @payload, @now, @due)
            ON CONFLICT (subject, version, channel) DO NOTHING RETURNING id
            """,
            ("@message_id", MessageId(notice.Subject, notice.Version, channel)), ("@subject", notice.Subject), ("@version", notice.Version), ("@channel", channel),
            ("@kind", notice.Kind.ToString()), ("@payload", NoticeJson.Write(notice)), ("@now", now), ("@due", due));
        return (long?)command.ExecuteScalar();
    }

    /// <summary>The id of a message: the same for the same subject, version and channel.</summary>
    internal static string MessageId(string subject, long version, string channel) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{subject}\n{version}\n{channel}"))), 0, 14);

    private static (NoticeThread? Thread, long Row) ReadThread(SqliteConnection connection, SqliteTransaction transaction, string channel, string subject)
    {
        using var command = Command(connection, transaction,
            """
            SELECT t.version, t.substance, t.severity, t.taken_on, t.ended, t.last_due_at, o.id, o.kind, o.due_at
            FROM notification_thread t
            LEFT JOIN notification_outbox o ON o.id = t.last_row AND o.state = 0 AND o.attempts = 0 AND o.lease_until IS NULL
            WHERE t.channel = @channel AND t.subject = @subject
            """,
            ("@channel", channel), ("@subject", subject));
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return (null, 0);
        var waiting = reader.IsDBNull(6) ? null : new WaitingNotice(Enum.Parse<NoticeKind>(reader.GetString(7)), Time(reader, 8));
        var thread = new NoticeThread(reader.GetInt64(0), reader.GetString(1), (Severity)reader.GetInt32(2), reader.GetBoolean(3), reader.GetBoolean(4), Time(reader, 5), waiting);
        return (thread, waiting is null ? 0 : reader.GetInt64(6));
    }

    private static bool IsDisabled(SqliteConnection connection, SqliteTransaction transaction, string channel)
    {
        using var command = Command(connection, transaction, "SELECT 1 FROM notification_channel WHERE name = @channel AND disabled_at IS NOT NULL", ("@channel", channel));
        return command.ExecuteScalar() is not null;
    }
}
