using System.Net;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>What an incident's page shows, and two who act on it within a moment.</summary>
[Collection("attacked traffic")]
public sealed partial class CasePageTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task Incident_IsShown_BySenderRangeAndTime_BesideOtherTraffic_AndItsDecisionsTellWhatTheyHit()
    {
        await using var host = await Host.StartAsync("mode: enforce\n");
        await host.PostEventsAsync(traffic.UntilAttack);
        using var browser = new Browser(host);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]![0]!;
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/incidents/" + incident["id"]!.GetValue<string>())).Text);
        foreach (var part in new[] { "Sender, range and time", "class=\"heat\"", "Codes used and receipts, beside other traffic", "Who carries it", "of the incident", "a block stands", "Other messages of these customers", "class=\"expected\"" }) page.ShouldContain(part);
        PatternOf().IsMatch(page).ShouldBeTrue();
        var blocks = (await host.GetAsync("/v1/decisions?incident_id=" + incident["id"]!.GetValue<string>()))["items"]!.AsArray();
        blocks.Count.ShouldBeGreaterThan(0);
        HitOf().Matches(page).Sum(m => long.Parse(m.Groups[1].Value.Replace(",", "", StringComparison.Ordinal).Replace("\u2009", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)).ShouldBeGreaterThan(0);
        WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/decisions")).Text).ShouldContain("hit </span>");
    }

    [Fact]
    public async Task Decision_IsExtended_AndHeld_FromTheList()
    {
        await using var host = await Host.StartAsync("mode: enforce\n");
        using var browser = new Browser(host);
        var placed = await host.SendAsync(HttpMethod.Post, "/v1/decisions", new { action = "block", minutes = 10, scope = new { customers = new[] { "acme" } }, reason = "seen" }, 201);
        var id = placed["id"]!.GetValue<string>();
        var page = (await browser.SendAsync(HttpMethod.Get, "/decisions")).Text;
        (await Form.PostAsync(browser, $"/decisions/{id}/lift", page, ("do", "extend"), ("minutes", "60"), ("text", "it goes on"))).Status.ShouldBe(302);
        (await host.GetAsync("/v1/decisions/" + id))["until"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(placed["until"]!.GetValue<DateTimeOffset>());
        (await Form.PostAsync(browser, $"/decisions/{id}/lift", page, ("do", "hold"), ("minutes", "60"), ("text", "over the allowlist"))).Status.ShouldBe(302);
        var all = (await host.GetAsync("/v1/decisions"))["items"]!.AsArray();
        all.Count(d => d!["hold"]!.GetValue<bool>()).ShouldBe(1);
        (await Form.PostAsync(browser, $"/decisions/{id}/lift", page, ("do", "dance"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task TwoBlocks_WithinAMoment_TheSecondIsToldOfTheFirst_AndKeepsWhatWasTyped()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        var path = "/incidents/" + (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        using var one = new Browser(host);
        using var other = new Browser(host);
        var pages = new[] { (await one.SendAsync(HttpMethod.Get, path)).Text, (await other.SendAsync(HttpMethod.Get, path)).Text };
        var answers = await Task.WhenAll(new[] { one, other }.Select((browser, n) => Form.PostAsync(
            browser, path, pages[n], ("version", VersionOf().Match(pages[n]).Groups[1].Value), ("form", "block"), ("do", "block"), ("sure", "yes"), ("customers", AttackedTraffic.Victim), ("ranges", "+85597515xxxx"), ("minutes", "360"), ("text", $"reason of {n}"))));
        answers.Count(a => a.Status == 302).ShouldBe(1);
        var late = answers.Single(a => a.Status != 302);
        late.Status.ShouldBe(412);
        var text = WebUtility.HtmlDecode(late.Text);
        text.ShouldContain("someone else changed this incident meanwhile");
        text.ShouldContain("placed a decision");
        foreach (var reason in new[] { "reason of 0", "reason of 1" }) text.ShouldContain(reason); // of the first, and typed
        (await host.GetAsync("/v1/decisions?origin=local"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task TheSameOrder_ByAProgram_IsToldThatItIsThere()
    {
        await using var host = await Host.StartAsync();
        var order = new { action = "block", scope = new { customers = new[] { "acme" } }, reason = "seen" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.TrySendAsync(HttpMethod.Post, "/v1/decisions", order)));
        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Status == 409 && a.Text.Contains("in force", StringComparison.Ordinal));
        var id = (await host.GetAsync("/v1/decisions"))["items"]![0]!["id"]!.GetValue<string>();
        await host.SendAsync(HttpMethod.Delete, "/v1/decisions/" + id, null, 200);
        await host.SendAsync(HttpMethod.Post, "/v1/decisions", order, 201);
    }

    [System.Text.RegularExpressions.GeneratedRegex("class=\"state pattern\">(sequential|random|pool)<")]
    private static partial System.Text.RegularExpressions.Regex PatternOf();

    [System.Text.RegularExpressions.GeneratedRegex("<span class=\"tag\">hit </span>([0-9,\\u2009\\u00a0]+)")]
    private static partial System.Text.RegularExpressions.Regex HitOf();

    [System.Text.RegularExpressions.GeneratedRegex("name=\"version\" value=\"([^\"]+)\"")]
    private static partial System.Text.RegularExpressions.Regex VersionOf();
}
