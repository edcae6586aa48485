using System.Net;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

[Collection("attacked traffic")]
public sealed class PartyPagesTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Customer_ShowsItsIncidents_AndItsContactsAreEdited()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.KnownAsync("customers", AttackedTraffic.Victim);
        using var browser = new Browser(host);
        (await browser.SendAsync(HttpMethod.Get, "/customers")).Text.ShouldContain($"href=\"/customers/{AttackedTraffic.Victim}\"");
        (await browser.SendAsync(HttpMethod.Get, "/customers?q=nothing-like-it")).Text.ShouldContain("None has such a name");
        (await browser.SendAsync(HttpMethod.Get, "/customers?sort=colour")).Status.ShouldBe(400);
        var path = "/customers/" + AttackedTraffic.Victim;
        var page = (await browser.SendAsync(HttpMethod.Get, path)).Text;
        page.ShouldContain("/incidents/" + (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>());
        page.ShouldContain("Decisions in force");
        (string, string)[] fields = [("version", "1"), ("contact0.name", "Ann <b>"), ("contact0.email", "ann@example.com"), ("contact0.role", "noc"), ("contact1.name", ""), ("zone", "Europe/Rome"), ("comment", "calls back")];
        (await Form.PostAsync(browser, path, page, fields)).Status.ShouldBe(302);
        var known = await host.GetAsync("/v1" + path);
        known["contacts"]![0]!["email"]!.GetValue<string>().ShouldBe("ann@example.com");
        known["time_zone"]!.GetValue<string>().ShouldBe("Europe/Rome");
        var late = await Form.PostAsync(browser, path, page, [("version", "1"), ("contact0.name", "my Bob"), ("contact0.email", "bob@example.com")]);
        late.Status.ShouldBe(412);
        late.Text.ShouldContain("my Bob");
        var bad = await Form.PostAsync(browser, path, page, [("version", "2"), ("contact0.name", "my Bob"), ("zone", "Mars/Olympus")]);
        bad.Status.ShouldBe(400);
        bad.Text.ShouldContain("Mars/Olympus");
        (await browser.SendAsync(HttpMethod.Get, path)).Text.ShouldContain("Ann &lt;b&gt;");
        (await browser.SendAsync(HttpMethod.Get, "/customers/nobody")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Supplier_IsDescribed()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        using var browser = new Browser(host);
        var name = traffic.Supplier;
        await host.KnownAsync("suppliers", name);
        var path = "/suppliers/" + Uri.EscapeDataString(name);
        var page = (await browser.SendAsync(HttpMethod.Get, path)).Text;
        (await Form.PostAsync(browser, path, page, ("version", "1"), ("kind", "aggregator"), ("networks", "22201\n40101"))).Status.ShouldBe(302);
        var known = await host.GetAsync("/v1" + path);
        known["kind"]!.GetValue<string>().ShouldBe("aggregator");
        known["networks"]!.AsArray().Count.ShouldBe(2);
        (await Form.PostAsync(browser, path, page, ("version", "2"), ("networks", "abc"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task OwnView_OfACustomer_HasNothingOfAnother_AndTakesItsAnswer()
    {
        const string other = "rival-of-theirs";
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.PostEventsAsync([Http.EventsTests.Submit("r1", other)]);
        await host.KnownAsync("customers", other);
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { scope = new { customers = new[] { other } }, reason = "a rival's block" }, 201);
        await host.SendAsync(HttpMethod.Put, "/v1/customers/" + other, new { contacts = new[] { new { name = "Rivalman", email = "r@example.com" } } }, 200);
        var id = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "comment", comment = "between us analysts" }, 200);
        var names = (await host.GetAsync("/v1/customers?limit=1000"))["items"]!.AsArray().Concat((await host.GetAsync("/v1/suppliers"))["items"]!.AsArray()).Select(p => p!["name"]!.GetValue<string>()).Where(n => n != AttackedTraffic.Victim).ToList();
        names.Count.ShouldBeGreaterThan(3);
        await Browser.MakeAsync(host, "root", "admin");
        using var root = await new Browser(host).SignInAsync("root");
        (await root.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "own", role = "customer", customer = AttackedTraffic.Victim, password = Browser.Password })).Status.ShouldBe(201);
        using var own = await new Browser(host).SignInAsync("own");
        var path = "/incidents/" + id;
        foreach (var page in new[] { "/", "/incidents", path, "/decisions", "/customers/" + AttackedTraffic.Victim, "/incidents?q=" + other })
        {
            var shown = WebUtility.HtmlDecode((await own.SendAsync(HttpMethod.Get, page)).Text);
            shown.ShouldContain(AttackedTraffic.Victim, Case.Sensitive, page);
            foreach (var name in names.Where(n => page.EndsWith(other, StringComparison.Ordinal) ? n != other : true)) shown.ShouldNotContain(name, Case.Sensitive, page);
            foreach (var hidden in new[] { "Rivalman", "a rival's block", "between us analysts", "Block now", "href=\"/settings\"" }) shown.ShouldNotContain(hidden, Case.Sensitive, page);
        }

        foreach (var page in new[] { "/customers", "/suppliers", "/policies", "/settings", "/start", "/explore", "/reports", "/reports/market" }) (await own.StatusAsync(page)).ShouldBe(403, page);
        (await own.StatusAsync("/customers/" + other)).ShouldBe(404);

        var form = (await own.SendAsync(HttpMethod.Get, path)).Text;
        (await Form.PostAsync(own, path + "/answer", form, ("answer", "object"))).Status.ShouldBe(400);
        (await Form.PostAsync(own, path + "/answer", form, ("answer", "object"), ("text", "our launch"))).Status.ShouldBe(302);
        (await own.SendAsync(HttpMethod.Get, path)).Text.ShouldContain("our launch");
        (await Form.PostAsync(own, "/customers/" + AttackedTraffic.Victim, form, ("version", "1"))).Status.ShouldBe(403);
        var seen = (await root.SendAsync(HttpMethod.Get, path)).Text;
        seen.ShouldContain("our launch");
        seen.ShouldContain("objected to what is done");
        (await Form.PostAsync(root, path + "/answer", seen, ("answer", "agree"))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Feed_OfConversions_IsTold()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.PostEventsAsync([Http.EventsTests.Submit("r1", "mute")]);
        using var browser = new Browser(host);
        await host.KnownAsync("customers", "mute");
        (await browser.SendAsync(HttpMethod.Get, "/customers/mute")).Text.ShouldContain("never reported");
        (await browser.SendAsync(HttpMethod.Get, "/customers/" + AttackedTraffic.Victim)).Text.ShouldContain("of codes used");
    }
}
