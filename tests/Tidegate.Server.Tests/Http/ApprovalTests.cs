using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Http;

/// <summary>Blocks that take a person's approval.</summary>
[Collection("attacked traffic")]
public sealed class ApprovalTests(AttackedTraffic traffic)
{
    private static readonly object Policy = new { policy = new { rules = new[] { new { name = "ask first", then = "block", approve = true } } } };

    [Fact]
    public async Task OnTheConsole_WhatAwaitsApproval_IsShown_Refused_OrApproved()
    {
        await using var host = await Proposing();
        using var browser = new Access.Browser(host);
        var id = (await OneAsync(host))["id"]!.GetValue<string>();
        var page = (await browser.SendAsync(HttpMethod.Get, "/decisions")).Text;
        page.ShouldContain("Awaiting approval");
        page.ShouldContain("ask first");
        (await Console.Form.PostAsync(browser, $"/decisions/{id}/answer", page, ("do", "refuse"))).Status.ShouldBe(400);
        (await Console.Form.PostAsync(browser, $"/decisions/{id}/answer", page, ("do", "approve"), ("text", "I know that range"))).Status.ShouldBe(302);
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        (await browser.SendAsync(HttpMethod.Get, "/decisions")).Text.ShouldNotContain("Awaiting approval");
    }

    [Fact]
    public async Task Approve_BlocksFromThenOn_NeverBefore_AndHoldsOverRestarts()
    {
        await using var host = await Proposing();
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
        await host.RestartAsync();
        var proposal = await OneAsync(host);
        proposal["proposed"]!.GetValue<string>().ShouldBe("block");
        proposal["rule"]!.GetValue<string>().ShouldBe("ask first");
        proposal["messages_passed"]!.GetValue<long>().ShouldBeGreaterThan(0);
        var id = proposal["id"]!.GetValue<string>();
        (await host.GetAsync("/v1/decisions/" + id))["proposed"]!.GetValue<string>().ShouldBe("block");
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");

        var approved = await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "approve", reason = "I know that range" }, 200);
        approved["decision"]!["action"]!.GetValue<string>().ShouldBe("block");
        (await host.GetAsync("/v1/approvals"))["total"]!.GetValue<int>().ShouldBe(0);
        await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "approve" }, 409);
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        var decisions = (await host.GetAsync("/v1/decisions?state=all")).ToJsonString();
        await host.RestartAsync(); // from the journal
        (await host.GetAsync("/v1/decisions?state=all")).ToJsonString().ShouldBe(decisions);
        await host.SnapshotAsync();
        await host.RestartAsync(); // from a snapshot
        (await host.GetAsync("/v1/decisions?state=all")).ToJsonString().ShouldBe(decisions);
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("block");
        var audit = (await host.GetAsync("/v1/audit?subject=" + id)).AsArray();
        audit[0]!["action"]!.GetValue<string>().ShouldBe("approval.approve");
        audit[0]!["why"]!.GetValue<string>().ShouldBe("I know that range");
    }

    [Fact]
    public async Task Refuse_NeedsAReason_AndLetsPassWhileTheAttackLasts()
    {
        await using var host = await Proposing();
        var id = (await OneAsync(host))["id"]!.GetValue<string>();
        (await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "refuse" }, 400))["where"]!.GetValue<string>().ShouldBe("reason");
        (await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "maybe" }, 400))["where"]!.GetValue<string>().ShouldBe("answer");
        await host.SendAsync(HttpMethod.Post, "/v1/approvals/d20260303-1", new { answer = "approve" }, 404);
        (await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "refuse", reason = "our launch" }, 200))["decision"].ShouldBeNull();
        await host.RestartAsync();
        await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "approve" }, 409);
        (await host.GetAsync("/v1/decisions/" + id))["proposed"].ShouldBeNull();
        await host.PostEventsAsync(traffic.Lines.Skip(traffic.UntilAttack.Count).Take(500));
        (await host.CheckAsync(AttackedTraffic.Victim, AttackedTraffic.FreshNumber))["verdict"]!.GetValue<string>().ShouldBe("allow");
    }

    [Fact]
    public async Task AProposalOfAnAttackThatIsOver_Lapses()
    {
        await using var host = await Proposing();
        var id = (await OneAsync(host))["id"]!.GetValue<string>();
        await host.PostEventsAsync(traffic.Lines.Skip(traffic.UntilAttack.Count));
        await host.PostEventsAsync([EventsTests.Submit("later", time: "2026-03-04T12:00:00Z")]);
        (await host.GetAsync("/v1/approvals"))["items"]!.AsArray().ShouldNotContain(p => p!["id"]!.GetValue<string>() == id);
        await host.SendAsync(HttpMethod.Post, "/v1/approvals/" + id, new { answer = "approve" }, 409);
    }

    private async Task<Host> Proposing()
    {
        var host = await Host.StartAsync("mode: enforce");
        await host.SendAsync(HttpMethod.Post, "/v1/policies", Policy, 201);
        await host.PostEventsAsync(traffic.UntilAttack);
        return host;
    }

    private static async Task<JsonNode> OneAsync(Host host)
    {
        var waiting = (await host.GetAsync("/v1/approvals"))["items"]!.AsArray();
        return waiting.Single(p => p!["scope"]!["customers"]!.AsArray().Any(c => c!.GetValue<string>() == AttackedTraffic.Victim))!;
    }
}
