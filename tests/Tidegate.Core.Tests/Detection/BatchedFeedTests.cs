using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Customers whose codes are told of once an hour: what is not told of yet accuses nobody, and what is missing then accuses as anywhere.</summary>
public sealed class BatchedFeedTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 12 * Hour;
    private const long EachHour = 3_600_000;

    private static readonly AskingTraffic.Way Enter = new(0.6, 0.03);

    /// <summary>A pool of 400 numbers all over a network where its people are, of which nobody enters a code. Told of as they are entered, codes have 45 % of it blocked.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void PoolThatUsesNoCodes_IsBlocked_OnceTheyAreDue(int seed, bool withTimes)
    {
        var traffic = Traffic(seed, withTimes);
        var pool = Pool(traffic, hours: 9);

        pool.Hit.ShouldBeGreaterThan(pool.Sent / 3, pool.ToString());
        traffic.Elsewhere.Hit.ShouldBeLessThan(10);
    }

    /// <summary>Twelve times as many who are new, and enter their codes: nothing is blocked in the hour in which nothing is told, nor after it.</summary>
    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(2, false, 0)]
    [InlineData(3, true, 0)]
    [InlineData(1, false, 800_000)]
    [InlineData(2, true, 400_000)]
    [InlineData(3, false, 1_600_000)]
    public void GoodDay_IsNot(int seed, bool withTimes, long madeUp)
    {
        var traffic = Traffic(seed, withTimes, madeUp);
        var day = new EverywhereTraffic.Tally();
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + (3 * Hour), second =>
        {
            if (second % 3 == 0) traffic.Ask(second, "22201", 393_330_000_000 + ((ulong)(Math.Pow(traffic.Rng.NextDouble(), 2) * 60) * 10_000) + (ulong)traffic.Rng.Next(10_000), Enter, day);
        });

        day.Hit.ShouldBeLessThan(day.Sent / 50, day.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Feed_IsNotToldToHaveStopped_BetweenBatches(bool withTimes)
    {
        var traffic = new AskingTraffic(5) { People = Enter, OthersAnswer = Enter, Every = 4, Batch = EachHour, WithTimes = withTimes };
        traffic.Run(0, 3 * Hour); // as long as it takes to see that they are batches
        var before = traffic.Fed.Partition.FeedChanges.Count;
        traffic.Run(3 * Hour, 20 * Hour);
        traffic.Fed.Partition.FeedChanges.Count.ShouldBe(before);
        traffic.Elsewhere.Hit.ShouldBe(0);
    }

    /// <summary>For three hours no code is told of, then or later. That says nothing of the people who were sent one.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Outage_SaysNothingOfTheMessagesOfItsTime(int seed, bool withTimes)
    {
        var traffic = new AskingTraffic(seed) { People = Enter, OthersAnswer = Enter, Every = 15, Batch = EachHour, WithTimes = withTimes, Outage = (Begins, Begins + (3 * Hour)) };
        traffic.Run(0, Begins);
        var acme = traffic.Fed.Names.Customers.Find("acme"u8);
        var before = traffic.Fed.Partition.FeedOf(acme).LongRun;
        traffic.Run(Begins, Begins + (6 * Hour));

        before.ShouldBe(0.6f, 0.1f);
        traffic.Fed.Partition.FeedOf(acme).LongRun.ShouldBe(before, 0.06f);
        traffic.Elsewhere.Hit.ShouldBe(0);
    }

    [Theory]
    [InlineData((2 * Hour) + 30)]
    [InlineData((4 * Hour) + 61)] // while what a batch made mature is weighed
    [InlineData((5 * Hour) + 1800)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        var traffic = Traffic(1, withTimes: false);
        Pool(traffic, hours: 6);
        var (whole, parts) = CutRun.Of(traffic.Fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.ExpiresAt, d.TakenBack, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.ExpiresAt, d.TakenBack, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.Action == DecisionAction.Block && d.Hits > 0);
    }

    private static EverywhereTraffic.Tally Pool(AskingTraffic traffic, int hours)
    {
        var pool = new EverywhereTraffic.Tally();
        traffic.Run(0, Begins);
        var numbers = Enumerable.Range(0, 400).Select(_ => 393_330_000_000 + (ulong)traffic.Rng.Next(9_000_000)).ToArray();
        traffic.Run(Begins, Begins + (hours * Hour), second =>
        {
            if (second % 20 == 0) traffic.Later(second, "22201", numbers[traffic.Rng.Next(numbers.Length)], 0, pool);
        });
        return pool;
    }

    private static AskingTraffic Traffic(int seed, bool withTimes, long madeUp = 0) => new(seed) { People = Enter, OthersAnswer = Enter, Batch = EachHour, WithTimes = withTimes, MadeUp = madeUp };
}
