using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Several times the usual new numbers all over a network where a customer's people are: those whom it knew before enter their codes, and of the new ones hardly anybody.</summary>
public sealed class AmongPeopleTests
{
    private const int Hour = EverywhereTraffic.Hour;
    private const int Begins = 30 * Hour;
    private const int Ends = Begins + (3 * Hour);
    private const double PartOfFirst = 0.24; // of the customer's people, in the first network

    [Theory]
    [InlineData(1, 12, 0.5)]
    [InlineData(2, 12, 0.5)]
    [InlineData(1, 30, 0.8)]
    [InlineData(3, 30, 0.8)]
    public void Attack_IsBlockedForNewNumbersOfTheNetwork_UntilItIsOver(int seed, double times, double part)
    {
        var traffic = Run(seed, times, entered: 0);
        var attack = traffic.AttackOn("acme");
        attack.Hit.ShouldBeGreaterThan((long)(part * attack.Sent), attack.ToString());
        (traffic.KnownPeople.Hit, traffic.Others.Hit).ShouldBe((0, 0));
        var standing = traffic.Blocks.FindAll(d => d.TakenBack == TakenBack.No);
        standing.ShouldAllBe(d => traffic.Fed.Names.Networks[d.Network] == "22201" && d.Ranges.All(r => r.IsWide));
        traffic.Blocks.ShouldAllBe(d => d.TakenBack == TakenBack.No && d.ExceptKnownBefore >= FedPartition.Start + ((Begins - 600) * 1000L), "who was new in the hours before is one of its people");
        standing.Max(d => d.ExpiresAt).ShouldBeInRange(FedPartition.Start + (Ends * 1000L), FedPartition.Start + ((Ends + (Hour * 3 / 2)) * 1000L));
    }

    /// <summary>Who enters codes are people, however many come.</summary>
    [Theory]
    [InlineData(1, 6, 0.6)]
    [InlineData(2, 12, 0.6)]
    [InlineData(1, 30, 0.6)]
    [InlineData(3, 30, 0.3)] // and half of them think better of it
    public void Surge_OfPeopleWhoEnterCodes_IsNotRefused(int seed, double times, double entered)
    {
        var traffic = Run(seed, times, entered);
        traffic.Blocked.ShouldBe(0);
        traffic.AttackOn("acme").Sent.ShouldBeGreaterThan((int)(times * 35));
    }

    /// <summary>Known people's codes are missing as well: it is the feed that is out.</summary>
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 6)]
    [InlineData(3, 6)]
    public void Surge_WhileTheFeedIsOut_IsNotRefused(int seed, double times) => Run(seed, times, entered: 0, feed: false).Blocked.ShouldBe(0);

    /// <summary>It has been out for a while when many more come.</summary>
    [Theory]
    [InlineData(1, 12, 30)]
    [InlineData(2, 30, 30)]
    [InlineData(3, 30, 60)]
    [InlineData(2, 30, 120)]
    public void Surge_AfterTheFeedWentOut_IsNotRefused(int seed, double times, int minutes)
    {
        var traffic = new EverywhereTraffic(seed) { Begins = Begins };
        traffic.Run(0, Begins - (60 * minutes));
        traffic.Run(Begins - (60 * minutes), Begins, feed: false);
        traffic.Run(Begins, Ends, second => traffic.InProportion(second, "acme", times * PartOfFirst, networks: 1), feed: false);
        traffic.Blocked.ShouldBe(0);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(1050)]
    [InlineData(5400)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        var (whole, parts) = CutRun.Of(Run(1, 30, entered: 0).Fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.ExpiresAt, d.TakenBack, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.ExpiresAt, d.TakenBack, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.Ranges.Any(r => r.IsWide) && d.Hits > 500);
    }

    private static EverywhereTraffic Run(int seed, double times, double entered, bool feed = true)
    {
        var traffic = new EverywhereTraffic(seed) { Begins = Begins };
        traffic.Run(0, Begins);
        traffic.Run(Begins, Ends, second => traffic.InProportion(second, "acme", times * PartOfFirst, entered, networks: 1), feed: feed);
        traffic.Run(Ends, Ends + (2 * Hour), feed: feed);
        return traffic;
    }
}
