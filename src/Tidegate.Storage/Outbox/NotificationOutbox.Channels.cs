using Microsoft.Data.Sqlite;
using Tidegate.Notifications;

namespace Tidegate.Storage.Outbox;

/// <summary>How channels do, what was given up, and what may be forgotten.</summary>
public sealed partial class NotificationOutbox
{
    /// <summary>How the channels do that have been used.</summary>
    public IReadOnlyList<ChannelCondition> Conditions()
    {
        using var connection = Open();
        using var command = Command(connection, null,
            """
            SELECT n.name, c.failing_since, c.disabled_at, c.disabled_reason,
              (SELECT COUNT(*) FROM notification_outbox o WHERE o.channel = n.name AND o.state = 0),
              (SELECT COUNT(*) FROM notification_outbox o WHERE o.channel = n.name AND o.state = 2),
              (SELECT MIN(created_at) FROM notification_outbox o WHERE o.channel = n.name AND o.state = 0)
            FROM (SELECT name FROM notification_channel UNION SELECT DISTINCT channel FROM notification_thread) n
            LEFT JOIN notification_channel c ON c.name = n.name ORDER BY n.name
            """);
        using var reader = command.ExecuteReader();
        var conditions = new List<ChannelCondition>();
        while (reader.Read())
        {
            conditions.Add(new ChannelCondition(reader.GetString(0), TimeOrNull(reader, 1), TimeOrNull(reader, 2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetInt64(4), reader.GetInt64(5), TimeOrNull(reader, 6)));
        }

        return conditions;
    }

    /// <summary>Messages given up, newest first.</summary>
    public IReadOnlyList<DeadMessage> DeadMessages(int most = 100)
    {
        using var connection = Open();
        using var command = Command(connection, null,
            "SELECT message_id, subject, channel, attempts, finished_at, COALESCE(last_error, '') FROM notification_outbox WHERE state = 2 ORDER BY finished_at DESC, id DESC LIMIT @most", ("@most", most));
        using var reader = command.ExecuteReader();
        var dead = new List<DeadMessage>();
        while (reader.Read()) dead.Add(new DeadMessage(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), Time(reader, 4), reader.GetString(5)));
        return dead;
    }

    /// <summary>Sends a message that was given up again, from its first attempt, under the same id.</summary>
    /// <returns>Whether there is such a message.</returns>
    public bool Replay(string messageId, DateTimeOffset now)
    {
        using var connection = Open();
        return Execute(connection, null, "UPDATE notification_outbox SET state = 0, attempts = 0, due_at = @now, lease_until = NULL, finished_at = NULL WHERE message_id = @id AND state = 2", ("@id", messageId), ("@now", now)) > 0;
    }

    /// <summary>Uses a channel again that was given up.</summary>
    /// <returns>Whether it had been.</returns>
    public bool Enable(string channel)
    {
        using var connection = Open();
        return Execute(connection, null, "UPDATE notification_channel SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL WHERE name = @channel AND disabled_at IS NOT NULL", ("@channel", channel)) > 0;
    }

    /// <summary>
    /// Gives a channel up: what waits for it ends, nothing more is put in, and other channels are told, all at once.
    /// </summary>
    /// <returns>Whether it was in use.</returns>
    internal bool Disable(string channel, string reason, DateTimeOffset now, IEnumerable<ChannelRules> tell, Func<ChannelRules, Notice> notice)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        if (IsDisabled(connection, transaction, channel)) return false;
        Execute(connection, transaction,
            "INSERT INTO notification_channel (name, disabled_at, disabled_reason) VALUES (@channel, @now, @reason) ON CONFLICT (name) DO UPDATE SET disabled_at = @now, disabled_reason = @reason",
            ("@channel", channel), ("@now", now), ("@reason", reason));
        Execute(connection, transaction, "UPDATE notification_outbox SET state = 2, finished_at = @now, lease_until = NULL, last_error = @error WHERE channel = @channel AND state = 0",
            ("@now", now), ("@error", "The channel was given up: " + reason), ("@channel", channel));
        foreach (var rules in tell) Enqueue(connection, transaction, rules, notice(rules), now);
        transaction.Commit();
        return true;
    }

    /// <summary>Notes where a channel leads; one that was given up is used again when it leads elsewhere now.</summary>
    internal void NoteTarget(string channel, string fingerprint)
    {
        using var connection = Open();
        Execute(connection, null,
            """
            INSERT INTO notification_channel (name, fingerprint) VALUES (@channel, @fingerprint)
            ON CONFLICT (name) DO UPDATE SET fingerprint = @fingerprint, disabled_at = NULL, disabled_reason = NULL, failing_since = NULL WHERE fingerprint <> @fingerprint
            """,
            ("@channel", channel), ("@fingerprint", fingerprint));
    }

    /// <summary>Forgets what was finished before a time, and the threads that ended before it.</summary>
    /// <returns>How many messages were forgotten.</returns>
    internal int Purge(DateTimeOffset before)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        var messages = Execute(connection, transaction, "DELETE FROM notification_outbox WHERE state <> 0 AND finished_at < @before", ("@before", before));
        Execute(connection, transaction,
            "DELETE FROM notification_thread WHERE last_due_at < @before AND NOT EXISTS (SELECT 1 FROM notification_outbox o WHERE o.id = notification_thread.last_row AND o.state = 0)", ("@before", before));
        transaction.Commit();
        if (messages > 0) Purged?.Invoke(messages);
        return messages;
    }

    /// <summary>When the oldest message that is kept was finished; null when none is.</summary>
    internal DateTimeOffset? OldestFinished()
    {
        using var connection = Open();
        using var command = Command(connection, null, "SELECT MIN(finished_at) FROM notification_outbox WHERE state <> 0");
        return command.ExecuteScalar() is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }
}
