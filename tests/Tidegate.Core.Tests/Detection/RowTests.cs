using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Numbers close together, in no order, no codes reported: a firm's phones on their first morning, or a script.</summary>
public sealed class RowTests
{
    private const int Hour = 3600;
    private const ulong Row = 998_935_512_000;

    /// <summary>A firm whose phones log in evenly over ten minutes and more, or over half an hour and more and most of them at first, is not blocked (200 firms of 40 to 390 phones each).</summary>
    [Theory]
    [InlineData(10, 0)]
    [InlineData(30, 2.8)]
    public void PhonesOfAFirm_AreNotBlocked(int leastMinutes, double hurry)
    {
        var (blocked, rng) = (0, new Random(11));
        for (var firm = 0; firm < 200; firm++)
        {
            var (phones, within) = (40 + rng.Next(351), (leastMinutes + (rng.NextDouble() * 50)) * 60);
            var numbers = Enumerable.Range(0, phones).Select(i => Row + (ulong)i).ToArray();
            rng.Shuffle(numbers);
            var times = numbers.Select(_ => rng.NextDouble()).Select(u => within * (hurry > 0 ? -Math.Log(1 - (u * (1 - Math.Exp(-hurry)))) / hurry : u));
            if (BlockedAfter([.. times.Order().Zip(numbers)], rng) is not null) blocked++;
        }

        blocked.ShouldBeLessThanOrEqualTo(4);
    }

    /// <summary>A script that takes the next numbers, the order lost within each minute, is blocked after few of them.</summary>
    [Theory]
    [InlineData(15, 10)]
    [InlineData(30, 10)]
    [InlineData(120, 9)]
    public void Script_ThatFillsARow_IsBlockedSoon(int perMinute, int most)
    {
        var rng = new Random(perMinute);
        var needed = new List<int>();
        for (var run = 0; run < 40; run++)
        {
            var (number, sent) = (Row, new List<(double, ulong)>());
            for (var minute = 0; minute < 10; minute++)
            {
                var numbers = Enumerable.Range(0, perMinute).Select(_ => number += 1 + (rng.Next(100) < 35 ? (ulong)rng.Next(3) : 0)).ToArray();
                rng.Shuffle(numbers);
                sent.AddRange(numbers.Select(_ => (minute + rng.NextDouble()) * 60).Order().Zip(numbers));
            }

            needed.Add(BlockedAfter(sent, rng).ShouldNotBeNull());
        }

        needed.Order().ElementAt(20).ShouldBeLessThanOrEqualTo(most);
        needed.Max().ShouldBeLessThanOrEqualTo(4 * most);
    }

    /// <summary>Numbers at random out of a thousand are no row of phones, though six of ten lie in one half for long.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public void RandomNumbersOutOfAThousand_AreBlockedSoon(int perMinute)
    {
        var rng = new Random(perMinute);
        var needed = new List<int>();
        for (var run = 0; run < 40; run++)
        {
            var times = Enumerable.Range(0, 20 * perMinute).Select(_ => rng.NextDouble() * 1200).Order();
            needed.Add(BlockedAfter([.. times.Select(t => (t, Row + (ulong)rng.Next(1000)))], rng).ShouldNotBeNull());
        }

        needed.Order().ElementAt(20).ShouldBeLessThanOrEqualTo(8);
        needed.Max().ShouldBeLessThanOrEqualTo(32);
    }

    /// <summary>A hundred numbers, each sent to some five times within an hour: nobody tests with so many, and a firm's phones log in once. What was sent before that was known is counted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void HundredNumbers_SentToAgainAndAgain_AreBlockedAndCountedFromTheFirst(int seed)
    {
        var rng = new Random(seed);
        var row = Enumerable.Range(0, 500).Select(_ => rng.NextDouble() * Hour).Order().Select(second => (second, Row + (ulong)rng.Next(100))).ToList();
        BlockedAfter(row, rng).ShouldNotBeNull().ShouldBeInRange(60, 300);
        var fed = new FedPartition();
        Send(fed, row, rng, static () => false);
        fed.Desk.Incidents.ShouldHaveSingleItem().Messages.ShouldBeInRange(500, 510);
    }

    /// <summary>The same phones, of whose people one in three asks for a second code: 40 firms.</summary>
    [Fact]
    public void PhonesOfAFirm_OfWhichSomeAskAgain_AreNotBlocked()
    {
        var (blocked, rng) = (0, new Random(12));
        for (var firm = 0; firm < 40; firm++)
        {
            var (phones, within) = (100 + rng.Next(100), 1200 + (rng.NextDouble() * 1800));
            var row = Enumerable.Range(0, phones).Select(i => (Second: rng.NextDouble() * within, Number: Row + (ulong)i)).ToList();
            row.AddRange(row.Where(_ => rng.Next(3) == 0).Select(r => (r.Second + 20 + (rng.NextDouble() * 100), r.Number)).ToList());
            if (BlockedAfter([.. row.OrderBy(r => r.Second)], rng) is not null) blocked++;
        }

        blocked.ShouldBeLessThanOrEqualTo(1);
    }

    // How many of the row's messages had come when a block was issued; null where none was.
    private static int? BlockedAfter(IReadOnlyList<(double Second, ulong Number)> row, Random rng)
    {
        var fed = new FedPartition();
        var sent = Send(fed, row, rng, () => fed.Desk.Decisions.Count > 0);
        return fed.Desk.Decisions.Count > 0 ? sent : null;
    }

    // Six hours of five customers' people before it and beside it. How many of the row's messages were sent until it stopped.
    private static int Send(FedPartition fed, IReadOnlyList<(double Second, ulong Number)> row, Random rng, Func<bool> stop)
    {
        var (id, at, sent) = (0L, 0.0, 0);
        foreach (var (second, number) in row)
        {
            for (; at < (6 * Hour) + second; at += 10) fed.Take(fed.Submit(id++, at, $"customer{id % 5}", 998_930_000_000UL + (ulong)rng.Next(5_000_000)));
            fed.Take(fed.Submit(id++, (6 * Hour) + second, "customer1", number) with { Category = Category.Otp });
            sent++;
            if (stop()) break;
        }

        return sent;
    }
}
