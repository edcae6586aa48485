using Shouldly;
using Tidegate.Incidents;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Rivals;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;
using Xunit;

namespace Tidegate.Simulation.Tests.Rivals;

public sealed class RivalTests
{
    private static readonly World World = WorldGenerator.Generate(new WorldSpec
    {
        Name = "r",
        Seed = 33,
        Days = 2,
        Customers = 15,
        MessagesPerDay = 12_000,
        FeedShare = 1,
        Attacks = [new() { Shape = AttackShape.RandomInRange, StartHours = 30, Minutes = 180, PerMinute = 25 }],
    });

    [Theory]
    [InlineData("fixed threshold")]
    [InlineData("3 sigma")]
    [InlineData("EWMA")]
    [InlineData("Holt-Winters")]
    [InlineData("conversion below 20 %")]
    [InlineData("conversion below 20 %, fed")]
    [InlineData("conversion below 20 %, fed, matured")]
    [InlineData("Authgear's rule")]
    [InlineData("Vonage's rule")]
    public void Each_finds_a_loud_attack_and_stays_quieter_when_turned_up(string name)
    {
        var rival = Rival.All.Single(r => r.Name == name);
        var usual = RivalRun.Run(rival, World);
        var score = Scorer.Score(World, usual);

        score.Attacks[0].Stopped.ShouldBeGreaterThan(0.3);
        RivalRun.Run(rival, World, knob: 8).Decisions.Count.ShouldBeLessThanOrEqualTo(usual.Decisions.Count);
    }

    [Fact]
    public void Decisions_rest_on_the_past_alone()
    {
        var half = World.Events.Length / 2;
        var cut = new World { Name = "cut", Names = World.Names, Events = World.Events[..half], Truth = World.Truth, Attacks = World.Attacks, Surprises = [], Start = World.Start, Length = World.Length };
        var last = cut.Events[^1].Time;
        foreach (var rival in Rival.All)
        {
            var whole = RivalRun.Run(rival, World).Decisions.Where(d => d.IssuedAt.ToUnixTimeMilliseconds() <= last - 60_000).Select(static d => (d.Id, d.IssuedAt));
            RivalRun.Run(rival, cut).Decisions.Where(d => d.IssuedAt.ToUnixTimeMilliseconds() <= last - 60_000).Select(static d => (d.Id, d.IssuedAt)).ShouldBe(whole);
        }
    }

    [Fact]
    public void Shuffled_labels_score_badly()
    {
        var rival = Rival.All.Single(static r => r.Name == "fixed threshold");
        var report = RivalRun.Run(rival, World);
        var rng = new Rng(9);
        var truth = World.Truth.ToArray();
        for (var k = truth.Length - 1; k > 0; k--)
        {
            var j = rng.Next(k + 1);
            (truth[k].Attack, truth[j].Attack) = (truth[j].Attack, truth[k].Attack);
        }

        var shuffled = new World { Name = "shuffled", Names = World.Names, Events = World.Events, Truth = truth, Attacks = World.Attacks, Surprises = [], Start = World.Start, Length = World.Length };
        var fair = Scorer.Score(World, report);
        var wrong = Scorer.Score(shuffled, report);

        fair.Attacks[0].Stopped.ShouldBeGreaterThan(0.8);
        wrong.Attacks[0].Stopped.ShouldBeLessThan(0.25);
        wrong.HonestBlockedPpm.ShouldBeGreaterThan(50_000);
        wrong.FalseIncidents.ShouldBe(wrong.Incidents.Count);
    }
}
