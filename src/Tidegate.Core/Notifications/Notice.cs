using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>What happened that somebody is told of.</summary>
public enum NoticeKind
{
    /// <summary>An incident that this channel has not heard of before.</summary>
    Opened,

    /// <summary>It has changed in substance.</summary>
    Updated,

    /// <summary>A person has taken it on.</summary>
    Acknowledged,

    /// <summary>It has ended.</summary>
    Resolved,

    /// <summary>A feed that evidence rests on has stopped.</summary>
    FeedSilent,

    /// <summary>It has come back.</summary>
    FeedRestored,

    /// <summary>Another channel was given up.</summary>
    ChannelDisabled,

    /// <summary>Somebody pressed the test button.</summary>
    Test,

    /// <summary>A report that was due, or that somebody sent.</summary>
    Report,

    /// <summary>A report that was due and could not be made.</summary>
    ReportFailed,
}

/// <summary>For whom a notice is written.</summary>
public enum Audience
{
    /// <summary>Those who run the platform: they see all.</summary>
    Operator,

    /// <summary>One customer: sees its own traffic, no other customer, no supplier.</summary>
    Customer,
}

/// <summary>What is told to one channel, in figures; templates make the words. Holds no full number and no message text.</summary>
public sealed record Notice
{
    /// <summary>What the messages belong together by: the incident's id, or the feed's.</summary>
    public required string Subject { get; init; }

    /// <summary>Version of the subject, growing.</summary>
    public required long Version { get; init; }

    /// <summary>What happened.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>For whom it is written.</summary>
    public required Audience Audience { get; init; }

    /// <summary>The customer it is for; null for operators.</summary>
    public string? Customer { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The incident; null for other news.</summary>
    public IncidentFacts? Incident { get; init; }

    /// <summary>The feed; null for other news.</summary>
    public FeedFacts? Feed { get; init; }

    /// <summary>The channel that was given up; null for other news.</summary>
    public DisabledChannel? Channel { get; init; }

    /// <summary>The report; null for other news.</summary>
    public ReportFacts? Report { get; init; }

    /// <summary>What the reader can do, a sentence each.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>True when it does not wait for the channel's update interval; else null.</summary>
    public bool? Urgent { get; init; }

    /// <summary>True when it is told though nothing has changed; else null.</summary>
    public bool? Reminder { get; init; }

    /// <summary>One page to agree or object on; null when no public address is configured.</summary>
    public string? Link { get; init; }
}

/// <summary>A feed that stopped or came back.</summary>
/// <param name="Feed">"conversions" or "receipts".</param>
/// <param name="Party">The customer or supplier it comes from.</param>
/// <param name="From">Since when it is silent.</param>
/// <param name="To">When it came back; null while it is silent.</param>
public sealed record FeedFacts(string Feed, string Party, DateTimeOffset From, DateTimeOffset? To);

/// <summary>A channel that gets no more messages until somebody enables it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FailingSince">Since when nothing got through; null when the receiver itself ended it.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record DisabledChannel(string Name, DateTimeOffset? FailingSince, string Reason);
