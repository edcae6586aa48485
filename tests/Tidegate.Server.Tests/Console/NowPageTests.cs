using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>What goes on now: against what is usual, and what awaits a person.</summary>
[Collection("attacked traffic")]
public sealed class NowPageTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task TheLastHour_IsHeldAgainstEarlierTimes_ByCountryCustomerNetworkAndSupplier()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.Engine.Sums.FlushAsync();
        using var browser = new Browser(host);
        var page = await ReadAsync(browser);
        page.ShouldContain("class=\"expected\"");

        // The attack, on a network of Cambodia, is what is beyond the usual.
        var countries = Between(page, "id=\"x-countries\"", "</table>");
        Between(countries, "<tbody>", "</tr>").ShouldContain("Cambodia (KH)");
        Between(countries, "<tbody>", "</tr>").ShouldContain("far beyond the usual");
        var last = traffic.UntilAttack.Where(l => l.Contains("\"submit\"", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l)!).ToList();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(host.Engine.Clock.Now);
        var begin = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero).AddHours(-1);
        var cambodian = last.Count(e => e["destination"]!.GetValue<string>().StartsWith("+855", StringComparison.Ordinal) && e["time"]!.GetValue<DateTimeOffset>() is var at && at >= begin && at < begin.AddHours(1));
        Between(countries, "<tbody>", "</tr>").ShouldContain($"{Reporting.Phrases.Count(cambodian)}</span>");
        Between(page, "id=\"x-customers\"", "</tr>").ShouldNotBeEmpty();
        Between(Between(page, "id=\"x-customers\"", "</table>"), "<tbody>", "</tr>").ShouldContain(AttackedTraffic.Victim);
        page.ShouldContain("id=\"x-networks\"");
        var map = Between(page, "class=\"map\"", "</svg>");
        map.ShouldContain("much more than usual goes to Cambodia (KH)");
        Between(map, "<path class=\"bad\"", "</path>").ShouldContain($"<title>Cambodia (KH): {Reporting.Phrases.Count(cambodian)}");
        page.ShouldContain("id=\"x-suppliers\"");
        page.ShouldContain("What is reported back");

        await Browser.MakeAsync(host, "root", "admin");
        using var root = await new Browser(host).SignInAsync("root");
        (await root.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "own", role = "customer", customer = AttackedTraffic.Victim, password = Browser.Password })).Status.ShouldBe(201);
        using var own = await new Browser(host).SignInAsync("own");
        var mine = await ReadAsync(own);
        mine.ShouldContain("id=\"x-countries\"");
        mine.ShouldNotContain("id=\"x-suppliers\"");
        mine.ShouldNotContain("id=\"x-customers\"");
    }

    [Fact]
    public async Task WhatAwaitsApproval_IsToldHere_AndApprovedHere()
    {
        await using var host = await Host.StartAsync("mode: enforce\n");
        await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy = new { rules = new[] { new { name = "ask first", then = "block", approve = true } } } }, 201);
        await host.PostEventsAsync(traffic.UntilAttack);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/")).Text;
        page.ShouldContain("your approval");
        page.ShouldContain("ask first");
        var waiting = (await host.GetAsync("/v1/approvals"))["items"]!.AsArray();
        var id = waiting[0]!["id"]!.GetValue<string>();
        page.ShouldContain($"/decisions/{id}/answer");
        (await Form.PostAsync(browser, $"/decisions/{id}/answer", page, ("do", "approve"), ("text", "seen"))).Status.ShouldBe(302);
        (await browser.SendAsync(HttpMethod.Get, "/")).Text.ShouldNotContain($"/decisions/{id}/answer");
    }

    [Theory]
    [InlineData("mode: enforce\n", "1 attack is blocked, nothing is open", "calm")]
    [InlineData(null, "1 attack goes on and passes: the service only monitors", "busy")]
    public async Task AnAttackUnderADecision_IsCalmOnlyWhereDecisionsAreActedOn(string? config, string headline, string how)
    {
        await using var host = await Host.StartAsync(config);
        await host.PostEventsAsync(traffic.UntilAttack);
        var incident = (await host.GetAsync("/v1/incidents"))["items"]![0]!;
        incident["state"]!.GetValue<string>().ShouldBe("mitigated");
        using var browser = new Browser(host);
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/")).Text);
        page.ShouldContain($"<h1 class=\"{how}\">{headline}</h1>");
        var risk = Between(page, "At risk, not blocked", "</div>");
        if (how == "calm") risk.ShouldContain("<dd>0</dd>");
        else risk.ShouldContain(Reporting.Phrases.Money(incident["cost"]!.GetValue<double>(), incident["currency"]!.GetValue<string>()));
        var one = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/incidents/" + incident["id"]!.GetValue<string>())).Text);
        one.ShouldContain($"<p class=\"next {(how == "calm" ? "good" : "bad")}\">");
    }

    [Fact]
    public async Task AFeedThatStopped_IsNotCalm()
    {
        var time = new MovedClock();
        await using var host = await Host.StartAsync(time: time);
        using var browser = new Browser(host);
        await host.PostEventsAsync([Http.EventsTests.Submit("m1")]);
        (await browser.SendAsync(HttpMethod.Get, "/")).Text.ShouldContain("All is calm");
        time.Move(TimeSpan.FromMinutes(20));
        var page = (await browser.SendAsync(HttpMethod.Get, "/")).Text;
        page.ShouldContain("<h1 class=\"busy\">No traffic comes in</h1>");
        Between(page, "<dt>Feed</dt>", "</div>").ShouldContain("silent");
    }

    // The page does not wait long for the sums, nor for the last seconds' of them.
    private static async Task<string> ReadAsync(Browser browser)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/")).Text);
            if (page.Contains("Expected is the", StringComparison.Ordinal) && page.Contains("far beyond the usual", StringComparison.Ordinal)) return page;
            await Task.Delay(200, patience.Token);
        }
    }

    private static string Between(string text, string from, string to)
    {
        var begin = text.IndexOf(from, StringComparison.Ordinal);
        begin.ShouldBeGreaterThanOrEqualTo(0, from);
        var end = text.IndexOf(to, begin, StringComparison.Ordinal);
        end.ShouldBeGreaterThan(begin, to);
        return text[begin..end];
    }

    private sealed class MovedClock : TimeProvider
    {
        private long _moved;

        public void Move(TimeSpan by) => Interlocked.Add(ref _moved, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _moved));

        public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Read(ref _moved) * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
