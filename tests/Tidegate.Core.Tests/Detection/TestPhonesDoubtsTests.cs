using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>What lies beside phones to test with, what pretends to be such.</summary>
public sealed class TestPhonesDoubtsTests
{
    private const int Hour = 3600;
    private const string Home = "22201";
    private const ulong Row = 998_951_230_900;

    private readonly FedPartition _fed = new() { Taken = [] };
    private readonly Random _rng = new(12);
    private long _id;
    private int _tests;

    /// <summary>Tests as long as its block stands; then new numbers beside the phones, each once.</summary>
    [Theory]
    [InlineData(1_000, 10)]
    [InlineData(9_000, 60)]
    public void NewNumbers_BesidePhonesThatWereLetGo_AreBlocked(int width, int every)
    {
        var (sent, hits) = (0, 0L);
        Run(14 * Hour, second =>
        {
            if (second is >= 6 * Hour and < 7 * Hour && second % 10 == 0) Test(second);
            if (second < 7 * Hour || second % every != 0) return;
            hits += Hit(second, (Row / 10_000 * 10_000) + (ulong)_rng.Next(width));
            sent++;
        });
        TakenBackAsTests().ShouldNotBeEmpty();
        hits.ShouldBeGreaterThan(sent * 9 / 10, $"{hits} of {sent}");
    }

    /// <summary>He goes through the block by so many numbers at a time, each used so often, in no order.</summary>
    [Theory]
    [InlineData(12, 5, 10)]
    [InlineData(12, 8, 10)]
    [InlineData(12, 20, 10)]
    [InlineData(50, 12, 6)]
    public void RowsOfAFewNumbers_OneAfterTheOther_AreBlocked(int numbers, int times, int every)
    {
        var (sent, hits) = (0, 0L);
        Run(12 * Hour, second =>
        {
            if (second < 6 * Hour || second % every != 0) return;
            var (row, n) = Math.DivRem(sent++, numbers * times);
            hits += Hit(second, (Row / 10_000 * 10_000) + (ulong)((row * numbers) + (n < numbers ? n : _rng.Next(numbers))));
        });
        hits.ShouldBeGreaterThan(sent * 8 / 10, $"{hits} of {sent}; {TakenBackAsTests().Count} taken back of {_fed.Desk.Decisions.Count}");
    }

    /// <summary>The phones lie in a block that has been sold long ago, and one of its people gets a code while they are blocked.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void PhonesAmongPeople_AreLetGo(int minute)
    {
        var (tests, hits) = (0, 0L);
        Run(9 * Hour, second =>
        {
            if (second >= 6 * Hour && second % 10 == 0) (tests, hits) = (tests + 1, hits + Test(second));
            if (second == (6 * Hour) + (minute * 60) + 4) Hit(second, Row + 6_000);
        });
        hits.ShouldBeLessThan(tests / 4, $"{hits} of {tests}");
    }

    /// <summary>A suite of tests runs every so many minutes: a code to each of twelve phones, within as many seconds or twice as many.</summary>
    [Theory]
    [InlineData(10, 2)]
    [InlineData(30, 2)]
    public void PhonesOfASuite_AreLetGo(int every, int apart)
    {
        var (sent, hits) = (0, 0L);
        Run(14 * Hour, second =>
        {
            if (second < 6 * Hour || second % (every * 60) >= 12 * apart || second % apart != 0) return;
            hits += Hit(second, Row + (ulong)(second % (every * 60) / apart * 7 % 12));
            sent++;
        });
        hits.ShouldBeLessThan(60, $"{hits} of {sent}");
    }

    [Fact]
    public void PhonesThatWereLetGo_AreLetAloneTheNextDay()
    {
        var (tests, hits) = (0, 0L);
        Run(32 * Hour, second =>
        {
            if (second % (24 * Hour) is < 6 * Hour or >= 8 * Hour || second % 10 != 0) return;
            var hit = Test(second);
            if (second >= 30 * Hour) (tests, hits) = (tests + 1, hits + hit);
        });
        TakenBackAsTests().ShouldNotBeEmpty();
        hits.ShouldBeLessThan(10, $"{hits} of {tests}");
    }

    [Theory]
    [InlineData(300)] // blocked
    [InlineData(3000)] // and let go
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        Run(8 * Hour, second =>
        {
            if (second >= 6 * Hour && second % 10 == 0) Test(second);
        });
        var (whole, parts) = CutRun.Of(_fed, (6 * Hour) + cutAfter);
        parts.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds, d.TakenBack)).ShouldBe(whole.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds, d.TakenBack)));
        whole.ShouldContain(d => d.TakenBack == TakenBack.Tested);
    }

    private void Run(int until, Action<int> beside)
    {
        for (var second = 0; second < until; second += 2)
        {
            if (second % 10 == 0) _fed.TakeOtp(_id++, second, $"customer{_rng.Next(5)}", 998_930_000_000UL + (ulong)(_rng.Next(2) == 0 ? _rng.Next(2000) * 2500 : _rng.Next(5_000_000)), Home, _rng.NextDouble() < 0.6, _rng);
            if (second % 30 == 0) Hit(second + 1, 998_930_000_000UL + ((ulong)_rng.Next(400) * 12_500));
            beside(second);
        }
    }

    private List<StandingDecision> TakenBackAsTests() => [.. _fed.Desk.Decisions.Where(d => d.TakenBack == TakenBack.Tested)];

    // Each phone once, and then any of them.
    private long Test(int second) => Hit(second, Row + (ulong)(_tests++ < 12 ? _tests - 1 : _rng.Next(12)));

    private long Hit(int second, ulong number, string network = Home)
    {
        var before = _fed.Hits;
        _fed.TakeOtp(_id++, second, "silent", number, network, false, _rng);
        return _fed.Hits - before;
    }
}
