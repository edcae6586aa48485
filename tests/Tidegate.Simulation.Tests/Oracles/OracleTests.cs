using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Oracles;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;
using Xunit;

namespace Tidegate.Simulation.Tests.Oracles;

public sealed class OracleTests
{
    // Lucas and Crosier, "Fast initial response for CUSUM quality-control schemes", Technometrics 24 (1982), table 1,
    // one-sided CUSUM of normal observations, k = 0.5, without head start: h = 4 gives 336 in control, 8.38 at a shift of
    // one standard deviation; h = 5 gives 930 and 10.4.
    [Theory]
    [InlineData(4, 0, 336)]
    [InlineData(4, 1, 8.38)]
    [InlineData(5, 0, 930)]
    [InlineData(5, 1, 10.4)]
    [InlineData(4, 2, 3.34)]
    public void The_simulated_cusum_agrees_with_published_run_lengths(double limit, double shift, double published)
    {
        var runs = shift > 0 ? 20_000 : 4_000;
        Cusum.NormalRunLength(shift, 0.5, limit, runs, seed: 3).ShouldBe(published, published * (shift > 0 ? 0.02 : 0.06));
    }

    // Moustakides 1986, Lorden 1971: with threshold h the mean time between false alarms is at least e^h in alarms of the
    // likelihood ratio, and the delay is (h + O(1)) / I with I = r ln r - r + 1 nats a unit of time.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_poisson_cusum_keeps_its_false_alarms_and_its_delay(double factor)
    {
        const double Threshold = 5;
        var information = (factor * Math.Log(factor)) - factor + 1;
        Cusum.PoissonRunLength(1, factor, Threshold, 400, seed: 4).ShouldBeGreaterThan(Math.Exp(Threshold) / information * 0.9);
        Cusum.PoissonRunLength(factor, factor, Threshold, 4000, seed: 5).ShouldBeInRange((Threshold - 1) / information, (Threshold + 2) / information);
    }

    [Fact]
    public void The_oracle_scores_one_against_itself()
    {
        var world = WorldGenerator.Generate(new WorldSpec
        {
            Name = "o",
            Seed = 21,
            Days = 1,
            Customers = 12,
            MessagesPerDay = 10_000,
            FeedShare = 1,
            Attacks = [.. new[] { AttackShape.SequentialBurst, AttackShape.RandomInRange, AttackShape.NewCountry, AttackShape.Proportional }.Select(static (s, k) => new AttackSpec { Shape = s, StartHours = 5 + (4 * k), Minutes = 120, PerMinute = 8 })],
        });
        var oracle = new Oracle(world);
        var blocks = world.Attacks.Select((_, k) => new Decision
        {
            Id = $"d{k}",
            IncidentId = "i",
            Action = DecisionAction.Block,
            Reason = "oracle",
            IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(oracle.Delays(k).DeliveredFeedAt!.Value),
            ExpiresAt = world.Attacks[k].Start.AddHours(3),
            Scope = new Scope { Customers = [.. world.Truth.Where(m => m.Attack == k).Select(m => world.Names.Customers[m.Customer]).Distinct()] },
        }).ToList();

        var score = Scorer.WithOracle(Scorer.Score(new WorldIndex(world), [], blocks), world);

        foreach (var attack in score.Attacks) attack.RatioToOracle!.Value.ShouldBe(1.0, 1e-9);
    }

    [Fact]
    public void What_is_known_less_takes_longer()
    {
        var world = WorldGenerator.Generate(WorldPresets.Hard(4) with { Days = 2, Attacks = [new() { Shape = AttackShape.Proportional, StartHours = 26, Minutes = 240, PerMinute = 6, Feed = true }, new() { Shape = AttackShape.RandomInRange, StartHours = 32, Minutes = 240, PerMinute = 6, FakeConversions = 0.7, Feed = true }] });
        var oracle = new Oracle(world);
        for (var k = 0; k < 2; k++)
        {
            var d = oracle.Delays(k);
            d.KnownPlace!.Value.ShouldBeLessThanOrEqualTo(d.AnyPlace!.Value);
            d.AnyPlace!.Value.ShouldBeLessThanOrEqualTo(d.DeliveredFeed!.Value);
        }
    }
}
