using System.Net;
using Shouldly;
using Tidegate.Server.Engine;
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
    public async Task Incident_OfThirtyMessages_IsShownAsItRuns()
    {
        await using var host = await Host.StartAsync();
        var attack = 0;
        await host.PostEventsAsync(traffic.UntilAttack.TakeWhile(l => !l.Contains("\"+85597515", StringComparison.Ordinal) || !l.Contains("\"submit\"", StringComparison.Ordinal) || ++attack <= 15));
        using var browser = new Browser(host);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]![0]!;
        var messages = incident["messages"]!.GetValue<long>();
        messages.ShouldBeInRange(5, 60);
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/incidents/" + incident["id"]!.GetValue<string>())).Text);
        foreach (var part in new[] { $"{messages} messages", "Which numbers were hit", "Sender, range and time", "Who carries it" }) page.ShouldContain(part);
    }

    [Fact]
    public async Task PathFromRangeToRange_IsInTheOrderOfTheFirstHits()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        using var browser = new Browser(host);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]![0]!;
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/incidents/" + incident["id"]!.GetValue<string>())).Text);
        var path = page[page.IndexOf("Its path from range to range", StringComparison.Ordinal)..];
        path = path[..path.IndexOf("</tbody>", StringComparison.Ordinal)];
        var begins = BeginOf().Matches(path).Select(m => DateTimeOffset.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        begins.Count.ShouldBeGreaterThan(1);
        begins.ShouldBe(begins.Order());
        begins[0].ShouldBe(incident["first_message_at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Campaign_IsATimeline_AndEarlierIncidentsAreSaidToBeAlike()
    {
        await using var host = await Host.StartAsync();
        var documents = new[] { Stored(1, "c1", "first-co", 393390000000), Stored(2, "c1", "acme", 393391000000), Stored(3, "c0", "acme", 393391050000), Stored(4, "c9", "another-co", 447700000000) with { Scope = new Incidents.Scope { Customers = ["another-co"], Networks = ["23410"] } } }
            .Select(i => new Storage.Live.DocumentWrite(Book.Incident, i.Id, 1, Book.Write(i))).ToArray();
        host.Engine.Store.Write(0, documents, null);
        host.Engine.Book.Apply(documents);
        using var browser = new Browser(host);
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/incidents/" + Stored(2, "c1", "", 0).Id)).Text);
        var path = page[page.IndexOf("The same attacker elsewhere", StringComparison.Ordinal)..page.IndexOf("Like earlier incidents", StringComparison.Ordinal)];
        path.ShouldContain("This one");
        path.ShouldContain("first-co");
        path.ShouldNotContain("another-co");
        var like = page[page.IndexOf("Like earlier incidents", StringComparison.Ordinal)..];
        like.ShouldContain("neighbouring numbers, the same customer");
        like.ShouldNotContain("another-co");
    }

    private static Incidents.Incident Stored(int number, string campaign, string customer, ulong first)
    {
        // The third is the oldest: what is like another came before it.
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddHours(number == 3 ? -40 : number);
        return new Incidents.Incident
        {
            Id = $"i20260301000000-{number}",
            CampaignId = campaign,
            OpenedAt = at,
            ClosedAt = at.AddHours(1),
            FirstMessageAt = at,
            LastMessageAt = at.AddMinutes(50),
            Severity = Incidents.Severity.High,
            State = Incidents.IncidentState.Closed,
            Scope = new Incidents.Scope { Customers = [customer], Networks = ["22201"], Ranges = [new Incidents.NumberRange(first, first + 9999)] },
            Messages = 400,
            ExpectedMessages = 3,
            DistinctDestinations = 90,
            Converted = 0,
            Cost = 20,
            Currency = "EUR",
            LogOdds = 25,
            FalseAlarmsPerWeek = 0.001,
            Summary = "More than usual.",
            Evidence = [],
        };
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

    [System.Text.RegularExpressions.GeneratedRegex("<time datetime=\"([^\"]+)\"")]
    private static partial System.Text.RegularExpressions.Regex BeginOf();

    [System.Text.RegularExpressions.GeneratedRegex("class=\"state pattern\">(sequential|random|pool)<")]
    private static partial System.Text.RegularExpressions.Regex PatternOf();

    [System.Text.RegularExpressions.GeneratedRegex("<span class=\"tag\">hit </span>([0-9,\\u2009\\u00a0]+)")]
    private static partial System.Text.RegularExpressions.Regex HitOf();

    [System.Text.RegularExpressions.GeneratedRegex("name=\"version\" value=\"([^\"]+)\"")]
    private static partial System.Text.RegularExpressions.Regex VersionOf();
}
