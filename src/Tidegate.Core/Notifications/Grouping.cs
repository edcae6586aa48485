using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>Why a piece of news makes no message.</summary>
public enum Silence
{
    /// <summary>It makes one.</summary>
    None,

    /// <summary>Not as bad as the channel wants to hear of.</summary>
    BelowFloor,

    /// <summary>This version, or a newer one, has been told.</summary>
    ToldBefore,

    /// <summary>Nothing of substance has changed.</summary>
    NothingNew,

    /// <summary>The end of something that the channel never heard of.</summary>
    NeverTold,

    /// <summary>The channel was given up.</summary>
    ChannelDisabled,
}

/// <summary>What to do with a piece of news on one channel.</summary>
/// <param name="Silence">Why it makes no message; none when it makes one.</param>
/// <param name="Kind">What the message says.</param>
/// <param name="DueAt">When it may go out.</param>
/// <param name="Replaces">Whether it takes the place of the message that waits.</param>
internal readonly record struct GroupingVerdict(Silence Silence, NoticeKind Kind = default, DateTimeOffset DueAt = default, bool Replaces = false);

/// <summary>
/// One message per incident and then updates. Between two messages on one incident lies the channel's update interval; what comes
/// meanwhile replaces the update that waits, so that the last state is always told and never a flood. The end, a person taking
/// it on, a rise in severity, and what somebody must answer do not wait.
/// </summary>
internal static class Grouping
{
    /// <summary>Judges a notice.</summary>
    /// <param name="thread">What the channel knows of the subject; null for nothing.</param>
    /// <param name="notice">The notice, its kind as if the channel knew the subject.</param>
    /// <param name="substance">What it says in substance.</param>
    /// <param name="rules">The channel's rules.</param>
    /// <param name="now">Now.</param>
    public static GroupingVerdict Judge(NoticeThread? thread, Notice notice, string substance, ChannelRules rules, DateTimeOffset now)
    {
        var ends = notice.Kind is NoticeKind.Resolved or NoticeKind.FeedRestored;
        if (thread is null)
        {
            if (ends) return new(Silence.NeverTold);
            return notice.Severity < rules.SeverityFloor ? new(Silence.BelowFloor) : new(Silence.None, First(notice.Kind), Quiet(rules, now, notice));
        }

        if (notice.Version <= thread.Version) return new(Silence.ToldBefore);
        if (thread.Ended)
        {
            if (ends) return new(Silence.NothingNew);
            return notice.Severity < rules.SeverityFloor
                ? new(Silence.BelowFloor)
                : new(Silence.None, First(notice.Kind), Quiet(rules, now, notice), thread.Waiting is not null);
        }

        if (!ends && substance == thread.Substance && notice.Reminder != true) return new(Silence.NothingNew);
        var replaces = thread.Waiting is not null;
        var takenOn = notice.Incident?.AcknowledgedBy is not null && !thread.TakenOn;
        var kind = ends ? notice.Kind : thread.Waiting?.Kind is NoticeKind.Opened or NoticeKind.Acknowledged ? thread.Waiting.Kind : takenOn ? NoticeKind.Acknowledged : notice.Kind;
        if (ends || takenOn || notice.Urgent == true || notice.Reminder == true || notice.Severity > thread.Severity) return new(Silence.None, kind, Quiet(rules, now, notice), replaces);
        // What replaces a waiting message goes out when that one would have: news that keeps coming does not put it off.
        var due = thread.Waiting?.DueAt ?? Later(now, thread.LastDueAt + rules.UpdateInterval);
        return new(Silence.None, kind, Quiet(rules, due, notice), replaces);
    }

    private static NoticeKind First(NoticeKind kind) => kind is NoticeKind.Updated ? NoticeKind.Opened : kind;

    private static DateTimeOffset Quiet(ChannelRules rules, DateTimeOffset at, Notice notice) => rules.QuietHours?.Next(at, notice.Severity) ?? at;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
