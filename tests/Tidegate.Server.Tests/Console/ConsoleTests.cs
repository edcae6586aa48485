using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

[Collection("attacked traffic")]
public sealed partial class ConsoleTests(AttackedTraffic traffic)
{
    private const string Markup = "<img src=x onerror=alert(1)>&'co";

    [Fact]
    public async Task Pages_ShowTheIncident_OfPostedTraffic_AndMarkupInNamesIsText()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack.Select(l => l.Replace(AttackedTraffic.Victim, Markup, StringComparison.Ordinal)));
        var id = await IncidentAsync(host);
        using var browser = new Browser(host);
        foreach (var path in new[] { "/", "/incidents", "/incidents?q=onerror&state=ongoing&sort=cost", "/incidents/" + id, "/decisions" })
        {
            var page = await browser.SendAsync(HttpMethod.Get, path);
            page.Status.ShouldBe(200, page.Text);
            page.Text.ShouldContain("anyone on this machine may do anything");
            page.Text.ShouldContain("&lt;img src=x onerror=alert(1)&gt;&amp;", Case.Insensitive, path);
            page.Text.ShouldNotContain("<img", Case.Insensitive, path);
            InlineCode().IsMatch(page.Text).ShouldBeFalse(path);
            Outside().IsMatch(page.Text).ShouldBeFalse(path);
            var policy = page.Response.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldNotContain("unsafe");
            page.Text.ShouldContain(path == "/decisions" ? "monitoring only" : "/incidents/" + id);
        }

        var one = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/incidents/" + id)).Text);
        foreach (var part in new[] { "Evidence, channel by channel", "to 1", "Number ranges", "+85597515", "Since when", "only monitors", "Lift", "Onset", "Which numbers were hit", "of the incident" }) one.ShouldContain(part);
        (await browser.SendAsync(HttpMethod.Get, "/incidents/none")).Status.ShouldBe(404);
        (await browser.SendAsync(HttpMethod.Get, "/incidents?sort=colour")).Text.ShouldContain("opened, severity, messages, cost");
    }

    [Fact]
    public async Task Calm_IsSaid_WhereNothingHappens()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var now = (await browser.SendAsync(HttpMethod.Get, "/")).Text;
        now.ShouldContain("All is calm");
        now.ShouldContain("No event has come in yet");
        foreach (var asset in Assets().Matches(now).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)))
            (await browser.StatusAsync(asset)).ShouldBe(200, asset);
    }

    [Fact]
    public async Task Actions_ByForms_LandInTheAuditLog_AndTheLaterOfTwoLosesNothing()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        var id = await IncidentAsync(host);
        await Browser.MakeAsync(host, "root", "admin");
        using var admin = await new Browser(host).SignInAsync("root");
        (await admin.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "ann", role = "analyst", password = Browser.Password })).Status.ShouldBe(201);
        using var ann = await new Browser(host).SignInAsync("ann");
        var path = "/incidents/" + id;
        ann.Token = null;
        (await ann.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent([new("do", "acknowledge")]))).Status.ShouldBe(403);

        var before = (await ann.SendAsync(HttpMethod.Get, path)).Text;
        (await Form.PostAsync(ann, path, before, ("do", "acknowledge"))).Status.ShouldBe(302);
        (await Form.PostAsync(ann, path, before, ("do", "comment"), ("text", "called <b>them</b>"))).Status.ShouldBe(302);
        var late = await Form.PostAsync(ann, path, before, ("do", "resolve"), ("version", "0"), ("resolution", "confirmed_fraud"), ("text", "they agree"));
        late.Status.ShouldBe(412);
        late.Text.ShouldContain("someone else changed this incident");
        late.Text.ShouldContain("they agree");

        var unsure = await Form.PostAsync(ann, path, before, ("do", "block"), ("customers", AttackedTraffic.Victim), ("ranges", "+85597515xxxx"), ("text", "stop it"));
        unsure.Status.ShouldBe(400);
        var bad = await Form.PostAsync(ann, path, before, ("do", "block"), ("sure", "yes"), ("ranges", "+8559751x5xxx7"), ("text", "stop it"));
        bad.Status.ShouldBe(400);
        (await Form.PostAsync(ann, path, before, ("do", "block"), ("sure", "yes"), ("customers", AttackedTraffic.Victim), ("ranges", "+85597515xxxx"), ("minutes", "60"), ("text", "stop it"))).Status.ShouldBe(302);
        var blocked = (await ann.SendAsync(HttpMethod.Get, path)).Text;
        var order = OrderOf().Match(blocked).Groups[1].Value;
        order.ShouldStartWith("o");
        (await Form.PostAsync(ann, path, blocked, ("do", "lift"), ("decision", order), ("text", "too wide"))).Status.ShouldBe(302);
        var version = VersionOf().Match((await ann.SendAsync(HttpMethod.Get, path)).Text).Groups[1].Value;
        (await Form.PostAsync(ann, path, blocked, ("do", "resolve"), ("version", version), ("resolution", "confirmed_fraud"), ("text", "they agree"))).Status.ShouldBe(302);

        var after = (await ann.SendAsync(HttpMethod.Get, path)).Text;
        after.ShouldContain("resolved as confirmed fraud");
        after.ShouldContain("called &lt;b&gt;them&lt;/b&gt;");
        foreach (var done in new[] { "acknowledged the incident", "commented", "placed a decision", "lifted a decision", "resolved the incident", "too wide" }) after.ShouldContain(done);
        var audit = (await ann.SendAsync(HttpMethod.Get, $"/v1/audit?actor=ann")).Text;
        foreach (var action in new[] { "incident.acknowledge", "incident.comment", "decision.place", "decision.lift", "incident.resolve" }) audit.ShouldContain(action);
    }

    [Fact]
    public async Task Customer_SeesOwnIncidents_AndNothingOfAnothers_NorActions()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        var id = await IncidentAsync(host);
        await Browser.MakeAsync(host, "root", "admin");
        using var admin = await new Browser(host).SignInAsync("root");
        foreach (var (name, customer) in new[] { ("other", "another-tenant"), ("own", AttackedTraffic.Victim) })
            (await admin.SendAsync(HttpMethod.Post, "/v1/accounts", new { name, role = "customer", customer, password = Browser.Password })).Status.ShouldBe(201);

        using var other = await new Browser(host).SignInAsync("other");
        foreach (var path in new[] { "/", "/incidents", "/decisions" })
        {
            var page = await other.SendAsync(HttpMethod.Get, path);
            page.Status.ShouldBe(200);
            page.Text.ShouldNotContain(AttackedTraffic.Victim);
            page.Text.ShouldNotContain(id);
        }

        (await other.SendAsync(HttpMethod.Get, "/")).Text.ShouldContain("All is calm");
        var hidden = await other.SendAsync(HttpMethod.Get, "/incidents/" + id);
        hidden.Status.ShouldBe(404);
        hidden.Text.ShouldNotContain(AttackedTraffic.Victim);
        var decisions = (await other.SendAsync(HttpMethod.Get, "/decisions")).Text;
        var search = await Form.PostAsync(other, "/decisions/search", decisions, ("number", AttackedTraffic.FreshNumber));
        search.Status.ShouldBe(200);
        search.Text.ShouldContain("No decision covers it");

        using var own = await new Browser(host).SignInAsync("own");
        var mine = (await own.SendAsync(HttpMethod.Get, "/incidents/" + id)).Text;
        mine.ShouldContain(AttackedTraffic.Victim);
        mine.ShouldNotContain("Audit log");
        mine.ShouldNotContain("Block now");
        (await Form.PostAsync(own, "/incidents/" + id, mine, ("do", "acknowledge"))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Number_AskedFor_IsAnsweredWithTheDecisionThatCoversIt_AndStaysOutOfTheAddress()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/decisions")).Text;
        var found = await Form.PostAsync(browser, "/decisions/search", page, ("number", "+855 97 515 9999"));
        found.Status.ShouldBe(200, found.Text);
        found.Text.ShouldNotContain("No decision covers it");
        found.Text.ShouldContain("A decision holds for its customers alone");
        found.Text.ShouldContain(AttackedTraffic.Victim);
        (await Form.PostAsync(browser, "/decisions/search", page, ("number", "twelve"))).Text.ShouldContain("expected E.164");
        page.ShouldContain("method=\"post\" action=\"/decisions/search\"");
    }

    [Fact]
    public async Task Theme_IsKept_AndLeadsBackWithinThisSiteAlone()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/")).Text;
        page.ShouldContain("data-theme=\"auto\"");
        (await Form.PostAsync(browser, "/console/theme", page, ("theme", "dark"), ("back", "/incidents?q=x"))).Response.Headers.Location!.ToString().ShouldBe("/incidents?q=x");
        (await browser.SendAsync(HttpMethod.Get, "/")).Text.ShouldContain("data-theme=\"dark\"");
        (await Form.PostAsync(browser, "/console/theme", page, ("theme", "dark"), ("back", "//elsewhere.example"))).Response.Headers.Location!.ToString().ShouldBe("/");
    }

    private static async Task<string> IncidentAsync(Host host) => (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();



    [GeneratedRegex("name=\"decision\" value=\"(o[^\"]+)\"")]
    private static partial Regex OrderOf();

    [GeneratedRegex("name=\"version\" value=\"([^\"]+)\"")]
    private static partial Regex VersionOf();

    [GeneratedRegex("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=\"", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();

    [GeneratedRegex("(src|href|action)=\"(https?:)?//", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex("(?:src|href)=\"(/console/[^\"]+)\"")]
    private static partial Regex Assets();
}
