using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Generation.Surprises;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Tests.Pipeline;

/// <summary>
/// Two days with attacks, a blast and a feed that stops, delivered roughly: some events twice, some late, some much too
/// late, and a few from a far future.
/// </summary>
internal static class RoughTraffic
{
    private static readonly Lazy<World> Made = new(() => WorldGenerator.Generate(new WorldSpec
    {
        Name = "rough",
        Seed = 11,
        Days = 2,
        Customers = 10,
        MessagesPerDay = 6000,
        FeedShare = 0.8,
        FieldlessShare = 0.2,
        Attacks =
        [
            new() { Id = "random", Shape = AttackShape.RandomInRange, StartHours = 26, Minutes = 90, PerMinute = 8, Feed = true },
            new() { Id = "hopping", Shape = AttackShape.Hopping, StartHours = 33, Minutes = 120, PerMinute = 8, HopMinutes = 30 },
            new() { Id = "sweep", Shape = AttackShape.Sweep, StartHours = 40, Minutes = 90, PerMinute = 8, Customers = 6 },
        ],
        Surprises =
        [
            new() { Kind = SurpriseKind.MarketingBlast, StartHours = 30 },
            new() { Kind = SurpriseKind.ConversionFeedDown, StartHours = 36 },
        ],
    }));

    private static readonly Lazy<TrafficEvent[]> Delivered = new(() => Roughen(Made.Value.Events));

    /// <summary>The events, in the order of their delivery.</summary>
    public static ReadOnlySpan<TrafficEvent> Events => Delivered.Value;

    /// <summary>A replay that has seen nothing, with names of its own.</summary>
    public static Replay NewReplay(ScanOptions? options = null) => new(Names(), new NumberPlan(), options ?? new ScanOptions { Pictures = true });

    /// <summary>Lets a replay take events in batches of a size.</summary>
    public static void Feed(Replay replay, ReadOnlySpan<TrafficEvent> events, int batch = 1000)
    {
        var copy = events.ToArray();
        for (var i = 0; i < copy.Length; i += batch) replay.Process(copy.AsSpan(i, Math.Min(batch, copy.Length - i)));
    }

    public static byte[] Save(Replay replay)
    {
        using var stream = new MemoryStream();
        replay.Save(stream);
        return stream.ToArray();
    }

    public static Replay Load(byte[] snapshot, ScanOptions? options = null) => Replay.Load(new MemoryStream(snapshot), new NumberPlan(), options ?? new ScanOptions { Pictures = true });

    public static ScanReport Report(Replay replay)
    {
        var source = new SourceReport("rough", "tidegate-world") { Records = Events.Length };
        return replay.Report(source, [source]);
    }

    public static string Json(Replay replay)
    {
        using var stream = new MemoryStream();
        ScanReportJson.Write(stream, Report(replay));
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The names in the events, each time anew.</summary>
    public static TrafficNames Names()
    {
        using var saved = new MemoryStream();
        Made.Value.Names.Save(new BinaryWriter(saved));
        saved.Position = 0;
        var names = new TrafficNames();
        names.Load(new BinaryReader(saved));
        return names;
    }

    private static TrafficEvent[] Roughen(TrafficEvent[] events)
    {
        const int Minute = 60_000;
        var rng = Rng.For(3, "rough");
        var delivered = new List<(long At, TrafficEvent Event)>();
        foreach (var e in events)
        {
            var at = e.Time;
            if (rng.Uniform() < 0.02) at += (long)rng.Uniform(0, 20 * Minute);
            delivered.Add((at, e));
            if (rng.Uniform() < 0.02) delivered.Add((at + (long)rng.Uniform(0, 5 * Minute), e));
            if (rng.Uniform() < 0.0005) delivered.Add((at, e with { Time = e.Time + (400L * 24 * 60 * Minute), MessageKey = rng.NextBits() }));
        }

        return [.. delivered.OrderBy(d => d.At).Select(d => d.Event)];
    }
}
