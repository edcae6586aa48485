using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

public sealed class RangePriorTests
{
    private static readonly DateTimeOffset Seen = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Prior_WeighsByItsConfidence_HalvesEachMonth_AndIsNothingOnceExpired()
    {
        var prior = Prior(1000, 1999, 80);
        prior.NatsAt(Ms(Seen)).ShouldBe(3.2, 1e-9);
        prior.NatsAt(Ms(Seen.AddDays(-400))).ShouldBe(3.2, 1e-9);
        prior.NatsAt(Ms(Seen.AddDays(30))).ShouldBe(1.6, 1e-9);
        prior.NatsAt(Ms(Seen.AddDays(60))).ShouldBe(0.8, 1e-9);
        prior.NatsAt(Ms(prior.ExpiresAt) - 1).ShouldBeGreaterThan(0);
        prior.NatsAt(Ms(prior.ExpiresAt)).ShouldBe(0);
    }

    [Fact]
    public void Alert_GainsTheMeanOverItsMessages_OfTheStrongestPriorOfEach_AndSaysSo()
    {
        var priors = new RangePriors();
        priors.Set("a", [Prior(1000, 1999, 100), Prior(1500, 1500, 10)]);
        priors.Set("b", [Prior(0, 100_000, 25)]);
        ulong[] numbers = [1500, 1999, 2000, 999, 200_000];
        var alert = priors.Apply(Alert(numbers.Length), 0, s => numbers[s]);
        alert.LogOdds.ShouldBe(15 + ((4 + 4 + 1 + 1) / 5.0), 1e-9);
        alert.Evidence[^1].ShouldBe(new ChannelEvidence("prior", 4, 0, 2));
    }

    [Fact]
    public void Alert_OutsideOfAllPriors_IsTheVerySame()
    {
        var priors = new RangePriors();
        var alert = Alert(3);
        priors.Apply(alert, 0, _ => 5).ShouldBeSameAs(alert);
        priors.Set("a", [Prior(1000, 1999, 100)]);
        priors.Apply(alert, 0, _ => 5).ShouldBeSameAs(alert);
        priors.Apply(alert, 0, _ => 1000).LogOdds.ShouldBe(19);
        priors.Set("a", []);
        priors.Apply(alert, 0, _ => 1000).ShouldBeSameAs(alert);
    }

    [Fact]
    public void WhatAConfirmedAttackGave_CountsTowardsIt()
    {
        var priors = new RangePriors();
        priors.Set("a", [Prior(1000, 1999, 100)]);
        var alert = Alert(1) with { LogOdds = 15 + Lessons.ConfirmedOdds };
        priors.Apply(alert, Lessons.ConfirmedOdds, _ => 1000).ShouldBeSameAs(alert);
    }

    [Fact]
    public void EveryNumber_IsFoundAsByLookingAtEach()
    {
        var random = new Random(3);
        var list = Enumerable.Range(0, 300).Select(_ => (ulong)random.Next(1000)).Select(from => Prior(from, from + (ulong)random.Next(200), random.Next(101))).DistinctBy(p => p.Range).ToList();
        var priors = new RangePriors();
        priors.Set("a", list);
        for (ulong number = 0; number < 1300; number++)
        {
            var most = list.Where(p => p.Range.Contains(number)).Select(p => p.NatsAt(0)).DefaultIfEmpty(0).Max();
            priors.Apply(Alert(1) with { Time = 0 }, 0, _ => number).LogOdds.ShouldBe(15 + most, 1e-9);
        }
    }

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static RangePrior Prior(ulong from, ulong to, int confidence) =>
        new() { Range = new NumberRange(from, to), Source = "a", FirstSeen = Seen, LastSeen = Seen, Confidence = confidence, ExpiresAt = Seen.AddDays(90) };

    private static Alert Alert(int messages) => new()
    {
        Time = Ms(Seen),
        Onset = Ms(Seen),
        NewSince = Ms(Seen),
        Root = default,
        Network = 1,
        Group = 0,
        Ranges = [],
        Customers = [],
        Messages = [.. Enumerable.Range(0, messages).Select(i => (long)i)],
        LogOdds = 15,
        Anticipated = 0,
        Evidence = [],
        Blockable = true,
    };
}
