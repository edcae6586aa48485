using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>When a rule of the policy applies: all that is stated must hold; nothing stated holds always.</summary>
public sealed record RuleConditions
{
    /// <summary>Customers by name: the attack is in their traffic alone. Empty for any.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>Networks, MCC-MNC digits, or the three digits of an MCC for all of a country's. Empty for any.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Suppliers by name: one of them carries more of the attack than any other supplier. Empty for any.</summary>
    public IReadOnlyList<string> Suppliers { get; init; } = [];

    /// <summary>The least severity.</summary>
    public Severity Severity { get; init; } = Severity.Low;

    /// <summary>Least natural log of the odds, 8 to 1000; null for the policy's <see cref="DecisionPolicy.BlockAt"/>.</summary>
    public double? Odds { get; init; }

    /// <summary>What the incident's messages have cost at the least, in the currency of the events. 0 for any.</summary>
    public double Money { get; init; }

    /// <summary>Whether it must be in all numbers of a network, wherever they lie: what is done about it concerns all who are new to the customer there. False for any.</summary>
    public bool WholeNetwork { get; init; }
}
