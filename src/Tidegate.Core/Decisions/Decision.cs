using Tidegate.Incidents;
using Tidegate.Pricing;

namespace Tidegate.Decisions;

/// <summary>What a decision orders.</summary>
public enum DecisionAction
{
    /// <summary>Watch and tell; let pass.</summary>
    Monitor,

    /// <summary>Let a trickle through.</summary>
    Throttle,

    /// <summary>Refuse.</summary>
    Block,
}

/// <summary>A standing order that follows from a policy: action, scope, until when, and why.</summary>
public sealed record Decision
{
    /// <summary>Stable id, the same for the same input.</summary>
    public required string Id { get; init; }

    /// <summary>The incident it answers.</summary>
    public required string IncidentId { get; init; }

    /// <summary>What is ordered.</summary>
    public required DecisionAction Action { get; init; }

    /// <summary>What it will order when a person approves it; null when it awaits no approval. Until then <see cref="Action"/> is to monitor.</summary>
    public DecisionAction? Proposed { get; init; }

    /// <summary>In force from this event time on; rests on events up to it alone.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>In force until this event time; renewed while the attack lasts.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What it covers.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it was ended because the messages that it rested on turned out to be people's; <see cref="Reason"/> says how.</summary>
    public bool TakenBack { get; init; }

    /// <summary>Messages it hit, or would have hit.</summary>
    public long MessagesHit { get; init; }

    /// <summary>
    /// Of those, messages that look honest: those whose code was used all the same, and as many as honest traffic would
    /// be expected to send there while the decision stands. The two overlap, and fraud can fake conversions, so reports hold it
    /// to three times what would be expected in its incident's ranges in that time; never more than <see cref="MessagesHit"/>.
    /// </summary>
    public double HonestMessagesHit { get; init; }

    /// <summary>Money of the messages it hit, in its incident's currency.</summary>
    public double MoneyStopped { get; init; }

    /// <summary>Of <see cref="MoneyStopped"/>, what is estimated from price lists, for the events stated no price.</summary>
    public double EstimatedMoney { get; init; }

    /// <summary>Money of the messages it hit in other currencies than its incident's.</summary>
    public IReadOnlyList<CurrencySum> OtherMoneyStopped { get; init; } = [];
}
