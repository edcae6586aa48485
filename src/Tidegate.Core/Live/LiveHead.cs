using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Pricing;

namespace Tidegate.Live;

/// <summary>What a snapshot holds beside the state of detection.</summary>
internal sealed record LiveHead
{
    /// <summary>Journal position up to which everything is in the snapshot.</summary>
    public required long Position { get; init; }

    /// <summary>The last sequence number of the decisions' log.</summary>
    public required long Sequence { get; init; }

    /// <summary>Version of the policy in force; 0 for the default.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The policy in force.</summary>
    public required DecisionPolicy Policy { get; init; }

    /// <summary>Version of the price lists in force; 0 for none.</summary>
    public required int RatesVersion { get; init; }

    /// <summary>The price lists in force.</summary>
    public required IReadOnlyList<Rate> Rates { get; init; }

    /// <summary>What people expect.</summary>
    public required IReadOnlyList<Expectation> Expectations { get; init; }

    /// <summary>What people confirmed.</summary>
    public required IReadOnlyList<Confirmation> Confirmations { get; init; }

    /// <summary>What others say of number ranges; snapshots from before there were any have none.</summary>
    public IReadOnlyList<RangePrior> Priors { get; init; } = [];

    /// <summary>Alerts dropped because they were expected.</summary>
    public long Expected { get; init; }

    /// <summary>Orders of people's in force: blocks, throttles, allowlist entries.</summary>
    public required IReadOnlyList<Order> Orders { get; init; }

    /// <summary>Messages of each open incident when it was last told of, by its number.</summary>
    public required IReadOnlyDictionary<int, long> Told { get; init; }
}
