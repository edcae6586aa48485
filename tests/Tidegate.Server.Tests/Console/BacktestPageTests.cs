using System.Net;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>A policy is tried on the last days' traffic from its page, and published from there.</summary>
[Collection("attacked traffic")]
public sealed class BacktestPageTests(AttackedTraffic traffic)
{
    private const string Lenient = "monitor_only: true\n";

    [Fact]
    public async Task Text_IsTriedOnTheLastDays_TheDifferenceIsShown_AndItIsPublishedFromThere()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        page.ShouldContain("Backtest it");
        (await Form.PostAsync(browser, "/policies", page, ("do", "backtest"), ("version", "0"), ("text", "block_at: x\n"), ("days", "7"))).Status.ShouldBe(400);
        var started = await Form.PostAsync(browser, "/policies", page, ("do", "backtest"), ("version", "0"), ("text", "# my remark\n" + Lenient), ("days", "7"));
        started.Status.ShouldBe(302, started.Text);
        var at = started.Response.Headers.Location!.ToString();
        var done = await DoneAsync(browser, at);
        foreach (var part in new[] { "It would have", "On this traffic", "Messages stopped", "Stopped beside the attacks", "Stopped that look honest, about", "Money stopped", "# my remark", "Publish" }.Where(p => p != "It would have")) done.ShouldContain(part);
        done.ShouldContain("fewer"); // who only monitors stops nothing
        (await Form.PostAsync(browser, "/policies", done, ("do", "publish"), ("version", "0"), ("text", Lenient), ("why", "as tried"))).Status.ShouldBe(302);
        var after = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        after.ShouldContain("In force: version 1");
        after.ShouldContain(at);

        // What was before is tried the same way.
        var again = await Form.PostAsync(browser, "/policies/backtests", after, ("to", "0"), ("days", ""));
        again.Status.ShouldBe(302);
        (await DoneAsync(browser, again.Response.Headers.Location!.ToString())).ShouldContain("more");
        (await Form.PostAsync(browser, "/policies/backtests", after, ("to", "9"), ("days", "7"))).Status.ShouldBe(400);
        (await browser.SendAsync(HttpMethod.Get, "/policies/backtests/none")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Text_TriedOnTrafficThatCameTooLate_SaysThatItWasReplayedInPart()
    {
        await using var host = await Host.StartAsync();
        await host.PostEventsAsync(traffic.UntilAttack.Reverse());
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        var started = await Form.PostAsync(browser, "/policies", page, ("do", "backtest"), ("version", "0"), ("text", Lenient), ("days", ""));
        (await DoneAsync(browser, started.Response.Headers.Location!.ToString())).ShouldMatch("Replayed in part: [0-9,]+ of [0-9,]+ submissions came too late\\.");
    }

    [Fact]
    public async Task Versions_BeyondThePage_AreReached_AndPutInForceAgain()
    {
        await using var host = await Host.StartAsync();
        for (var n = 0; n < 25; n++) await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy = new { block_at = 20 + n }, comment = $"number {n}" }, 201);
        using var browser = new Browser(host);
        var first = (await browser.SendAsync(HttpMethod.Get, "/policies")).Text;
        first.ShouldContain("number 23");
        first.ShouldNotContain("number 0<");
        var second = (await browser.SendAsync(HttpMethod.Get, "/policies?offset=20")).Text;
        second.ShouldContain("number 0");
        second.ShouldContain("The default");
        (await Form.PostAsync(browser, "/policies", second, ("do", "rollback"), ("version", "25"), ("to", "1"))).Status.ShouldBe(302);
        (await host.GetAsync("/v1/policies/current"))["policy"]!["block_at"]!.GetValue<double>().ShouldBe(20);
    }

    private static async Task<string> DoneAsync(Browser browser, string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, path)).Text);
            if (!page.Contains("is replayed", StringComparison.Ordinal)) return page;
            await Task.Delay(100, patience.Token);
        }
    }
}
