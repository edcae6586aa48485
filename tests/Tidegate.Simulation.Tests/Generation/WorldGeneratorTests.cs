using PhoneNumbers;
using Shouldly;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Generation.Surprises;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Simulation.Tests.Generation;

public sealed class WorldGeneratorTests
{
    private static readonly WorldSpec Small = new() { Name = "small", Seed = 7, Days = 1, Customers = 12, MessagesPerDay = 8000 };

    [Fact]
    public void The_same_spec_gives_the_same_world_and_another_seed_another()
    {
        var spec = Small with { Attacks = [new() { Shape = AttackShape.Pool, StartHours = 6 }], Surprises = [new() { Kind = SurpriseKind.FlashCrowd, StartHours = 10 }] };
        var one = WorldGenerator.Generate(spec);
        var two = WorldGenerator.Generate(spec);

        one.Truth.Length.ShouldBe(two.Truth.Length);
        one.Truth.Zip(two.Truth).ShouldAllBe(static p => p.First.Destination == p.Second.Destination && p.First.Time == p.Second.Time && p.First.Attack == p.Second.Attack);
        one.Events.Zip(two.Events).ShouldAllBe(static p => p.First.MessageKey == p.Second.MessageKey && p.First.Time == p.Second.Time && p.First.Kind == p.Second.Kind);
        WorldGenerator.Generate(spec with { Seed = 8 }).Truth[100].Destination.ShouldNotBe(one.Truth[100].Destination);
    }

    [Fact]
    public void An_attack_adds_to_the_honest_traffic_without_changing_its_amount()
    {
        var calm = WorldGenerator.Generate(Small);
        var hit = WorldGenerator.Generate(Small with { Attacks = [new() { Shape = AttackShape.RandomInRange, StartHours = 6, Minutes = 60, PerMinute = 20 }] });

        calm.Truth.ShouldAllBe(static m => m.Attack < 0);
        hit.Truth.Count(static m => m.Attack == 0).ShouldBeInRange(700, 1800);
        hit.Truth.Count(static m => m.Attack < 0).ShouldBeInRange((int)(calm.Truth.Length * 0.8), (int)(calm.Truth.Length * 1.2));
    }

    [Fact]
    public void An_attack_that_would_begin_after_the_end_is_left_out_and_those_behind_it_keep_their_messages()
    {
        AttackSpec first = new() { Id = "first", Shape = AttackShape.Pool, StartHours = 6 }, last = new() { Id = "last", Shape = AttackShape.Sweep, StartHours = 9 };
        var world = WorldGenerator.Generate(Small with { Attacks = [first, new() { Id = "never", Shape = AttackShape.Pool, StartHours = 30 }, last] });

        world.Attacks.Select(static a => a.Id).ShouldBe(["first", "last"]);
        world.Truth.Where(static m => m.Attack >= 0).ShouldAllBe(static m => m.Attack <= 1);
        foreach (var k in (int[])[0, 1])
            DateTimeOffset.FromUnixTimeMilliseconds(world.Truth.First(m => m.Attack == k).Time).ShouldBeInRange(world.Attacks[k].Start, world.Attacks[k].Start.AddHours(1));
    }

    [Fact]
    public void Every_submission_has_a_label_and_events_come_nearly_in_order_of_time()
    {
        var world = WorldGenerator.Generate(Small with { Attacks = [new() { Shape = AttackShape.Sweep, StartHours = 3, Customers = 5 }] });

        world.Events.Where(static e => e.Kind == EventKind.Submit).Select(static e => e.MessageKey).ShouldBe(world.Truth.Select(static m => m.MessageKey), ignoreOrder: true);
        var keys = world.Truth.Select(static m => m.MessageKey).ToHashSet();
        keys.Count.ShouldBe(world.Truth.Length);
        world.Events.Where(static e => e.Kind != EventKind.Submit).ShouldAllBe(e => keys.Contains(e.MessageKey));
        var latest = 0L;
        foreach (var e in world.Events)
        {
            e.Time.ShouldBeGreaterThan(latest - 10_000);
            latest = Math.Max(latest, e.Time);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_attack_shape_sends_about_as_much_as_it_says_and_within_its_time(AttackShape shape)
    {
        var spec = new AttackSpec { Shape = shape, StartHours = 5, Minutes = 240, PerMinute = 10, Customers = shape == AttackShape.Sweep ? 6 : 1, Blocks = 3, HopMinutes = shape == AttackShape.Hopping ? 10 : 0 };
        var world = WorldGenerator.Generate(Small with { Attacks = [spec] });
        var fraud = world.Truth.Where(static m => m.Attack == 0).ToList();
        var start = WorldFolder.Epoch.AddHours(5).ToUnixTimeMilliseconds();

        fraud.ShouldAllBe(m => m.Time >= start && m.Time <= start + (240 * 60_000));
        var expected = shape switch { AttackShape.Pulses => 2400 * 3 / 33, AttackShape.SlowRamp => 590, AttackShape.FakeAccount => 1850, _ => 2400 };
        fraud.Count.ShouldBeInRange(expected * 2 / 3, expected * 3 / 2);
        world.Attacks[0].Kind.ShouldNotContain(" ");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_honest_surprise_leaves_traffic_honest_and_alive(SurpriseKind kind)
    {
        var calm = WorldGenerator.Generate(Small);
        var world = WorldGenerator.Generate(Small with { Surprises = [new() { Kind = kind, StartHours = kind == SurpriseKind.Fleet ? 0 : 8 }] });

        world.Truth.ShouldAllBe(static m => m.Attack < 0);
        world.Truth.Length.ShouldBeGreaterThan(calm.Truth.Length * 8 / 10);
        var moved = world.Events.Length != calm.Events.Length || !world.Truth.Select(static m => m.Supplier).SequenceEqual(calm.Truth.Select(static m => m.Supplier));
        moved.ShouldBeTrue($"{kind} changed nothing");
    }

    [Fact]
    public void Numbers_are_mobile_numbers_of_their_country_by_libphonenumber()
    {
        var util = PhoneNumberUtil.GetInstance();
        var world = WorldGenerator.Generate(Small);
        var platform = new Platform(Small, new TrafficNames());
        var rng = new Rng(5);
        var bad = new List<string>();
        foreach (var network in platform.Networks)
        {
            var good = 0;
            for (var n = 0; n < 40; n++)
            {
                var number = util.Parse("+" + network.AnyNumber(rng), null);
                if (util.IsValidNumber(number) && util.GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE) good++;
            }

            if (good < 34) bad.Add($"{network.Country.Region} {network.MccMnc}: {good} of 40");
        }

        bad.ShouldBeEmpty();
        world.Truth.ShouldNotBeEmpty();
    }

    [Fact]
    public void Without_a_feed_there_are_no_conversions_and_hourly_batches_come_late()
    {
        WorldGenerator.Generate(Small with { Feed = FeedMode.None }).Events.ShouldNotContain(static e => e.Kind == EventKind.Conversion);
        var world = WorldGenerator.Generate(Small with { Feed = FeedMode.HourlyBatches, FeedShare = 1 });
        var now = 0L;
        var late = new List<long>();
        foreach (var e in world.Events)
        {
            now = Math.Max(now, e.Time);
            if (e.Kind == EventKind.Conversion) late.Add(now - e.Time);
        }

        late.Average().ShouldBeInRange(15 * 60_000, 45 * 60_000);
    }

    [Fact]
    public void A_world_written_to_a_folder_reads_back_as_it_was()
    {
        var world = WorldGenerator.Generate(Small with
        {
            FieldlessShare = 0.5,
            Attacks = [new() { Id = "h7", Shape = AttackShape.NewCountry, StartHours = 6 }],
            Surprises = [new() { Kind = SurpriseKind.MarketingBlast, StartHours = 9 }],
        });
        var folder = Directory.CreateTempSubdirectory("tidegate-world").FullName;
        try
        {
            WorldWriter.Write(world, folder, compress: true);
            var back = WorldFolder.Read(folder);

            back.Truth.Length.ShouldBe(world.Truth.Length);
            back.Events.Length.ShouldBe(world.Events.Length);
            back.Attacks.ShouldBe(world.Attacks);
            back.Surprises.Select(static s => (s.Kind, s.Party)).ShouldBe(world.Surprises.Select(static s => (s.Kind, s.Party)));
            for (var k = 0; k < world.Events.Length; k++)
            {
                var (a, b) = (world.Events[k], back.Events[k]);
                (b.Kind, b.Time, b.Destination, b.Category, b.Status, b.Converted).ShouldBe((a.Kind, a.Time, a.Destination, a.Category, a.Status, a.Converted));
                if (a.Kind == EventKind.Submit) b.Segments.ShouldBe(a.Segments);
                back.Names.Customers[b.Customer].ShouldBe(world.Names.Customers[a.Customer]);
                back.Names.Networks[b.Network].ShouldBe(world.Names.Networks[a.Network]);
                if (float.IsNaN(a.Price)) float.IsNaN(b.Price).ShouldBeTrue();
                else b.Price.ShouldBe(a.Price, 1e-5f);
            }

            back.Truth.GroupBy(static m => m.Attack).ToDictionary(static g => g.Key, static g => g.Sum(static m => (long)(m.Destination % 1000)))
                .ShouldBe(world.Truth.GroupBy(static m => m.Attack).ToDictionary(static g => g.Key, static g => g.Sum(static m => (long)(m.Destination % 1000))), ignoreOrder: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void All_presets_and_all_cells_of_the_grid_can_be_made()
    {
        foreach (var name in WorldPresets.Names) new WorldGenerator(WorldPresets.ByName(name, 3)).Minutes.ShouldBeGreaterThanOrEqualTo(2880);
        AttackGrid.Cells.Select(static c => c.Name).ShouldBeUnique();
        foreach (var cell in AttackGrid.Cells)
        {
            var spec = cell.World(3);
            (spec.Attacks[0].StartHours + (spec.Attacks[0].Minutes / 60)).ShouldBeLessThan(spec.Days * 24);
        }
    }

    [Fact]
    public void A_stream_gives_the_same_events_as_the_world_in_memory()
    {
        using var stream = new WorldStream(Small);
        var batch = new TrafficEvent[700];
        var keys = new List<ulong>();
        for (int n; (n = stream.Read(batch)) > 0;) keys.AddRange(batch[..n].Select(static e => e.MessageKey));

        keys.ShouldBe(WorldGenerator.Generate(Small).Events.Select(static e => e.MessageKey));
    }

    public static TheoryData<AttackShape> Shapes() => [.. Enum.GetValues<AttackShape>()];

    public static TheoryData<SurpriseKind> Kinds() => [.. Enum.GetValues<SurpriseKind>()];
}
