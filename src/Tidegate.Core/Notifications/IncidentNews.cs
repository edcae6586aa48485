using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Notifications;

/// <summary>An incident as it stands after a change, for the notifier to judge whom to tell.</summary>
public sealed record IncidentNews
{
    /// <summary>The incident.</summary>
    public required Incident Incident { get; init; }

    /// <summary>Version of the case, growing with every change; the same version is told once.</summary>
    public required long Version { get; init; }

    /// <summary>Decisions on it.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>
    /// What each customer has of it. Needed for figures to customers when it runs through several; what is missing here is
    /// taken from the incident's picture, and else left out.
    /// </summary>
    public IReadOnlyList<CustomerShare> Shares { get; init; } = [];

    /// <summary>Who has taken it on; null for nobody.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>What a person closed it as: "confirmed fraud", "false positive", "expected traffic"; null while nobody has.</summary>
    public string? Resolution { get; init; }

    /// <summary>Customers that have objected by their link.</summary>
    public IReadOnlyList<string> ObjectedBy { get; init; } = [];

    /// <summary>Whether operators are to be told without waiting for the channel's update interval: somebody must answer.</summary>
    public bool Urgent { get; init; }

    /// <summary>Whether operators are to be told though nothing has changed: a snooze is over.</summary>
    public bool Reminder { get; init; }

    /// <summary>Customers that report no conversions: they are told that it would help.</summary>
    public IReadOnlyList<string> WithoutConversions { get; init; } = [];

    /// <summary>Whether the attack has ended or the case was closed.</summary>
    public bool Ended => Incident.ClosedAt is not null || Resolution is not null;
}

/// <summary>A customer's part of an incident.</summary>
/// <param name="Customer">Its name.</param>
/// <param name="Messages">Its messages.</param>
/// <param name="Cost">Their money.</param>
public sealed record CustomerShare(string Customer, long Messages, double Cost)
{
    /// <summary>ISO 4217 code of <see cref="Cost"/>; null for the incident's.</summary>
    public string? Currency { get; init; }

    /// <summary>What they cost in other currencies.</summary>
    public IReadOnlyList<CurrencySum> OtherMoney { get; init; } = [];
}
