using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A customer tries its flows out on a row of phones of its own. Nobody enters the codes, and it looks like an attack until it is seen that the numbers stay the same.</summary>
public sealed class TestPhonesTests
{
    private const ulong Row = 998_951_230_900;

    private readonly CityTraffic _city = new();

    [Fact]
    public void FewPhones_UsedAgainAndAgain_AreLetGo()
    {
        var tests = Send(second => second % 10 == 0, n => n < 12 ? (ulong)n : (ulong)_city.Rng.Next(12));

        var block = _city.Desk.Decisions.ShouldHaveSingleItem();
        block.TakenBack.ShouldBe(TakenBack.Tested);
        _city.Desk.Decisions.Sum(d => d.Hits).ShouldBeLessThan(60, $"of {tests}");
        _city.Desk.DescribeDecision(block).Reason.ShouldEndWith("Taken back: the same few numbers are messaged again and again, as numbers to test with are.");
    }

    /// <summary>Each code is asked for four times over, and then the next number is taken: that goes on to as many numbers as there are.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void EachNumberSeveralTimes_AndThenTheNext_StaysBlocked(int times)
    {
        var sent = Send(second => second % 10 == 0, n => (ulong)(n / times));

        _city.Desk.Decisions.ShouldNotContain(d => d.TakenBack == TakenBack.Tested);
        _city.Desk.Decisions.Sum(d => d.Hits).ShouldBeGreaterThan((long)(0.9 * sent), $"of {sent}");
    }

    [Fact]
    public void FewPhones_UsedFasterThanAnybodyTests_StayBlocked()
    {
        var sent = Send(_ => true, n => n < 12 ? (ulong)n : (ulong)_city.Rng.Next(12));

        _city.Desk.Decisions.ShouldNotContain(d => d.TakenBack == TakenBack.Tested);
        _city.Desk.Decisions.Sum(d => d.Hits).ShouldBeGreaterThan((long)(0.9 * sent), $"of {sent}");
    }

    private int Send(Func<int, bool> at, Func<int, ulong> phone)
    {
        var sent = 0;
        for (var second = 0; second < 8 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second + 1);
            if (second % 30 == 0) _city.Send(second + 1, "silent", 998_930_000_000UL + ((ulong)_city.Rng.Next(400) * 12_500), converts: false);
            if (second >= 6 * 3600 && at(second)) _city.Send(second, "silent", Row + phone(sent++), converts: false);
        }

        return sent;
    }
}
