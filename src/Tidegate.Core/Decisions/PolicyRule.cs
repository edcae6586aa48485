namespace Tidegate.Decisions;

/// <summary>A rule of the policy: when it applies, what is done, and for how long. The first that applies decides.</summary>
public sealed record PolicyRule
{
    /// <summary>Its name, which decisions state as their reason.</summary>
    public required string Name { get; init; }

    /// <summary>When it applies.</summary>
    public RuleConditions When { get; init; } = new();

    /// <summary>What is done.</summary>
    public required Reaction Then { get; init; }

    /// <summary>Whether a person must approve before its block or throttle comes into force. Until then it is a proposal, and all passes.</summary>
    public bool Approve { get; init; }

    /// <summary>How long the decision stands before it must be renewed, 1 minute to 7 days; null for the policy's <see cref="DecisionPolicy.BlockFor"/>.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How long it stands the second time, the third...; the last goes for all further ones. 1 minute to 30 days each. Empty: as the first time.</summary>
    public IReadOnlyList<TimeSpan> RepeatFor { get; init; } = [];
}
