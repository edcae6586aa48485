using Microsoft.Extensions.Logging;
using Tidegate.Decisions.Wording;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Tidegate.Notify.Settings;
using Tidegate.Storage.Outbox;

namespace Tidegate.Notify.Dispatching;

/// <summary>Gives channels up that only fail, and tells by the others; forgets what is long done.</summary>
internal sealed partial class ChannelClosing(NotificationOutbox outbox, Func<NotificationSettings> settings, Func<ChannelLines> lines, NotifierCounts counts, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromHours(1);

    private DateTimeOffset _purged = DateTimeOffset.MinValue;

    /// <summary>Whether it is time to forget; true once an hour.</summary>
    public bool IsPurgeDue(DateTimeOffset now)
    {
        if (now >= _purged && now - _purged < PurgeEvery) return false;
        _purged = now;
        return true;
    }

    /// <summary>What was finished before may be forgotten.</summary>
    public DateTimeOffset PurgeBefore(DateTimeOffset now) => now - settings().KeepFor;

    /// <summary>Gives a channel up when nothing has got through for long.</summary>
    public void CloseWhenLongFailing(ChannelLine line, DateTimeOffset since, DateTimeOffset now, string error)
    {
        if (now - since < settings().DisableAfter) return;
        Close(line, since, $"nothing got through for {Plain.Span(now - since)}; the last time: {error}");
    }

    /// <summary>Gives a channel up.</summary>
    public void Close(ChannelLine line, DateTimeOffset? since, string reason)
    {
        var now = time.GetUtcNow();
        var name = line.Rules.Name;
        // Operators hear of every channel, a customer of its own; however high the floor.
        var others = lines().All.Select(l => l.Rules)
            .Where(r => r.Name != name && (r.Customer is null || r.Customer == line.Rules.Customer))
            .Select(r => r with { SeverityFloor = Severity.Low, MostPerHour = null });
        if (!outbox.Disable(name, reason, now, others, rules => Write(rules, name, since, reason, now))) return;
        counts.ChannelClosed();
        Closed(logger, name, reason);
    }

    private static Notice Write(ChannelRules rules, string name, DateTimeOffset? since, string reason, DateTimeOffset now) => new()
    {
        Subject = $"n-{name}-{now.ToUnixTimeMilliseconds()}",
        Version = 1,
        Kind = NoticeKind.ChannelDisabled,
        Audience = rules.Audience,
        Customer = rules.Customer,
        At = now,
        Severity = Severity.High,
        Channel = new DisabledChannel(name, since, reason),
    };

    [LoggerMessage(7009, LogLevel.Error, "Channel {Channel} is given up: {Reason}")]
    private static partial void Closed(ILogger logger, string channel, string reason);
}
