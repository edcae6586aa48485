using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>What a channel is told, and how often.</summary>
public sealed record ChannelRules
{
    /// <summary>Name of the channel, unique.</summary>
    public required string Name { get; init; }

    /// <summary>The customer it belongs to; null for operators.</summary>
    public string? Customer { get; init; }

    /// <summary>Incidents below are not told. Default low: all are.</summary>
    public Severity SeverityFloor { get; init; }

    /// <summary>Least time between two messages on one incident, but for its end and for a rise in severity. Default 15 minutes.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Most messages an hour, over all incidents; what is more waits, and is replaced by newer news meanwhile. Critical ones do not wait.
    /// Null: no such limit. Default null.
    /// </summary>
    public int? MostPerHour { get; init; }

    /// <summary>Hours in which it keeps quiet; null for none.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Whether it hears of feeds that stop and come back. Default true.</summary>
    public bool Feeds { get; init; } = true;

    /// <summary>For whom its messages are written.</summary>
    public Audience Audience => Customer is null ? Audience.Operator : Audience.Customer;
}
