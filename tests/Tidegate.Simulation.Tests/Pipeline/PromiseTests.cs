using System.Text;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Generation.Surprises;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Simulation.Tests.Pipeline;

/// <summary>What a scan promises about incidents and decisions, on small worlds.</summary>
public sealed class PromiseTests
{
    private static readonly WorldSpec Small = new() { Name = "small", Seed = 5, Days = 2, Customers = 10, MessagesPerDay = 8000, FeedShare = 1 };

    private static readonly Lazy<(World World, ScanReport Report)> Attacked = new(() =>
    {
        var world = WorldGenerator.Generate(Small with { Attacks = [new() { Id = "one", Shape = AttackShape.RandomInRange, StartHours = 30, Minutes = 200, PerMinute = 10 }] });
        return (world, Scanned(world));
    });

    private static readonly Lazy<ScanReport> Rough = new(() => RoughTraffic.Report(Fed(RoughTraffic.NewReplay(), RoughTraffic.Events)));

    [Fact]
    public void One_attack_is_one_incident()
    {
        var (world, report) = Attacked.Value;
        var incident = report.Incidents.ShouldHaveSingleItem();
        var attack = world.Attacks[0];

        incident.FirstMessageAt.ShouldBeInRange(attack.Start, attack.Start.AddMinutes(5));
        incident.LastMessageAt.ShouldBeInRange(attack.Start + attack.Length - TimeSpan.FromMinutes(10), attack.Start + attack.Length + TimeSpan.FromMinutes(30));
        incident.State.ShouldBe(IncidentState.Closed);
    }

    /// <summary>A firm's phones log in one morning. What was told of them stays in the evidence for hours, and anybody's message can bring it up again.</summary>
    [Fact]
    public void What_an_ended_incident_was_about_is_no_incident_anew()
    {
        var world = WorldGenerator.Generate(WorldPresets.ByName("mixed", 2006));
        var report = Scanned(world);
        report.Incidents.ShouldAllBe(static i => i.Messages >= 2);
        report.Incidents.Count(static i => i.Scope.Ranges.Any(r => r.From == 33_631_760_000)).ShouldBe(1);
    }

    /// <summary>The same, in a network so quiet that the phones are among its last messages all day, beside a few of anybody's.</summary>
    [Fact]
    public void What_an_ended_incident_was_about_is_not_held_against_what_follows_it() =>
        Scanned(WorldGenerator.Generate(WorldPresets.ByName("oddities", 6007))).Incidents.Count(static i => i.Scope.Networks.Contains("28603")).ShouldBe(1);

    /// <summary>
    /// A firm's phones put all of its customer's network under suspicion on the first day, before much was learned. Once that has passed, the blocks that
    /// happened to be hit first must not be learned alone: the others would look ever more unusual beside them.
    /// </summary>
    [Fact]
    public void What_waited_under_suspicion_is_learned_once_that_has_passed()
    {
        var report = Scanned(WorldGenerator.Generate(WorldPresets.ByName("oddities", 5013)));
        report.Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void A_block_is_renewed_while_the_attack_lasts_and_expires_after_it()
    {
        var (world, report) = Attacked.Value;
        var end = world.Attacks[0].Start + world.Attacks[0].Length;
        var block = report.Decisions.Where(static d => d.Action == DecisionAction.Block).MaxBy(static d => d.MessagesHit)!;

        block.ExpiresAt.ShouldBeGreaterThan(end, "two hundred minutes of attack, sixty of block: renewed");
        block.ExpiresAt.ShouldBeLessThanOrEqualTo(end.AddMinutes(100));
    }

    [Fact]
    public void Known_numbers_are_spared_unless_the_policy_says_otherwise()
    {
        var (world, report) = Attacked.Value;
        report.Decisions.ShouldNotBeEmpty();
        report.Decisions.ShouldAllBe(d => d.Scope.ExceptKnownBefore != null && d.Scope.ExceptKnownBefore <= d.IssuedAt);
        Scanned(world, new DecisionPolicy { SpareKnownNumbers = false }).Decisions.ShouldAllBe(static d => d.Scope.ExceptKnownBefore == null);
    }

    /// <summary>Fraudsters who have nine in ten of their codes entered are not counted as honest people for it: more than usual is not expected of those.</summary>
    [Fact]
    public void Entered_codes_of_an_attack_do_not_look_like_honest_messages()
    {
        var world = WorldGenerator.Generate(Small with { Attacks = [new() { Shape = AttackShape.RandomInRange, StartHours = 30, Minutes = 200, PerMinute = 20, FakeConversions = 0.9 }] });
        var report = Scanned(world);

        var incident = report.Incidents.MaxBy(static i => i.Messages)!;
        var blocks = report.Decisions.Where(static d => d.Action == DecisionAction.Block).ToList();
        incident.Converted.ShouldBeGreaterThan(500);
        blocks.Sum(static d => d.MessagesHit).ShouldBeGreaterThan(1000);
        blocks.Sum(static d => d.HonestMessagesHit).ShouldBeInRange(0, 10);
    }

    [Fact]
    public void A_policy_that_monitors_never_blocks()
    {
        var (world, blocked) = Attacked.Value;
        var customers = blocked.Decisions.SelectMany(static d => d.Scope.Customers).Distinct().ToList();
        foreach (var policy in (DecisionPolicy[])[new() { MonitorOnly = true }, new() { MonitorCustomers = customers }])
        {
            var report = Scanned(world, policy);
            report.Incidents.ShouldNotBeEmpty();
            report.Decisions.ShouldNotBeEmpty();
            report.Decisions.ShouldAllBe(static d => d.Action == DecisionAction.Monitor);
        }
    }

    [Fact]
    public void Marketing_is_never_blocked()
    {
        var events = RoughTraffic.Events.ToArray();
        foreach (ref var e in events.AsSpan()) e.Category = Category.Marketing;
        RoughTraffic.Report(Fed(RoughTraffic.NewReplay(), events)).Decisions.ShouldAllBe(static d => d.Action == DecisionAction.Monitor);
        Rough.Value.Decisions.ShouldContain(static d => d.Action == DecisionAction.Block, "the same traffic without the category is");
    }

    [Fact]
    public void A_decision_rests_on_events_up_to_its_time_alone()
    {
        var whole = Rough.Value.Decisions;
        whole.ShouldNotBeEmpty();
        foreach (var decision in whole)
        {
            var cut = RoughTraffic.Events.Length;
            while (cut > 0 && RoughTraffic.Events[cut - 1].Time > decision.IssuedAt.ToUnixTimeMilliseconds()) cut--;
            var early = RoughTraffic.Report(Fed(RoughTraffic.NewReplay(), RoughTraffic.Events[..cut])).Decisions;
            early.Select(Issued).ShouldBe(whole.Take(early.Count).Select(Issued));
            early.Count.ShouldBeGreaterThanOrEqualTo(whole.Count(d => d.IssuedAt <= decision.IssuedAt));
        }

        static string Issued(Decision d) => $"{d.Id} {d.IssuedAt:O} {d.IncidentId} {d.Action} {string.Join(',', d.Scope.Customers)} {string.Join(',', d.Scope.Networks)} {string.Join(',', d.Scope.Ranges)} {d.Scope.ExceptKnownBefore:O}";
    }

    [Fact]
    public void A_hop_is_the_same_campaign()
    {
        var report = Scanned(WorldGenerator.Generate(Small with { Attacks = [new() { Shape = AttackShape.Hopping, StartHours = 30, Minutes = 400, PerMinute = 8, HopMinutes = 40 }] }));

        report.Incidents.ShouldNotBeEmpty();
        report.Decisions.Count.ShouldBeGreaterThan(2);
        report.Incidents.Select(static i => i.CampaignId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_feed_that_stops_is_told_as_such_and_is_no_incident()
    {
        var report = Scanned(WorldGenerator.Generate(Small with { Surprises = [new() { Kind = SurpriseKind.ConversionFeedDown, StartHours = 28 }] }));

        report.FeedHealth.ShouldContain(static n => n.Feed == "conversions" && n.From > WorldFolder.Epoch.AddHours(27) && n.From < WorldFolder.Epoch.AddHours(30));
        report.Incidents.ShouldBeEmpty();
        report.Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void A_scan_on_two_threads_finds_what_one_thread_finds()
    {
        // As many as to go around all batches that are held, several times.
        var names = RoughTraffic.Names();
        var report = Scan.Run(new GivenEvents(RoughTraffic.Events.ToArray()), names, new NumberPlan(), new ScanOptions { Pictures = true });

        Json(report).ShouldBe(Json(Rough.Value));

        static string Json(ScanReport report)
        {
            using var stream = new MemoryStream();
            ScanReportJson.Write(stream, report);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    /// <summary>
    /// Memory for a part of the places and of the known numbers: what was forgotten must not pass for new, all at once. Nothing is blocked;
    /// there are 268, 408 and 355 blocks where nothing of what is forgotten is kept; with room for all there is no incident.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Honest_traffic_that_overflows_memory_is_not_blocked(ulong seed)
    {
        var world = WorldGenerator.Generate(Small with { Seed = seed, Days = 4, MessagesPerDay = 40_000 });
        var memory = new DetectionOptions { MaxPlaces = 30_000, MaxKnownNumbers = 12_000 };

        var report = Scan.Run(world.OpenEvents(), world.Names, new NumberPlan(), new ScanOptions { Detection = memory });

        report.Counts.Overflowed.ShouldBeGreaterThan(300_000);
        report.Incidents.Count.ShouldBeLessThanOrEqualTo(1);
        report.Decisions.ShouldAllBe(static d => d.Action == DecisionAction.Monitor);
    }

    private static ScanReport Scanned(World world, DecisionPolicy? policy = null) =>
        Scan.Run(world.OpenEvents(), world.Names, new NumberPlan(), new ScanOptions { Policy = policy ?? DecisionPolicy.Default });

    private static Replay Fed(Replay replay, ReadOnlySpan<TrafficEvent> events)
    {
        RoughTraffic.Feed(replay, events);
        return replay;
    }

    private sealed class GivenEvents(TrafficEvent[] events) : EventSource
    {
        private int _at;

        public override SourceReport Report { get; } = new("rough", "tidegate-world") { Records = events.Length };

        public override int Read(Span<TrafficEvent> batch)
        {
            var count = Math.Min(batch.Length, events.Length - _at);
            events.AsSpan(_at, count).CopyTo(batch);
            _at += count;
            return count;
        }
    }
}
