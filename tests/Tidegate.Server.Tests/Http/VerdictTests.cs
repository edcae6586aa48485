using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

[Collection("attacked traffic")]
public sealed class VerdictTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Attack_IsAnIncidentAndADecision_AndTheNextMessageOfItIsRefusedOnceToldToEnforce()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        incident["state"]!.GetValue<string>().ShouldBe("mitigated");
        incident["scope"]!["customers"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe(AttackedTraffic.Victim);
        var decision = (await host.GetAsync("/v1/decisions"))["items"]!.AsArray().First(d => d!["scope"]!["ranges"]!.AsArray().Any(r => r!["from"]!.GetValue<string>() == "855975150000"))!;
        decision["enforced"]!.GetValue<bool>().ShouldBeFalse();

        var monitored = await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber);
        monitored["verdict"]!.GetValue<string>().ShouldBe("allow");
        monitored["would"]!.GetValue<string>().ShouldBe("block");

        await host.SendAsync(HttpMethod.Put, "/v1/mode", new { mode = "enforce", reason = "test" }, 200);
        var refused = await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber);
        refused["verdict"]!.GetValue<string>().ShouldBe("block");
        refused["decision_id"]!.GetValue<string>().ShouldBe(decision["id"]!.GetValue<string>());
        refused["until"]!.GetValue<string>().ShouldStartWith("2026-03-03T1");
        refused["retry_after_seconds"]!.GetValue<long>().ShouldBeGreaterThan(0);
        refused["alternative_channel"]!.GetValue<string>().ShouldBe("app");
        (await host.CheckAsync("other-customer", AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
        (await host.CheckAsync(AttackedTraffic.Victim, "+390612340001"))["verdict"]!.GetValue<string>().ShouldBe("allow");
    }

    [Fact]
    public async Task Incident_WhoseBlocksAreLifted_IsOpenAgain()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.UntilAttack);
        async Task<string> StateAsync() => (await host.GetAsync("/v1/incidents"))["items"]!.AsArray().ShouldHaveSingleItem()!["state"]!.GetValue<string>();
        (await StateAsync()).ShouldBe("mitigated");
        foreach (var decision in (await host.GetAsync("/v1/decisions"))["items"]!.AsArray())
            await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{decision!["id"]!.GetValue<string>()}?reason=test", null, 200);
        (await StateAsync()).ShouldBe("open");
    }

    [Fact]
    public async Task FalsePositive_LiftsTheBlock_AndIsExpectedFromThenOn()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync(traffic.UntilAttack);
        var id = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        var resolved = await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "resolve", resolution = "false_positive", comment = "their new market" }, 200);
        resolved["state"]!.GetValue<string>().ShouldBe("resolved");
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
        await host.PostEventsAsync(traffic.Lines);
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
        (await host.GetAsync("/v1/incidents?network=45608"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Precedence_HoldBlock_Allowlist_OperatorBlock_AutomaticBlock_Throttle_Allow()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync([EventsTests.Submit("p1", "acme"), EventsTests.Submit("p2", "other")]);
        var scope = new { customers = new[] { "acme" }, ranges = new[] { new { from = "393390000000", to = "393399999999" } } };
        const string number = "+393391234567";
        async Task<string> Verdict(string customer = "acme", string to = number) => (await host.CheckAsync(customer, to))["verdict"]!.GetValue<string>();

        (await Verdict()).ShouldBe("allow");
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "throttle", scope, minutes = 60, reason = "slow" }, 201);
        (await Verdict()).ShouldBe("throttle");
        var block = await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope, minutes = 60, reason = "stop" }, 201);
        (await Verdict()).ShouldBe("block");
        (await Verdict("other")).ShouldBe("allow");
        (await Verdict("acme", "+393380000001")).ShouldBe("allow");
        var allow = await host.SendAsync(HttpMethod.Post, "/v1/allowlist", new { scope = new { ranges = new[] { new { from = "393391234567", to = "393391234567" } } }, comment = "the chief's phone" }, 201);
        (await Verdict()).ShouldBe("allow");
        (await Verdict("acme", "+393391234568")).ShouldBe("block");
        var hold = await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", hold = true, scope = new { networks = new[] { "22201" } }, reason = "court order" }, 201);
        (await host.SendAsync(HttpMethod.Post, "/v1/check", new { customer = "acme", destination = number, mccmnc = "22201" }, 200))["verdict"]!.GetValue<string>().ShouldBe("block");
        await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{hold["id"]}?reason=over", null, 200);
        (await Verdict()).ShouldBe("allow");
        await host.SendAsync(HttpMethod.Delete, $"/v1/allowlist/{allow["id"]}", null, 200);
        (await Verdict()).ShouldBe("block");
        await host.SendAsync(HttpMethod.Delete, $"/v1/decisions/{block["id"]}", null, 200);
        (await Verdict()).ShouldBe("throttle");
    }

    [Fact]
    public async Task MonitorWins_ForACustomerOfThePolicy()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        await host.PostEventsAsync([EventsTests.Submit("m1", "acme")]);
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", scope = new { customers = new[] { "acme" } }, reason = "x" }, 201);
        (await host.CheckAsync("acme", "+393391234567"))["verdict"]!.GetValue<string>().ShouldBe("block");
        await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy = new { monitor_customers = new[] { "acme" } }, comment = "trial" }, 201);
        var watched = await host.CheckAsync("acme", "+393391234567");
        watched["verdict"]!.GetValue<string>().ShouldBe("allow");
        watched["would"]!.GetValue<string>().ShouldBe("block");
        await host.SendAsync(HttpMethod.Post, "/v1/policies/0/rollback", null, 201);
        (await host.CheckAsync("acme", "+393391234567"))["verdict"]!.GetValue<string>().ShouldBe("block");
    }

    [Theory]
    [InlineData("number_unparseable", "acme", "+39")]
    [InlineData("unknown_customer", "nobody-yet", "+393391234567")]
    [InlineData("table_stale", "acme", "+393391234567")]
    [InlineData("overload", "acme", "+393391234567")]
    public async Task FailurePolicies_AllowByDefault_BlockWhenToldTo_AreCounted(string failure, string customer, string destination)
    {
        foreach (var answer in new[] { "allow", "block" })
        {
            var folder = Directory.CreateTempSubdirectory("tidegate-failures-").FullName;
            var config = Path.Combine(folder, "tidegate.yaml");
            await File.WriteAllTextAsync(config, $"mode: enforce\nfailure_policies: {{ {failure}: {answer} }}\nfailures_forced: [{(failure is "table_stale" or "overload" ? failure : "")}]");

            // A process of its own: within one process all services hear of each other's meters, so other tests' hosts would be counted too.
            using var child = Child.Serve(Path.Combine(folder, "data"), "--config", config);
            using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
            ((int)(await client.PostAsync("/v1/events", Host.Ndjson([EventsTests.Submit("f1", "acme")]))).StatusCode).ShouldBe(202);
            var response = await client.PostAsJsonAsync("/v1/check", new { customer, destination });
            ((int)response.StatusCode).ShouldBe(200);
            var told = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
            told["verdict"]!.GetValue<string>().ShouldBe(answer);
            told["failure"]!.GetValue<string>().ShouldBe(failure);
            (await client.GetStringAsync("/metrics")).Split('\n').ShouldContain(l => l.StartsWith("tidegate_failures_total{", StringComparison.Ordinal) && l.Contains($"\"{failure}\"", StringComparison.Ordinal) && l.EndsWith(" 1", StringComparison.Ordinal));
            child.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Check_Batch_AndRecord_CountsAsTheSubmission()
    {
        await using var host = await Host.StartAsync();
        var batch = await host.SendAsync(HttpMethod.Post, "/v1/check", """{"record":true,"messages":[{"customer":"acme","destination":"+393391234567","message_id":"r1","time":"2026-03-02T00:00:09Z"},{"customer":"acme","destination":"+393391234568","message_id":"r2","time":"2026-03-02T00:00:09Z"}]}""", 200);
        batch["verdicts"]!.AsArray().Count.ShouldBe(2);
        (await host.PostEventsAsync([EventsTests.Submit("r1"), EventsTests.Submit("r3")]))["duplicates"]!.GetValue<int>().ShouldBe(1);
        var without = await host.SendAsync(HttpMethod.Post, "/v1/check", """{"customer":"acme","destination":"+393391234567","record":true}""", 400);
        without["where"]!.GetValue<string>().ShouldContain("message_id");
    }

    [Fact]
    public async Task KnownNumbers_AreSparedByAutomaticBlocks()
    {
        await using var host = await Host.StartAsync("mode: enforce");
        // A number of the range that later is attacked, known long before.
        const string known = "+855975150777";
        await host.PostEventsAsync([EventsTests.Submit("k1", AttackedTraffic.Victim, known, "2026-03-02T00:00:00Z"), .. traffic.UntilAttack]);
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        (await host.CheckAsync(AttackedTraffic.Victim, known))["verdict"]!.GetValue<string>().ShouldBe("allow");
    }
}
