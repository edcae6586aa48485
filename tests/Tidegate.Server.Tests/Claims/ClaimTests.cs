using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Tidegate.Server.Tests.Console;
using Xunit;

namespace Tidegate.Server.Tests.Claims;

[Collection("attacked traffic")]
public sealed class ClaimTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Claim_IsAskedAgreedAndCreditedInParts_AndStandsInTheScorecards_AfterARestartToo()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.Lines);
        await host.Engine.Sums.FlushAsync();
        var incident = (await host.GetAsync("/v1/incidents"))["items"]![0]!;
        var (id, supplier, currency) = (incident["id"]!.GetValue<string>(), incident["scope"]!["suppliers"]![0]!.GetValue<string>(), incident["currency"]!.GetValue<string>());
        var hash = new string('a', 64);
        var claim = await host.SendAsync(HttpMethod.Post, "/v1/claims", new { supplier, currency, amount = 120.50, incidents = new[] { id }, evidence_sha256 = hash, comment = "call +39 339 123 4567" }, 201);
        var at = $"/v1/claims/{claim["id"]}";
        claim["state"]!.GetValue<string>().ShouldBe("asked");
        claim["steps"]![0]!["comment"]!.GetValue<string>().ShouldNotContain("1234567");

        (await Step(host, at, 1, new { action = "agree", amount = 100 }))["state"]!.GetValue<string>().ShouldBe("agreed");
        (await Step(host, at, 2, new { action = "credit", amount = 40.25 }))["state"]!.GetValue<string>().ShouldBe("agreed");
        await host.RestartAsync();
        var done = await Step(host, at, 3, new { action = "credit" });
        done["state"]!.GetValue<string>().ShouldBe("credited");
        done["credited"]!.GetValue<decimal>().ShouldBe(100m);
        done["evidence_sha256"]!.GetValue<string>().ShouldBe(hash);

        var card = (await host.GetAsync("/v1/reports/suppliers"))["sections"]![0]!["rows"]!.AsArray().Single(r => r!["party"]!.GetValue<string>() == supplier)!;
        card["claim_asked"]!.GetValue<double>().ShouldBe(120.5);
        card["claim_agreed"]!.GetValue<double>().ShouldBe(100);
        card["claim_credited"]!.GetValue<double>().ShouldBe(100);
        (await host.GetAsync("/v1/audit?subject=" + claim["id"])).AsArray().Select(l => l!["action"]!.GetValue<string>()).ShouldBe(["claim.credit", "claim.credit", "claim.agree", "claim.ask"]);
        (await host.GetAsync($"/v1/claims?supplier={supplier}&state=credited&incident={id}"))["total"]!.GetValue<int>().ShouldBe(1);
        (await host.GetAsync("/v1/claims?state=asked"))["total"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task Steps_ThatCannotFollow_AndSomeoneElsesVersion_AreRefused_AndChangeNothing()
    {
        await using var host = await Host.StartAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/suppliers/carrier", new { kind = "aggregator" }, 200);
        var claim = await host.SendAsync(HttpMethod.Post, "/v1/claims", new { supplier = "carrier", currency = "EUR", amount = 10 }, 201);
        var at = $"/v1/claims/{claim["id"]}/actions";
        foreach (var body in new object[] { new { action = "credit" }, new { action = "agree", amount = 10.01 }, new { action = "agree", amount = -1 }, new { action = "agree", amount = 0.0000001 }, new { action = "reopen" }, new { action = "comment" }, new { action = "vanish" }, new { action = "refuse", at = "2020-01-01T00:00:00Z" } })
            await host.SendAsync(HttpMethod.Post, at, body, 400);
        await host.SendAsync(HttpMethod.Post, at, new { action = "refuse" }, 412, "\"7\"");
        await host.SendAsync(HttpMethod.Post, at, new { action = "refuse", comment = "they say it is honest" }, 200, "\"1\"");
        await host.SendAsync(HttpMethod.Post, at, new { action = "agree" }, 400);
        (await host.SendAsync(HttpMethod.Post, at, new { action = "reopen" }, 200))["state"]!.GetValue<string>().ShouldBe("asked");
        (await host.SendAsync(HttpMethod.Post, at, new { action = "withdraw" }, 200))["state"]!.GetValue<string>().ShouldBe("withdrawn");
        (await host.GetAsync($"/v1/claims/{claim["id"]}"))["version"]!.GetValue<int>().ShouldBe(4);
        foreach (var (field, body) in new (string, object)[]
        {
            ("supplier", new { supplier = "nobody", currency = "EUR", amount = 1 }), ("currency", new { supplier = "carrier", currency = "euro", amount = 1 }), ("amount", new { supplier = "carrier", currency = "EUR", amount = 0 }),
            ("incidents", new { supplier = "carrier", currency = "EUR", amount = 1, incidents = new[] { "i0" } }), ("evidence_sha256", new { supplier = "carrier", currency = "EUR", amount = 1, evidence_sha256 = "abc" }),
        })
            (await host.SendAsync(HttpMethod.Post, "/v1/claims", body, 400))["where"]!.GetValue<string>().ShouldBe(field);
    }

    [Fact]
    public async Task Page_AsksAndGoesOn_AndSaysWhatWillNotDo()
    {
        await using var host = await Host.StartAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/suppliers/carrier", new { kind = "aggregator" }, 200);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/claims?supplier=carrier")).Text;
        var (status, text, _) = await Form.PostAsync(browser, "/claims", page, ("supplier", "carrier"), ("amount", "much"), ("currency", "EUR"), ("incidents", ""), ("evidence", ""), ("comment", "typed with care"));
        status.ShouldBe(400);
        WebUtility.HtmlDecode(text).ShouldSatisfyAllConditions(t => t.ShouldContain("'much'"), t => t.ShouldContain("typed with care"));
        (await Form.PostAsync(browser, "/claims", page, ("supplier", "carrier"), ("amount", "50"), ("currency", "eur"), ("incidents", ""), ("evidence", ""), ("comment", ""))).Status.ShouldBe(302);
        var claim = (await host.GetAsync("/v1/claims"))["items"]![0]!["id"]!.GetValue<string>();
        page = (await browser.SendAsync(HttpMethod.Get, "/claims")).Text;
        page.ShouldContain("50.00 EUR");
        (await Form.PostAsync(browser, "/claims/" + claim, page, ("version", "1"), ("do", "agree"), ("amount", ""), ("evidence", ""), ("comment", ""))).Status.ShouldBe(302);
        (await Form.PostAsync(browser, "/claims/" + claim, page, ("version", "1"), ("do", "credit"), ("amount", ""), ("evidence", ""), ("comment", ""))).Status.ShouldBe(412);
        (await host.GetAsync("/v1/claims/" + claim))["agreed"]!.GetValue<decimal>().ShouldBe(50m);
    }

    private static Task<JsonNode> Step(Host host, string claim, int version, object body) => host.SendAsync(HttpMethod.Post, claim + "/actions", body, 200, $"\"{version}\"");
}
