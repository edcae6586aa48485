using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A new honest block of numbers through one customer: it looks like an attack until those who are refused ask again, as the customer's other people do.</summary>
public sealed class RefusedPeopleTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 14 * Hour;
    private const int Seeds = 5;

    /// <summary>Half of such launches lose no more than some hundreds of messages in three hours, and a block that was put up is taken back.</summary>
    [Theory]
    [InlineData(0.6, 2, 1, false, 150)]
    [InlineData(0.6, 5, 1, false, 220)]
    [InlineData(0.6, 4, 4, false, 150)]
    [InlineData(0, 2, 1, false, 150)]
    [InlineData(0, 5, 1, false, 150)]
    [InlineData(0, 5, 4, false, 300)]
    [InlineData(0, 3, 1, true, 250)] // other customers' people tell what is usual, and customers differ
    [InlineData(0.6, 3, 1, true, 250)]
    public void NewBlocks_WhosePeopleAskAgain_AreLetGo(double entered, double perMinute, int blocks, bool customerIsNew, int most)
    {
        var refused = new List<long>();
        var takenBack = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var traffic = new AskingTraffic(seed) { People = new(entered, 0.1), Joins = customerIsNew ? Begins - Hour : 0 };
            var launch = Run(traffic, 3, second => Launch(traffic, second, perMinute, blocks, new(entered, 0.1)));
            refused.Add(launch.Hit);
            if (traffic.Desk.Decisions.Any(d => d.TakenBack == TakenBack.PeopleReturn)) takenBack++;
        }

        refused.Order().ElementAt(Seeds / 2).ShouldBeLessThanOrEqualTo(most, string.Join(", ", refused));
        takenBack.ShouldBeGreaterThanOrEqualTo(Seeds - 1);
    }

    [Theory]
    [InlineData(1, 0, 2, 1)]
    [InlineData(2, 0, 5, 4)]
    [InlineData(3, 0.6, 2, 1)]
    [InlineData(4, 0.6, 5, 4)]
    public void Attack_OfWhichNobodyAsksAgain_StaysBlocked(int seed, double peoplesEntered, double perMinute, int blocks)
    {
        var traffic = new AskingTraffic(seed) { People = new(peoplesEntered, 0.1) };
        StaysBlocked(traffic, Run(traffic, 4, second => Launch(traffic, second, perMinute, blocks, default)));
    }

    /// <summary>Where a third of the codes is entered at most, none of the first five is one time in seven: that alone does not keep a launch blocked.</summary>
    [Fact]
    public void NewBlock_OfWhosePeopleNoneOfTheFirstEntersACode_IsLetGo()
    {
        var launches = Enumerable.Range(1, 12).Select(seed =>
        {
            var traffic = new AskingTraffic(seed) { People = new(0.3, 0.1) };
            return Run(traffic, 3, second => Launch(traffic, second, 5, 1, new(0.3, 0.1)));
        }).ToList();
        launches.ShouldAllBe(l => l.Hit < l.Sent / 2, string.Join(", ", launches));
    }

    /// <summary>Numbers of a pool come again, but at any time.</summary>
    [Theory]
    [InlineData(300, 2)]
    [InlineData(300, 5)]
    [InlineData(1000, 5)]
    public void PoolThatIsDrawnAtRandom_StaysBlocked(int pool, double perMinute)
    {
        var traffic = new AskingTraffic(3) { People = new(0, 0.1) };
        StaysBlocked(traffic, Run(traffic, 4, second => traffic.Rng.NextDouble() < perMinute / 60 ? [(0, AskingTraffic.Fresh + (ulong)(traffic.Rng.Next(pool) * 7919L % 10_000))] : []));
    }

    [Theory]
    [InlineData(2, 30, 5)]
    [InlineData(3, 30, 5)]
    [InlineData(2, 100, 2)]
    public void EachNumberSeveralTimes_StaysBlocked(int times, int apart, double perMinute)
    {
        var traffic = new AskingTraffic(3) { People = new(0, 0.1) };
        StaysBlocked(traffic, Run(traffic, 4, second =>
        {
            var number = AskingTraffic.Fresh + (ulong)traffic.Rng.Next(10_000);
            return traffic.Rng.NextDouble() * times < perMinute / 60 ? [.. Enumerable.Range(0, times).Select(i => ((double)apart * i, number))] : [];
        }));
    }

    /// <summary>People do not ask in the order of their numbers: a program that counts, and sends to one in ten once more as soon as people ask again.</summary>
    [Theory]
    [InlineData(10, 1)]
    [InlineData(25, 1)]
    [InlineData(10, 20)] // some overtake others
    public void NumbersInOrder_OfWhichOneInTenAsksAgain_StayBlocked(double perMinute, int disorder)
    {
        var traffic = new AskingTraffic(3) { People = new(0, 0.1) };
        ulong next = 0;
        StaysBlocked(traffic, Run(traffic, 2, second =>
        {
            if (traffic.Rng.NextDouble() >= perMinute / 60) return [];
            var number = AskingTraffic.Fresh + (++next * 2) + (ulong)traffic.Rng.Next(disorder);
            return traffic.Rng.NextDouble() < 0.1 ? [(0, number), (20 + (100 * traffic.Rng.NextDouble()), number)] : [(0, number)];
        }));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 1)]
    [InlineData(5, 4)]
    public void OneInTenAsksAgain_ButAFeedShowsThatNoCodesAreEntered_StaysBlocked(double perMinute, int blocks)
    {
        var traffic = new AskingTraffic(2);
        StaysBlocked(traffic, Run(traffic, 4, second => Launch(traffic, second, perMinute, blocks, new(0, 0.1))));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(900)]
    [InlineData(1500)]
    [InlineData(2400)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        var traffic = new AskingTraffic(5) { People = new(0, 0.1) };
        Run(traffic, 1, second => Launch(traffic, second, 5, 1, new(0, 0.1)));
        var (whole, parts) = CutRun.Of(traffic.Fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.ExpiresAt, d.TakenBack, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.ExpiresAt, d.TakenBack, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.TakenBack == TakenBack.PeopleReturn);
    }

    // What is sent to each number of a second, and after how long.
    private static EverywhereTraffic.Tally Run(AskingTraffic traffic, int hours, Func<int, (double After, ulong Number)[]> beside)
    {
        var tally = new EverywhereTraffic.Tally();
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + (hours * Hour), second =>
        {
            foreach (var (after, number) in beside(second)) traffic.Later(second + after, "22201", number, 0, tally);
        });
        return tally;
    }

    private static EverywhereTraffic.Tally Run(AskingTraffic traffic, int hours, Func<int, (ulong Number, AskingTraffic.Way Way)?> beside)
    {
        var tally = new EverywhereTraffic.Tally();
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + (hours * Hour), second =>
        {
            if (beside(second) is { } asks) traffic.Ask(second, "22201", asks.Number, asks.Way, tally);
        });
        return tally;
    }

    private static (ulong Number, AskingTraffic.Way Way)? Launch(AskingTraffic traffic, int second, double perMinute, int blocks, AskingTraffic.Way way) =>
        traffic.Rng.NextDouble() < perMinute / 60 ? (AskingTraffic.Fresh + ((ulong)traffic.Rng.Next(blocks) * 70_000) + (ulong)traffic.Rng.Next(10_000), way) : null;

    private static void StaysBlocked(AskingTraffic traffic, EverywhereTraffic.Tally attack)
    {
        attack.Hit.ShouldBeGreaterThan(attack.Sent * 9 / 10, attack.ToString());
        traffic.Desk.Decisions.ShouldNotContain(d => d.TakenBack == TakenBack.PeopleReturn);
        traffic.Elsewhere.Hit.ShouldBeLessThan(6, "of people elsewhere");
    }
}
