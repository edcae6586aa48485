using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Generation.Surprises;

namespace Tidegate.Simulation.Generation;

/// <summary>How conversions reach the platform.</summary>
public enum FeedMode
{
    /// <summary>Each as it happens.</summary>
    Live,

    /// <summary>Once an hour for each customer; the event keeps the time at which the code was used.</summary>
    HourlyBatches,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>All that a world is made from. The same spec gives the same world.</summary>
public sealed record WorldSpec
{
    /// <summary>What the world is called.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of everything random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Length in days, from <see cref="Worlds.WorldFolder.Epoch"/>. Default 3.</summary>
    public double Days { get; init; } = 3;

    /// <summary>Honest customers, 1 to 2000. Default 30.</summary>
    public int Customers { get; init; } = 30;

    /// <summary>Honest messages on an ordinary day, all customers together. Default 50,000.</summary>
    public double MessagesPerDay { get; init; } = 50_000;

    /// <summary>Suppliers, 2 to 200. Default 16.</summary>
    public int Suppliers { get; init; } = 16;

    /// <summary>Part of the customers that feed conversions back, 0 to 1. Default 0.6.</summary>
    public double FeedShare { get; init; } = 0.6;

    /// <summary>How conversions arrive. Default live.</summary>
    public FeedMode Feed { get; init; } = FeedMode.Live;

    /// <summary>Typical standard deviation of the log of a customer's rate around its season. Default 0.15.</summary>
    public double NoiseSigma { get; init; } = 0.15;

    /// <summary>Part of the customers whose events leave out network, category, price, supplier or sender, 0 to 1. Default 0.</summary>
    public double FieldlessShare { get; init; }

    /// <summary>The attacks.</summary>
    public IReadOnlyList<AttackSpec> Attacks { get; init; } = [];

    /// <summary>The honest surprises.</summary>
    public IReadOnlyList<SurpriseSpec> Surprises { get; init; } = [];
}
