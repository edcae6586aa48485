namespace Tidegate.Simulation.Generation.Attacks;

/// <summary>How an attack picks its numbers and its rate.</summary>
public enum AttackShape
{
    /// <summary>Consecutive numbers, with small gaps.</summary>
    SequentialBurst,

    /// <summary>Random numbers inside one or a few blocks.</summary>
    RandomInRange,

    /// <summary>The same few hundred or thousand numbers over and over, in a few blocks.</summary>
    Pool,

    /// <summary>Such a pool over the whole network: 36 % of it in hundred-blocks with ten or more of its numbers.</summary>
    ScatteredPool,

    /// <summary>Random numbers of a country that the customer never sent to.</summary>
    NewCountry,

    /// <summary>Random numbers over 2 to 50 blocks.</summary>
    ManyBlocks,

    /// <summary>Numbers that fall as the customer's honest traffic does, in proportion, never converting.</summary>
    Proportional,

    /// <summary>Each message through another of several customers, to one set of ranges.</summary>
    Sweep,

    /// <summary>Short pulses, each in another range.</summary>
    Pulses,

    /// <summary>A new range every few minutes, a new network every few hops.</summary>
    Hopping,

    /// <summary>A low rate for a day or more.</summary>
    SlowBurn,

    /// <summary>A rate that grows from next to nothing, to teach the baseline.</summary>
    SlowRamp,

    /// <summary>A new customer opened to pump.</summary>
    FakeAccount,

    /// <summary>Messages that a supplier makes up on the way, for several customers, always through itself.</summary>
    Transit,
}

/// <summary>What receipts an attack's messages get.</summary>
public enum AttackReceipts
{
    /// <summary>As honest messages to the network.</summary>
    Ordinary,

    /// <summary>All delivered, within a fraction of a second.</summary>
    Instant,

    /// <summary>None.</summary>
    None,

    /// <summary>Undelivered with one and the same error.</summary>
    OneError,
}

/// <summary>One attack with its parameters.</summary>
public sealed record AttackSpec
{
    /// <summary>Shape.</summary>
    public required AttackShape Shape { get; init; }

    /// <summary>Start, hours into the world.</summary>
    public required double StartHours { get; init; }

    /// <summary>Length in minutes. Default 180.</summary>
    public double Minutes { get; init; } = 180;

    /// <summary>Messages a minute, all customers together, while it runs (the peak for a ramp, inside a pulse for pulses). Default 15.</summary>
    public double PerMinute { get; init; } = 15;

    /// <summary>Blocks of ten thousand numbers used at a time. Default 1.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Customers that it goes through. Default 1.</summary>
    public int Customers { get; init; } = 1;

    /// <summary>Networks used at a time. Default 1.</summary>
    public int Networks { get; init; } = 1;

    /// <summary>Minutes until it moves to other ranges; 0 for never. Default 0.</summary>
    public double HopMinutes { get; init; }

    /// <summary>Whether it reacts: it moves to another range within a minute of being blocked (<see cref="WorldGenerator.Refuse"/>). Default false.</summary>
    public bool MovesWhenBlocked { get; init; }

    /// <summary>Of an attack that reacts: minutes until it moves to another network. Default 10.</summary>
    public double NetworkMinutes { get; init; } = 10;

    /// <summary>Part of its codes that are used as a person would, 0 to 1. Default 0.</summary>
    public double FakeConversions { get; init; }

    /// <summary>Numbers in its pool. Default 1,000.</summary>
    public int PoolSize { get; init; } = 1000;

    /// <summary>Receipts. Default ordinary.</summary>
    public AttackReceipts Receipts { get; init; }

    /// <summary>Minutes between pulses. Default 30.</summary>
    public double GapMinutes { get; init; } = 30;

    /// <summary>Whether the customers hit feed conversions back; null for whoever comes. Default null.</summary>
    public bool? Feed { get; init; }

    /// <summary>Label in the truth; empty gives "a1", "a2"...</summary>
    public string Id { get; init; } = "";

    /// <summary>The shape as it stands in tables: "random-in-range".</summary>
    public string Kind
    {
        get
        {
            var text = new System.Text.StringBuilder();
            foreach (var c in Shape.ToString())
            {
                if (char.IsUpper(c) && text.Length > 0) text.Append('-');
                text.Append(char.ToLowerInvariant(c));
            }

            return FakeConversions > 0 ? $"{text}-fake{FakeConversions * 100:0}" : text.ToString();
        }
    }
}
