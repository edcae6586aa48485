using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A network that nobody sends to, and no feed: what an attack itself has sent there before is no measure of what is usual.</summary>
public sealed class QuietNetworkTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 10 * Hour;
    private const string Network = "28204";
    private const ulong Range = 995_571_230_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    public void AttackThatGrowsForHours_IsBlocked(int seed, int blocks)
    {
        const double Grows = 6 * Hour;
        var traffic = Traffic(seed);
        var attack = Run(traffic, Begins, (int)Grows, second => traffic.Rng.NextDouble() < second / Grows * 8 / 60 ? InBlocks(traffic, blocks) : null);

        attack.Hit.ShouldBeGreaterThan(attack.Sent * 9 / 10, attack.ToString());
        traffic.Elsewhere.Hit.ShouldBe(0, "of people elsewhere");
    }

    [Theory]
    [InlineData(1, 24, 2)]
    [InlineData(2, 24, 1)]
    [InlineData(3, 40, 2)]
    public void AttackOnTheSameRangesAnotherDay_IsBlockedAsOnTheFirst(int seed, int hoursLater, int blocks)
    {
        var traffic = Traffic(seed);
        var first = Run(traffic, Begins, Hour, _ => traffic.Rng.NextDouble() < 10.0 / 60 ? InBlocks(traffic, blocks) : null);
        traffic.Run(Begins + Hour, Begins + (hoursLater * Hour));
        var again = Run(traffic, Begins + (hoursLater * Hour), Hour, _ => traffic.Rng.NextDouble() < 10.0 / 60 ? InBlocks(traffic, blocks) : null);

        first.Hit.ShouldBeGreaterThan(first.Sent * 9 / 10, first.ToString());
        again.Hit.ShouldBeGreaterThan(again.Sent * 9 / 10, again.ToString());
    }

    /// <summary>People's numbers are spread over a network, and some ask again, however many of them come from one day to the next.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MarketThatOpens_IsNotBlocked(int seed)
    {
        const double Grows = 6 * Hour;
        var traffic = Traffic(seed);
        var market = Run(traffic, Begins, (int)Grows, second => traffic.Rng.NextDouble() < second / Grows * 8 / 60 ? Range + ((ulong)(Math.Pow(traffic.Rng.NextDouble(), 2) * 60) * 10_000) + (ulong)traffic.Rng.Next(10_000) : null, again: 0.1);

        market.Hit.ShouldBe(0, market.ToString());
    }

    private static AskingTraffic Traffic(int seed)
    {
        var traffic = new AskingTraffic(seed) { People = new(0, 0.1), OthersAnswer = new(0, 0.1) };
        traffic.Run(0, Begins);
        return traffic;
    }

    private static EverywhereTraffic.Tally Run(AskingTraffic traffic, int from, int seconds, Func<int, ulong?> beside, double again = 0)
    {
        var tally = new EverywhereTraffic.Tally();
        traffic.Run(from, from + seconds, second =>
        {
            if (beside(second - from) is { } number) traffic.Ask(second, Network, number, new(0, again), tally);
        });
        return tally;
    }

    private static ulong InBlocks(AskingTraffic traffic, int blocks) => Range + ((ulong)traffic.Rng.Next(blocks) * 70_000) + (ulong)traffic.Rng.Next(10_000);
}
