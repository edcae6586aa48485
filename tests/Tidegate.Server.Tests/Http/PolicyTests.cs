using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

[Collection("attacked traffic")]
public sealed class PolicyTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Rule_Throttles_AndOutlivesARestart_AndIsRolledBack()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        var policy = new { rules = new[] { new { name = "gently", when = new { customers = new[] { AttackedTraffic.Victim } }, then = "throttle", repeat_for = new[] { "4h" } } } };
        var published = await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy, comment = "try" }, 201);
        published["policy"]!["rules"]![0]!["repeat_for"]![0]!.GetValue<string>().ShouldBe("4h");
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.RestartAsync();
        var decisions = (await host.GetAsync("/v1/decisions"))["items"]!.AsArray();
        decisions.Count.ShouldBeGreaterThan(0);
        decisions.ShouldAllBe(d => d!["action"]!.GetValue<string>() == "throttle" && d["reason"]!.GetValue<string>().Contains("'gently'"));
        await host.SendAsync(HttpMethod.Post, "/v1/policies/0/rollback", null, 201);
        var current = await host.GetAsync("/v1/policies/current");
        current["version"]!.GetValue<int>().ShouldBe(2);
        current["policy"]!["rules"].ShouldBeNull();
        await host.SendAsync(HttpMethod.Post, "/v1/policies/1/rollback", null, 201);
        (await host.GetAsync("/v1/policies/current"))["policy"]!["rules"]![0]!["name"]!.GetValue<string>().ShouldBe("gently");
    }

    [Fact]
    public async Task Explain_SaysItInWords_AndChangesNothing()
    {
        await using var host = await Host.StartAsync();
        var told = await host.SendAsync(HttpMethod.Post, "/v1/policies/explain", """{"policy":{"block_for":"90m","rules":[{"name":"night","when":{"networks":["222"],"money":1200,"whole_network":true},"then":"block","repeat_for":["4h","1d"]}],"quiet_hours":{"from":"22:00","to":"06:00"}}}""", 200);
        var sentences = told["sentences"]!.AsArray().Select(s => s!.GetValue<string>()).ToList();
        sentences.ShouldContain("Rule 1, 'night': if the odds are 20 or more, and the network is 222, and it is in all numbers of a network, and it has cost 1,200 or more, it is blocked, for 1 hour 30 minutes at a time while it lasts; when it comes back, for 4 hours, then 1 day.");
        sentences.ShouldContain(s => s.StartsWith("From 22:00 to 06:00 (UTC)", StringComparison.Ordinal));
        (await host.GetAsync("/v1/policies"))["total"]!.GetValue<int>().ShouldBe(0);
        (await host.SendAsync(HttpMethod.Post, "/v1/policies/explain", "{}", 200))["sentences"]!.AsArray().Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"rules":[{"then":"stop"}]}""", "policy.rules[0].then")]
    [InlineData("""{"rules":[null]}""", "policy.rules[0]")]
    [InlineData("""{"rules":[{"then":"block"},{"then":"block","when":{"networks":["22201",null]}}]}""", "policy.rules[1].when.networks[1]")]
    [InlineData("""{"monitor_at":18,"rules":[{"then":"block","when":{"odds":17}}]}""", "policy.rules[0].when.odds")]
    [InlineData("""{"rules":[{"then":"block","repeat_for":["4h","40d"]}]}""", "policy.rules[0].repeat_for[1]")]
    [InlineData("""{"quiet_hours":{"from":"22:00"}}""", "policy.quiet_hours.to")]
    [InlineData("""{"quiet_hours":{"from":"22:00","to":"06:00","at_most":"block"}}""", "policy.quiet_hours.at_most")]
    public async Task Publish_WhatWillNotDo_NamesItsPath(string policy, string where)
    {
        await using var host = await Host.StartAsync();
        foreach (var path in new[] { "/v1/policies", "/v1/policies/explain" })
            (await host.SendAsync(HttpMethod.Post, path, $$"""{"policy":{{policy}}}""", 400))["where"]!.GetValue<string>().ShouldBe(where);
    }
}
