using Shouldly;
using Tidegate.Server.Tests.Privacy;
using Xunit;

namespace Tidegate.Server.Tests.Faults;

[Collection("attacked traffic")]
public sealed class ClockTests(AttackedTraffic traffic)
{
    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    [InlineData(-20_000)]
    public async Task Clock_ThatJumps_ChangesNoDecisionAndNoIncident(int days)
    {
        var time = new MovedTime(new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero));
        await using var undisturbed = await Host.StartAsync("mode: enforce");
        await using var host = await Host.StartAsync("mode: enforce", time: time);
        await undisturbed.PostEventsAsync(traffic.UntilAttack);
        await host.PostEventsAsync(traffic.UntilAttack.Take(traffic.UntilAttack.Count / 2));
        time.Move(TimeSpan.FromDays(days));
        await host.PostEventsAsync(traffic.UntilAttack.Skip(traffic.UntilAttack.Count / 2));
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        time.Move(TimeSpan.FromDays(-2 * days));
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        (await host.CheckAsync("other", AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
        foreach (var what in new[] { "/v1/incidents", "/v1/decisions" }) (await host.GetAsync(what)).ToJsonString().ShouldBe((await undisturbed.GetAsync(what)).ToJsonString());
        // What passed while it was down is told by the clock: a wrong one can only end blocks early.
        await host.RestartAsync();
        (await host.CheckAsync("other", AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
        (await host.GetAsync("/v1/incidents")).ToJsonString().ShouldBe((await undisturbed.GetAsync("/v1/incidents")).ToJsonString());
        (await host.PostEventsAsync(traffic.UntilAttack))["duplicates"]!.GetValue<int>().ShouldBe(traffic.UntilAttack.Count);
    }
}
