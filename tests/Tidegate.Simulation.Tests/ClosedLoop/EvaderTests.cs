using Shouldly;
using Tidegate.Simulation.ClosedLoop;
using Xunit;

namespace Tidegate.Simulation.Tests.ClosedLoop;

public sealed class EvaderTests
{
    private const int HourOfHops = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Evader_OverTwoHours_LosesNineTenthsOfItsMoneyAndStaysOneCampaign(int seed)
    {
        var result = LoopRun.Run(LoopPresets.Evader((ulong)seed), LoopPresets.HistoryMinutes);
        result.Ranges.ShouldBeGreaterThan(HourOfHops);
        result.Networks.ShouldBeGreaterThan(6);
        result.Attack.Stopped.ShouldBeGreaterThanOrEqualTo(0.9);
        result.Campaigns.ShouldBe(1);
        result.SentBeforeBlock.ShouldBeLessThan(40);
        result.Honest.Refused.ShouldBeLessThan(10);
    }

    // The slower it goes, the larger the part of it that passes before the next range is known: that part is told in messages.
    [Theory]
    [InlineData(10)]
    [InlineData(120)]
    public void Evader_AtAnyPace_GetsFewMessagesIntoEachRange(double perMinute)
    {
        var result = LoopRun.Run(LoopPresets.Evader(5, perMinute: perMinute), LoopPresets.HistoryMinutes);
        result.Campaigns.ShouldBe(1);
        (result.Attack.Sent / (double)result.Ranges).ShouldBeLessThan(4.5);
    }

    [Fact]
    public void Evader_SameSeed_GivesTheSame()
    {
        var spec = LoopPresets.Evader(6, liveMinutes: LoopPresets.QuietMinutes + 20);
        var (first, second) = (LoopRun.Run(spec, LoopPresets.HistoryMinutes), LoopRun.Run(spec, LoopPresets.HistoryMinutes));
        second.Attack.RefusedMoney.ShouldBe(first.Attack.RefusedMoney);
        second.Attack.Sent.ShouldBe(first.Attack.Sent);
        second.Incidents.Select(i => i.Id).ShouldBe(first.Incidents.Select(i => i.Id));
    }
}
