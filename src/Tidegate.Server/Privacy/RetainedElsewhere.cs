using Tidegate.Notify;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Tidegate.Storage.Live;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Privacy;

/// <summary>The events of the journal, which its own thread trims after each snapshot; here they are accounted for.</summary>
internal sealed class RetainedJournal : IRetained
{
    private readonly LiveEngine _engine;
    private readonly EngineOptions _options;
    private int _trimmed;

    public RetainedJournal(LiveEngine engine, EngineOptions options)
    {
        _engine = engine;
        _options = options;
        engine.Trimmed = count => Interlocked.Add(ref _trimmed, count);
    }

    /// <inheritdoc/>
    public string Kind => "journal";

    /// <inheritdoc/>
    public TimeSpan Keep => _engine.JournalRetention;

    /// <inheritdoc/>
    public Task<int> DeleteAsync(DateTimeOffset before) => Task.FromResult(Interlocked.Exchange(ref _trimmed, 0));

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft()
    {
        using var connection = SqliteFile.OpenToRead(Path.Combine(_options.Data, "journal.db"));
        return Sql.Value(connection, null, "SELECT at FROM journal WHERE kind = $events ORDER BY position LIMIT 1", ("$events", (int)EntryKind.Events)) is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }
}

/// <summary>Notifications that were sent or given up.</summary>
internal sealed class RetainedNotifications : IRetained
{
    private readonly NotificationOutbox _outbox;
    private readonly LiveSettings _settings;
    private int _purged;

    public RetainedNotifications(NotificationOutbox outbox, LiveSettings settings)
    {
        _outbox = outbox;
        _settings = settings;
        outbox.Purged = count => Interlocked.Add(ref _purged, count); // the dispatcher purges too
    }

    /// <inheritdoc/>
    public string Kind => "notifications";

    /// <inheritdoc/>
    public TimeSpan Keep => _settings.Current.Notifications.KeepFor;

    /// <inheritdoc/>
    public Task<int> DeleteAsync(DateTimeOffset before)
    {
        _outbox.Purge(before);
        return Task.FromResult(Interlocked.Exchange(ref _purged, 0));
    }

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft() => _outbox.OldestFinished();
}
