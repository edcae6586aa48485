using Tidegate.Pricing;

namespace Tidegate.Incidents;

/// <summary>How bad an incident is, from its odds, its money and its rate.</summary>
public enum Severity
{
    /// <summary>Worth a look in working hours.</summary>
    Low,

    /// <summary>Worth a look today.</summary>
    Medium,

    /// <summary>Look now.</summary>
    High,

    /// <summary>Money is being lost fast.</summary>
    Critical,
}

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>The attack goes on, and nothing is in force against it: there was no block, or it ran out, was lifted or taken back.</summary>
    Open,

    /// <summary>A block or a throttle is in force against it, or what the policy has in their place while it only monitors.</summary>
    Mitigated,

    /// <summary>The attack has ended.</summary>
    Closed,
}

/// <summary>What one channel saw: counts, and the odds they make.</summary>
/// <param name="Channel">Name of the channel: "share", "novelty", "conversion", "sequence", "receipt", "sweep"...</param>
/// <param name="Observed">What was counted.</param>
/// <param name="Expected">What honest traffic would have shown.</param>
/// <param name="LogOdds">Natural logarithm of the odds for an attack that this channel alone gives.</param>
/// <param name="Text">One plain sentence that a customer can read.</param>
public sealed record Evidence(string Channel, double Observed, double Expected, double LogOdds, string Text);

/// <summary>What a person deals with: the alerts of one attack put together.</summary>
public sealed record Incident
{
    /// <summary>Stable id, the same for the same input.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the campaign: incidents that are the same attacker moving on.</summary>
    public required string CampaignId { get; init; }

    /// <summary>Event time of the first alert; it may come before <see cref="FirstMessageAt"/> where what that was about was taken back, or is no part of it any more.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Event time at which what it still consists of was told first: <see cref="OpenedAt"/>, or later; never before <see cref="FirstMessageAt"/>.</summary>
    public DateTimeOffset FoundAt
    {
        get => field == default ? OpenedAt : field;
        init;
    }

    /// <summary>Event time at which the attack was taken as ended, if it was.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>First message that the incident points at (the onset).</summary>
    public required DateTimeOffset FirstMessageAt { get; init; }

    /// <summary>Last message that the incident points at.</summary>
    public required DateTimeOffset LastMessageAt { get; init; }

    /// <summary>Severity.</summary>
    public required Severity Severity { get; init; }

    /// <summary>State.</summary>
    public required IncidentState State { get; init; }

    /// <summary>Customers, senders, suppliers, networks and ranges that the attack uses.</summary>
    public required Scope Scope { get; init; }

    /// <summary>How many of the messages went through whom.</summary>
    public IncidentParties Parties { get; init; } = IncidentParties.None;

    /// <summary>Numbers hit by range, by number; empty when not known.</summary>
    public IReadOnlyList<RangeHits> RangeHits { get; init; } = [];

    /// <summary>Messages in scope and time.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages that honest traffic would have sent in scope and time.</summary>
    public required double ExpectedMessages { get; init; }

    /// <summary>Distinct destinations among the messages.</summary>
    public required long DistinctDestinations { get; init; }

    /// <summary>Messages whose code was used.</summary>
    public required long Converted { get; init; }

    /// <summary>
    /// What the messages cost the customer (price), or the platform where no price is stated, in the currency of most of
    /// them. 0 where none has a price that is known: see <see cref="IsCostKnown"/>.
    /// </summary>
    public required double Cost { get; init; }

    /// <summary>Of <see cref="Cost"/>, what is estimated from price lists, for the events stated no price.</summary>
    public double EstimatedCost { get; init; }

    /// <summary>ISO 4217 code of <see cref="Cost"/>, empty when no event stated one.</summary>
    public required string Currency { get; init; }

    /// <summary>What messages cost in other currencies, which is not in <see cref="Cost"/>; that of most messages first.</summary>
    public IReadOnlyList<CurrencySum> OtherMoney { get; init; } = [];

    /// <summary>Messages whose price neither they nor price lists tell; they are in no sum of money.</summary>
    public long UnpricedMessages { get; init; }

    /// <summary>Whether the price of any of the messages is known.</summary>
    public bool IsCostKnown => UnpricedMessages == 0 || UnpricedMessages < Messages;

    /// <summary>Natural logarithm of the odds for an attack, all channels together, at their highest.</summary>
    public required double LogOdds { get; init; }

    /// <summary>Expected false incidents a week at this strength of evidence, over the whole system.</summary>
    public required double FalseAlarmsPerWeek { get; init; }

    /// <summary>One or two sentences for the customer: what, where, since when, how much.</summary>
    public required string Summary { get; init; }

    /// <summary>The evidence, strongest first.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>What is drawn of it; null when pictures were not asked for.</summary>
    public IncidentPicture? Picture { get; init; }

    /// <summary>Whether the policy's rule for it says to tell nobody.</summary>
    public bool Quiet { get; init; }
}
