namespace Tidegate.Decisions;

/// <summary>What to do at which odds, and for how long. The default blocks on strong odds and monitors on weaker ones.</summary>
public sealed record DecisionPolicy
{
    /// <summary>The policy used when none is given.</summary>
    public static DecisionPolicy Default { get; } = new();

    /// <summary>Natural log of the odds from which an incident is opened and monitored. Default 16; 8 to 60. Higher: fewer incidents, later.</summary>
    public double MonitorAt { get; init; } = 16;

    /// <summary>Natural log of the odds from which the attack is blocked. Default 20; at least <see cref="MonitorAt"/>. Higher: fewer honest messages hit, more fraud passes.</summary>
    public double BlockAt { get; init; } = 20;

    /// <summary>How long a block stands before it must be renewed. Default 60 minutes; 1 minute to 7 days.</summary>
    public TimeSpan BlockFor { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Quiet time after which an attack is taken as ended. Default 2 hours; 10 minutes to 7 days.</summary>
    public TimeSpan CloseAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Whether blocks leave out numbers the customer had messaged before the attack. Default true.</summary>
    public bool SpareKnownNumbers { get; init; } = true;

    /// <summary>How many messages are let through after a block has ended, to see whether the attack still runs: 3 to 100, or 0, the default, for no probing.</summary>
    public int Probe { get; init; }

    /// <summary>Decide but never block: every block becomes a monitor decision. Default false.</summary>
    public bool MonitorOnly { get; init; }

    /// <summary>Customers whose traffic is monitored but never blocked. Monitor wins.</summary>
    public IReadOnlyList<string> MonitorCustomers { get; init; } = [];

    /// <summary>Rules, in order: the first that applies decides; where none does, the attack is blocked from <see cref="BlockAt"/> on.</summary>
    public IReadOnlyList<PolicyRule> Rules { get => field; init => field = value ?? []; } = []; // policies of older journals state none

    /// <summary>Hours in which less is done; null for none.</summary>
    public QuietTime? QuietHours { get; init; }
}
