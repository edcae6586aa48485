using Tidegate.Simulation.Generation.Attacks;

namespace Tidegate.Simulation.Generation;

/// <summary>A cell of the attack grid: one set of parameters, run over many seeds.</summary>
/// <param name="Name">What the cell is called in tables.</param>
/// <param name="Class">"plain", "crafty", "brief", "stealthy": the class of aim it belongs to.</param>
/// <param name="Attack">The attack, but for its start.</param>
/// <param name="Feed">How conversions arrive.</param>
public sealed record GridCell(string Name, string Class, AttackSpec Attack, FeedMode Feed = FeedMode.Live)
{
    /// <summary>The world of one seed: two days of ordinary traffic, the attack on the second.</summary>
    public WorldSpec World(ulong seed)
    {
        var rng = Rng.For(seed, Name);
        var minutes = Attack.Minutes;
        var start = minutes > 900 ? 24 : rng.Uniform(26, Math.Max(26.5, 47 - (minutes / 60)));
        return new WorldSpec
        {
            Name = $"{Name}-{seed}",
            Seed = seed,
            Days = Math.Max(2, (start + (minutes / 60) + 1) / 24),
            MessagesPerDay = rng.Uniform(40_000, 60_000),
            Customers = Math.Max(rng.Between(20, 50), Attack.Customers + 10),
            Suppliers = rng.Between(10, 20),
            FeedShare = rng.Uniform(0.45, 0.7),
            NoiseSigma = rng.Uniform(0.1, 0.2),
            Feed = Feed,
            Attacks = [Attack with { StartHours = start }],
        };
    }
}

/// <summary>Every attack shape, swept over its parameters.</summary>
public static class AttackGrid
{
    /// <summary>The cells.</summary>
    public static IReadOnlyList<GridCell> Cells { get; } = [.. Build()];

    /// <summary>An attack of a shape with parameters drawn from the published ranges.</summary>
    internal static AttackSpec Random(AttackShape shape, double startHours, Rng rng)
    {
        var spec = new AttackSpec
        {
            Shape = shape,
            StartHours = startHours,
            Minutes = rng.LogUniform(60, 420),
            PerMinute = rng.LogUniform(3, 40),
            Blocks = shape == AttackShape.ManyBlocks ? rng.Between(2, 50) : rng.Between(1, 5),
            Networks = rng.Chance(0.25) ? rng.Between(2, 3) : 1,
            PoolSize = rng.Between(200, 3000),
            GapMinutes = rng.Uniform(15, 60),
            HopMinutes = shape == AttackShape.Hopping ? rng.LogUniform(4, 45) : rng.Chance(0.15) ? rng.Uniform(20, 60) : 0,
            FakeConversions = rng.Chance(0.2) ? rng.Uniform(0.35, 1) : 0,
            Receipts = rng.Chance(0.3) ? (AttackReceipts)rng.Between(1, 3) : AttackReceipts.Ordinary,
        };
        return shape switch
        {
            AttackShape.Sweep => spec with { Customers = rng.Between(3, 15) },
            AttackShape.Transit => spec with { Customers = rng.Between(3, 10), Receipts = AttackReceipts.Instant },
            AttackShape.SlowBurn => spec with { PerMinute = rng.LogUniform(0.6, 3), Minutes = 1300 },
            AttackShape.SlowRamp => spec with { Minutes = rng.Uniform(300, 700) },
            AttackShape.Pulses => spec with { PerMinute = rng.LogUniform(25, 90), Minutes = rng.Uniform(200, 500) },
            _ => spec,
        };
    }

    private static IEnumerable<GridCell> Build()
    {
        foreach (var rate in new[] { 2.0, 8, 30, 120 })
        {
            yield return new($"sequential {rate:0}/min", "plain", Attack(AttackShape.SequentialBurst, rate));
            yield return new($"random {rate:0}/min", "plain", Attack(AttackShape.RandomInRange, rate));
            yield return new($"pool {rate:0}/min", "plain", Attack(AttackShape.Pool, rate) with { Blocks = 2 });
            yield return new($"new country {rate:0}/min", "plain", Attack(AttackShape.NewCountry, rate) with { Blocks = 3 });
        }

        yield return new("random 15/min, no feed", "plain", Attack(AttackShape.RandomInRange, 15), FeedMode.None);
        yield return new("sequential 15/min, no feed", "plain", Attack(AttackShape.SequentialBurst, 15), FeedMode.None);
        yield return new("random 15/min, hourly feed", "plain", Attack(AttackShape.RandomInRange, 15), FeedMode.HourlyBatches);
        yield return new("sequential 15/min, hourly feed", "plain", Attack(AttackShape.SequentialBurst, 15), FeedMode.HourlyBatches);
        foreach (var receipts in new[] { AttackReceipts.Instant, AttackReceipts.None, AttackReceipts.OneError })
        {
            yield return new($"random 15/min, receipts {receipts}", "plain", Attack(AttackShape.RandomInRange, 15) with { Receipts = receipts });
        }

        foreach (var minutes in new[] { 5.0, 15 })
        {
            yield return new($"random 30/min for {minutes:0} min", "brief", Attack(AttackShape.RandomInRange, 30) with { Minutes = minutes });
            yield return new($"sequential 100/min for {minutes:0} min", "brief", Attack(AttackShape.SequentialBurst, 100) with { Minutes = minutes });
        }

        foreach (var blocks in new[] { 2, 5, 15, 50 }) yield return new($"{blocks} blocks", "crafty", Attack(AttackShape.ManyBlocks, 15) with { Blocks = blocks });
        foreach (var hop in new[] { 2.0, 5, 15, 40 }) yield return new($"hop every {hop:0} min", "crafty", Attack(AttackShape.Hopping, 20) with { HopMinutes = hop, Minutes = 240 });
        foreach (var fake in new[] { 0.35, 0.6, 0.85, 1 }) yield return new($"fake conversions {fake:P0}", "crafty", Attack(AttackShape.RandomInRange, 15) with { FakeConversions = fake, Feed = true });
        foreach (var customers in new[] { 3, 8, 15, 40 }) yield return new($"through {customers} customers", customers > 15 ? "stealthy" : "crafty", Attack(AttackShape.Sweep, 10) with { Customers = customers, Minutes = 360 });
        yield return new("scattered pool", "crafty", Attack(AttackShape.ScatteredPool, 15) with { PoolSize = 1500 });
        yield return new("in transit, 5 customers", "crafty", Attack(AttackShape.Transit, 10) with { Customers = 5, Receipts = AttackReceipts.Instant });
        yield return new("fake account", "crafty", Attack(AttackShape.FakeAccount, 10) with { Blocks = 3, Minutes = 360 });
        foreach (var rate in new[] { 4.0, 12, 40 }) yield return new($"proportional {rate:0}/min", "stealthy", Attack(AttackShape.Proportional, rate) with { Minutes = 360 });
        foreach (var rate in new[] { 20.0, 60 }) yield return new($"pulses {rate:0}/min", "stealthy", Attack(AttackShape.Pulses, rate) with { Minutes = 400 });
        foreach (var rate in new[] { 0.6, 2 }) yield return new($"slow burn {rate:0.0}/min", "stealthy", Attack(AttackShape.SlowBurn, rate) with { Minutes = 2160 });
        yield return new("slow ramp to 15/min", "stealthy", Attack(AttackShape.SlowRamp, 15) with { Minutes = 600 });
    }

    private static AttackSpec Attack(AttackShape shape, double perMinute) => new() { Shape = shape, StartHours = 0, Minutes = 180, PerMinute = perMinute };
}
