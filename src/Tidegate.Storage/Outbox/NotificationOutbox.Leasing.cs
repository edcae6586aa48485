using Microsoft.Data.Sqlite;

namespace Tidegate.Storage.Outbox;

/// <summary>Taking messages out and marking what became of them.</summary>
public sealed partial class NotificationOutbox
{
    // A lease that ends later than any can was written before the clock was set back: it has run out.
    private const string Free = "(lease_until IS NULL OR lease_until <= @now OR lease_until > @now + @lease)";

    /// <summary>Channels that have messages to send now.</summary>
    internal IReadOnlyList<string> DueChannels(DateTimeOffset now, TimeSpan lease)
    {
        using var connection = Open();
        using var command = Command(connection, null, $"SELECT DISTINCT channel FROM notification_outbox WHERE state = 0 AND due_at <= @now AND {Free}", ("@now", now), ("@lease", Milliseconds(lease)));
        using var reader = command.ExecuteReader();
        var channels = new List<string>();
        while (reader.Read()) channels.Add(reader.GetString(0));
        return channels;
    }

    /// <summary>
    /// The next message of a channel, held until the lease ends; null when none is due. Of one subject the older goes first: while
    /// it waits to be tried again the newer waits behind it, so that no incident ends before it opens.
    /// </summary>
    internal OutboxMessage? Lease(string channel, DateTimeOffset now, TimeSpan lease)
    {
        using var connection = Open();
        using var command = Command(connection, null,
            $"""
            UPDATE notification_outbox SET attempts = attempts + 1, lease_until = @until WHERE id = (
              SELECT o.id FROM notification_outbox o WHERE o.channel = @channel AND o.state = 0 AND o.due_at <= @now AND {Free}
                AND NOT EXISTS (SELECT 1 FROM notification_outbox p WHERE p.channel = o.channel AND p.subject = o.subject AND p.state = 0 AND p.id < o.id)
              ORDER BY o.due_at, o.id LIMIT 1)
            RETURNING id, message_id, subject, channel, payload, created_at, attempts
            """,
            ("@channel", channel), ("@now", now), ("@until", now + lease), ("@lease", Milliseconds(lease)));
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new OutboxMessage(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), Time(reader, 5), reader.GetInt32(6))
            : null;
    }

    /// <summary>It was taken by the receiver.</summary>
    internal void Delivered(OutboxMessage message, DateTimeOffset now)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, $"UPDATE notification_outbox SET state = 1, finished_at = @now, lease_until = NULL, last_error = NULL WHERE {Held}", ("@now", now), ("@row", message.Row), ("@attempt", message.Attempt));
        Execute(connection, transaction, "UPDATE notification_channel SET failing_since = NULL WHERE name = @channel AND failing_since IS NOT NULL", ("@channel", message.Channel));
        transaction.Commit();
    }

    /// <summary>It was not, and is to be tried again.</summary>
    /// <returns>Since when the channel has been failing.</returns>
    internal DateTimeOffset Retry(OutboxMessage message, DateTimeOffset now, DateTimeOffset due, string error)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, $"UPDATE notification_outbox SET due_at = @due, lease_until = NULL, last_error = @error WHERE {Held}", ("@due", due), ("@error", error), ("@row", message.Row), ("@attempt", message.Attempt));
        var since = NoteFailing(connection, transaction, message.Channel, now);
        transaction.Commit();
        return since;
    }

    /// <summary>It was not, and will not be tried again.</summary>
    /// <returns>Since when the channel has been failing.</returns>
    internal DateTimeOffset GiveUp(OutboxMessage message, DateTimeOffset now, string error)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, $"UPDATE notification_outbox SET state = 2, finished_at = @now, lease_until = NULL, last_error = @error WHERE {Held}", ("@now", now), ("@error", error), ("@row", message.Row), ("@attempt", message.Attempt));
        var since = NoteFailing(connection, transaction, message.Channel, now);
        transaction.Commit();
        return since;
    }

    /// <summary>It was not tried after all: the attempt does not count.</summary>
    internal void Return(OutboxMessage message)
    {
        using var connection = Open();
        Execute(connection, null, $"UPDATE notification_outbox SET lease_until = NULL, attempts = attempts - 1 WHERE {Held}", ("@row", message.Row), ("@attempt", message.Attempt));
    }

    /// <summary>Gives up all that waits for a channel.</summary>
    internal int GiveUpAll(string channel, DateTimeOffset now, string error)
    {
        using var connection = Open();
        return Execute(connection, null, "UPDATE notification_outbox SET state = 2, finished_at = @now, lease_until = NULL, last_error = @error WHERE channel = @channel AND state = 0", ("@now", now), ("@error", error), ("@channel", channel));
    }

    // Whoever held it before, and let the lease run out, has no say any more.
    private const string Held = "id = @row AND attempts = @attempt AND state = 0";

    private static DateTimeOffset NoteFailing(SqliteConnection connection, SqliteTransaction transaction, string channel, DateTimeOffset now)
    {
        using var command = Command(connection, transaction,
            "INSERT INTO notification_channel (name, failing_since) VALUES (@channel, @now) ON CONFLICT (name) DO UPDATE SET failing_since = COALESCE(failing_since, @now) RETURNING failing_since",
            ("@channel", channel), ("@now", now));
        return DateTimeOffset.FromUnixTimeMilliseconds((long)command.ExecuteScalar()!);
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
