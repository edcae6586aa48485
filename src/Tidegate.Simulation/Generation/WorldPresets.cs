using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Generation.Surprises;

namespace Tidegate.Simulation.Generation;

/// <summary>Worlds by name and seed.</summary>
public static class WorldPresets
{
    /// <summary>Names that <see cref="ByName"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sample", "harbour-like", "harbour-no-feed", "harbour-hourly-feed", "calm-like", "platform", "hard", "oddities", "mixed"];

    /// <summary>A preset by its name.</summary>
    /// <exception cref="ArgumentException">No preset has the name.</exception>
    public static WorldSpec ByName(string name, ulong seed) => name switch
    {
        "sample" => Sample(seed),
        "harbour-like" => HarbourLike(seed),
        "harbour-no-feed" => HarbourLike(seed) with { Name = $"harbour-no-feed-{seed}", Feed = FeedMode.None },
        "harbour-hourly-feed" => HarbourLike(seed) with { Name = $"harbour-hourly-feed-{seed}", Feed = FeedMode.HourlyBatches },
        "calm-like" => CalmLike(seed),
        "platform" => Platform(seed),
        "hard" => Hard(seed),
        "oddities" => Oddities(seed),
        "mixed" => Mixed(seed),
        _ => throw new ArgumentException($"unknown world '{name}'; known: {string.Join(", ", Names)}", nameof(name)),
    };

    /// <summary>Two days of 3,000 messages and one attack: small enough for a repository.</summary>
    public static WorldSpec Sample(ulong seed)
    {
        var rng = Rng.For(seed, "sample");
        return Base("sample", seed, rng) with
        {
            Days = 2,
            Customers = 8,
            MessagesPerDay = 3000,
            Suppliers = 6,
            FeedShare = 0.8,
            Attacks = [new() { Id = "pumping", Shape = AttackShape.RandomInRange, StartHours = 34 + rng.Uniform(0, 4), Minutes = 120, PerMinute = 6, Blocks = 2 }],
        };
    }

    /// <summary>Three days of about 50,000 messages, three plain attacks and a blast.</summary>
    public static WorldSpec HarbourLike(ulong seed)
    {
        var rng = Rng.For(seed, "harbour-like");
        AttackShape[] plain = [AttackShape.SequentialBurst, AttackShape.RandomInRange, AttackShape.NewCountry, AttackShape.Pool];
        var skip = rng.Next(plain.Length);
        return Base("harbour-like", seed, rng) with
        {
            Attacks = [.. plain.Where((_, k) => k != skip).Select((shape, k) => Plain(shape, 32 + (13 * k) + rng.Uniform(-2, 2), rng))],
            Surprises = [new() { Kind = SurpriseKind.MarketingBlast, StartHours = rng.Uniform(30, 64), Size = rng.Uniform(0.7, 1.3) }],
        };
    }

    /// <summary>Three days of about 50,000 messages, honest surprises alone.</summary>
    public static WorldSpec CalmLike(ulong seed)
    {
        var rng = Rng.For(seed, "calm-like");
        return Base("calm-like", seed, rng) with
        {
            Surprises =
            [
                new() { Kind = SurpriseKind.MarketingBlast, StartHours = rng.Uniform(26, 36) },
                new() { Kind = SurpriseKind.FlashCrowd, StartHours = rng.Uniform(38, 44) },
                new() { Kind = SurpriseKind.ConversionFeedDown, StartHours = rng.Uniform(48, 56) },
                new() { Kind = SurpriseKind.NewMarket, StartHours = rng.Uniform(60, 67) },
            ],
        };
    }

    /// <summary>Three days of 170,000 messages, 120 customers, attacks of all sorts and surprises of all sorts.</summary>
    public static WorldSpec Platform(ulong seed)
    {
        var rng = Rng.For(seed, "platform preset");
        var mixed = Mixed(seed);
        return mixed with
        {
            Name = $"platform-{seed}",
            MessagesPerDay = 170_000,
            Customers = 120,
            Suppliers = 24,
            FeedShare = rng.Uniform(0.45, 0.75),
        };
    }

    /// <summary>Attacks and honest surprises of random shapes and sizes.</summary>
    public static WorldSpec Mixed(ulong seed)
    {
        var rng = Rng.For(seed, "mixed");
        var shapes = Enum.GetValues<AttackShape>();
        var kinds = Enum.GetValues<SurpriseKind>();
        return Base("mixed", seed, rng) with
        {
            Customers = rng.Between(15, 90),
            Attacks = [.. Enumerable.Range(0, 4).Select(k => AttackGrid.Random(rng.Pick(shapes), 28 + (10 * k) + rng.Uniform(0, 5), rng))],
            Surprises = [.. Enumerable.Range(0, 4).Select(_ => new SurpriseSpec { Kind = rng.Pick(kinds), StartHours = rng.Uniform(20, 66), Size = rng.LogUniform(0.6, 1.6) })],
        };
    }

    /// <summary>The hard attacks: in proportion, through forty customers, three-minute pulses, 85 % of codes used, a fake account.</summary>
    public static WorldSpec Hard(ulong seed)
    {
        var rng = Rng.For(seed, "hard");
        return Base("hard", seed, rng) with
        {
            Customers = 60,
            Attacks =
            [
                new() { Id = "proportional", Shape = AttackShape.Proportional, StartHours = 27 + rng.Uniform(0, 2), Minutes = 360, PerMinute = rng.LogUniform(4, 15) },
                new() { Id = "trickle40", Shape = AttackShape.Sweep, StartHours = 35 + rng.Uniform(0, 2), Minutes = 480, PerMinute = rng.LogUniform(2, 8), Customers = 40 },
                new() { Id = "pulses", Shape = AttackShape.Pulses, StartHours = 45 + rng.Uniform(0, 2), Minutes = 420, PerMinute = rng.LogUniform(25, 80), GapMinutes = rng.Uniform(20, 45) },
                new() { Id = "fake85", Shape = AttackShape.RandomInRange, StartHours = 54 + rng.Uniform(0, 2), Minutes = 300, PerMinute = rng.LogUniform(6, 20), FakeConversions = 0.85, Feed = true, Blocks = rng.Between(1, 4) },
                new() { Id = "fake-account", Shape = AttackShape.FakeAccount, StartHours = 62 + rng.Uniform(0, 2), Minutes = 420, PerMinute = rng.LogUniform(5, 20), Blocks = rng.Between(1, 6) },
            ],
        };
    }

    /// <summary>Every honest oddity, no attack: any incident is a false one.</summary>
    public static WorldSpec Oddities(ulong seed)
    {
        var rng = Rng.For(seed, "oddities");
        return Base("oddities", seed, rng) with
        {
            Customers = 40,
            FieldlessShare = 0.3,
            Surprises =
            [
                new() { Kind = SurpriseKind.Fleet, StartHours = 2 },
                new() { Kind = SurpriseKind.SimBlock, StartHours = rng.Uniform(20, 26) },
                new() { Kind = SurpriseKind.SortedBlast, StartHours = rng.Uniform(30, 34) },
                new() { Kind = SurpriseKind.SupplierOutage, StartHours = rng.Uniform(36, 42) },
                new() { Kind = SurpriseKind.TestFarm, StartHours = rng.Uniform(33, 45) },
                new() { Kind = SurpriseKind.NewCustomer, StartHours = rng.Uniform(46, 50) },
                new() { Kind = SurpriseKind.ConversionFeedPartial, StartHours = rng.Uniform(52, 58) },
                new() { Kind = SurpriseKind.RetryStorm, StartHours = rng.Uniform(56, 62) },
                new() { Kind = SurpriseKind.SupplierSwitch, StartHours = rng.Uniform(60, 66) },
                new() { Kind = SurpriseKind.ReceiptFeedDown, StartHours = rng.Uniform(60, 66) },
            ],
        };
    }

    private static WorldSpec Base(string name, ulong seed, Rng rng) => new()
    {
        Name = $"{name}-{seed}",
        Seed = seed,
        MessagesPerDay = rng.Uniform(43_000, 56_000),
        Customers = rng.Between(22, 45),
        Suppliers = rng.Between(10, 20),
        FeedShare = rng.Uniform(0.4, 0.7),
        NoiseSigma = rng.Uniform(0.1, 0.22),
    };

    private static AttackSpec Plain(AttackShape shape, double startHours, Rng rng) => new()
    {
        Shape = shape,
        StartHours = startHours,
        Minutes = rng.Uniform(150, 330),
        PerMinute = rng.LogUniform(7, 28),
        Blocks = shape == AttackShape.SequentialBurst ? 1 : rng.Between(1, 4),
        PoolSize = rng.Between(300, 2000),
    };
}
