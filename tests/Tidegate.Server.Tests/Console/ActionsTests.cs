using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>The actions of the incident's page, as forms without script, and their undoing.</summary>
[Collection("attacked traffic")]
public sealed partial class ActionsTests(AttackedTraffic traffic)
{
    [Fact]
    public async Task TwoAtOnce_TheSecondIsTold_AndWhatWasTypedIsStillThere()
    {
        await using var host = await StartAsync();
        var (path, browser) = await OpenAsync(host);
        using var _ = browser;
        var page = (await browser.SendAsync(HttpMethod.Get, path)).Text;
        var version = ("version", VersionOf().Match(page).Groups[1].Value);
        var block = new[] { version, ("form", "block"), ("do", "block"), ("sure", "yes"), ("customers", AttackedTraffic.Victim), ("ranges", "+85597515xxxx"), ("minutes", "360"), ("text", "my own reason") };
        (await Form.PostAsync(browser, path, page, block)).Status.ShouldBe(302);
        foreach (var late in new[] { [.. block, ("senders", "MYSENDER")], new[] { version, ("do", "assign"), ("text", "my colleague") }, [version, ("do", "merge"), ("into", "my other"), ("text", "x")], [version, ("do", "resolve"), ("resolution", "false_positive"), ("text", "my resolution")] })
        {
            var told = await Form.PostAsync(browser, path, page, late);
            told.Status.ShouldBe(412);
            told.Text.ShouldContain("someone else changed this incident meanwhile");
            foreach (var typed in late.Select(f => f.Item2).Where(v => v.StartsWith("my", StringComparison.OrdinalIgnoreCase))) told.Text.ShouldContain(typed);
            told.Text.ShouldContain("<details open><summary");
        }

        // Sent again from the page that told it, it is done.
        var again = await Form.PostAsync(browser, path, page, version, ("do", "assign"), ("text", "bob"));
        (await Form.PostAsync(browser, path, again.Text, ("version", VersionOf().Match(again.Text).Groups[1].Value), ("do", "assign"), ("text", "bob"))).Status.ShouldBe(302);
        (await host.GetAsync("/v1" + path))["case"]!["assignee"]!.GetValue<string>().ShouldBe("bob");
    }

    [Fact]
    public async Task Scope_EditedWithoutScript_IsShownWithItsCollateral_BeforeItIsBlocked()
    {
        await using var host = await StartAsync();
        var (path, browser) = await OpenAsync(host);
        using var _ = browser;
        var page = (await browser.SendAsync(HttpMethod.Get, path)).Text;
        WebUtility.HtmlDecode(page).ShouldContain("0 honest");
        var wide = new[] { ("form", "block"), ("do", "block"), ("shown", ShownOf().Match(page).Groups[1].Value), ("sure", "yes"), ("customers", AttackedTraffic.Victim), ("text", "all of it") };
        var told = await Form.PostAsync(browser, path, page, wide);
        told.Status.ShouldBe(200);
        var text = WebUtility.HtmlDecode(told.Text);
        text.ShouldContain("look at what that hits, then confirm it");
        text.ShouldContain("Honest messages are of " + AttackedTraffic.Victim);
        (await host.GetAsync("/v1/decisions?origin=local"))["total"]!.GetValue<int>().ShouldBe(0);
        var shown = ShownOf().Match(told.Text).Groups[1].Value;
        (await Form.PostAsync(browser, path, told.Text, [.. wide.Where(f => f.Item1 != "shown"), ("shown", shown)])).Status.ShouldBe(302);
        (await host.GetAsync("/v1/decisions?origin=local"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Collateral_IsWhatTheTrafficHas()
    {
        await using var host = await StartAsync();
        var all = await host.SendAsync(HttpMethod.Post, "/v1/decisions/preview", new { scope = new { customers = new[] { AttackedTraffic.Victim } } }, 200);
        var nobody = await host.SendAsync(HttpMethod.Post, "/v1/decisions/preview", new { scope = new { customers = new[] { "nobody-of-this-name" } } }, 200);
        var attack = await host.SendAsync(HttpMethod.Post, "/v1/decisions/preview", new { scope = new { customers = new[] { AttackedTraffic.Victim }, ranges = new[] { new { from = "855975150000", to = "855975159999" } } } }, 200);
        var since = all["since"]!.GetValue<string>();
        var mine = traffic.UntilAttack.Where(l => l.Contains("\"submit\"", StringComparison.Ordinal) && l.Contains($"\"{AttackedTraffic.Victim}\"", StringComparison.Ordinal) && string.CompareOrdinal(Time().Match(l).Groups[1].Value, since) >= 0).ToList();
        all["messages"]!.GetValue<int>().ShouldBe(mine.Count);
        (all["honest"]!.GetValue<int>() + all["in_incidents"]!.GetValue<int>()).ShouldBe(mine.Count);
        attack["messages"]!.GetValue<int>().ShouldBe(mine.Count(l => l.Contains("+85597515", StringComparison.Ordinal)));
        attack["in_incidents"]!.GetValue<int>().ShouldBeGreaterThan(10);
        nobody["messages"]!.GetValue<int>().ShouldBe(0);
        (await host.SendAsync(HttpMethod.Post, "/v1/decisions/preview", new { scope = new { } }, 400))["where"]!.GetValue<string>().ShouldBe("scope");
    }

    [Fact]
    public async Task Acknowledgement_Comment_AndLift_AreTakenBack()
    {
        await using var host = await StartAsync();
        var (path, browser) = await OpenAsync(host);
        using var _ = browser;
        await DoAsync(302, ("do", "acknowledge"));
        (await host.GetAsync("/v1" + path))["case"]!["acknowledged_by"]!.GetValue<string>().ShouldBe("local");
        await DoAsync(302, ("do", "unacknowledge"));
        (await host.GetAsync("/v1" + path))["case"]!["acknowledged_at"].ShouldBeNull();
        await DoAsync(400, ("do", "unacknowledge"));

        await DoAsync(302, ("do", "comment"), ("text", "the wrong window"));
        await host.SendAsync(HttpMethod.Post, $"/v1{path}/actions", new { action = "comment", comment = "stays" }, 200);
        await DoAsync(400, ("do", "withdraw"), ("number", "3"));
        await DoAsync(302, ("do", "withdraw"), ("number", "1"));
        await DoAsync(400, ("do", "withdraw"), ("number", "1"));
        var comments = (await host.GetAsync("/v1" + path))["case"]!["comments"]!.AsArray();
        comments[0]!["text"]!.GetValue<string>().ShouldBe("");
        comments[0]!["withdrawn_at"].ShouldNotBeNull();
        comments[1]!["text"]!.GetValue<string>().ShouldBe("stays");
        (await browser.SendAsync(HttpMethod.Get, path)).Text.Split("id=\"audit\"")[0].ShouldNotContain("the wrong window");
        (await host.GetAsync("/v1/audit?subject=" + path[11..])).ToJsonString().ShouldContain("the wrong window"); // all that was done is there

        // What was lifted is placed again, as it was.
        await DoAsync(302, ("form", "block"), ("do", "block"), ("sure", "yes"), ("customers", AttackedTraffic.Victim), ("ranges", "+85597515xxxx"), ("minutes", "360"), ("text", "seen"));
        var placed = (await host.GetAsync("/v1/decisions?origin=local"))["items"]![0]!;
        await DoAsync(404, ("do", "again"), ("decision", "none"), ("text", "x"));
        await DoAsync(409, ("do", "again"), ("decision", placed["id"]!.GetValue<string>()), ("minutes", "60"), ("text", "it is in force"));
        await DoAsync(302, ("do", "lift"), ("decision", placed["id"]!.GetValue<string>()), ("text", "too early"));
        (await host.GetAsync("/v1/decisions?origin=local"))["total"]!.GetValue<int>().ShouldBe(0);
        await DoAsync(400, ("do", "again"), ("decision", placed["id"]!.GetValue<string>()), ("minutes", "60"));
        (await browser.SendAsync(HttpMethod.Get, path)).Text.ShouldContain("Block it again");
        await DoAsync(302, ("do", "again"), ("decision", placed["id"]!.GetValue<string>()), ("minutes", "60"), ("text", "it was right"));
        var again = (await host.GetAsync("/v1/decisions?origin=local"))["items"]!.AsArray().Single()!;
        again["scope"]!.ToJsonString().ShouldBe(placed["scope"]!.ToJsonString());
        again["action"]!.GetValue<string>().ShouldBe("block");

        await Browser.MakeAsync(host, "root", "admin");
        using var root = await new Browser(host).SignInAsync("root");
        (await root.SendAsync(HttpMethod.Post, $"/v1{path}/actions", new { action = "withdraw", number = 2 })).Status.ShouldBe(403); // another's

        async Task DoAsync(int status, params (string, string)[] fields)
        {
            var page = (await browser.SendAsync(HttpMethod.Get, path)).Text;
            var done = await Form.PostAsync(browser, path, page, fields);
            done.Status.ShouldBe(status, $"{fields[0]}: {done.Text}");
        }
    }

    [Fact]
    public async Task Merge_IsUndone_AndBothIncidentsTellIt()
    {
        await using var host = await StartAsync();
        var (path, browser) = await OpenAsync(host);
        using var _ = browser;
        var id = path[(path.LastIndexOf('/') + 1)..];
        var whole = await host.GetAsync("/v1" + path);
        var range = whole["scope"]!["ranges"]![0]!;
        var (from, to) = (ulong.Parse(range["from"]!.GetValue<string>(), CultureInfo.InvariantCulture), ulong.Parse(range["to"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        (await host.SendAsync(HttpMethod.Post, $"/v1{path}/actions", new { action = "split", scope = new { networks = whole["scope"]!["networks"]! } }, 400))["expected"]!.GetValue<string>().ShouldBe("a part of the incident, not all of it");
        var half = new { from = range["from"]!.GetValue<string>(), to = ((from + to) / 2).ToString(CultureInfo.InvariantCulture) };
        var left = await host.SendAsync(HttpMethod.Post, $"/v1{path}/actions", new { action = "split", scope = new { ranges = new[] { half } } }, 200);
        var other = left["case"]!["split_into"]![0]!.GetValue<string>();
        var part = await host.GetAsync("/v1/incidents/" + other);
        (part["messages"]!.GetValue<long>() + left["messages"]!.GetValue<long>()).ShouldBe(whole["messages"]!.GetValue<long>());
        part["messages"]!.GetValue<long>().ShouldBePositive();
        var page = (await browser.SendAsync(HttpMethod.Get, "/incidents/" + other)).Text;
        (await Form.PostAsync(browser, "/incidents/" + other, page, ("do", "merge"), ("into", id), ("text", "the same"))).Status.ShouldBe(302);
        (await browser.SendAsync(HttpMethod.Get, "/incidents/" + other)).Text.ShouldContain("part of <a");
        (await host.GetAsync("/v1/incidents/" + id))["case"]!["merged_from"]![0]!.GetValue<string>().ShouldBe(other);
        (await Form.PostAsync(browser, "/incidents/" + other, page, ("do", "unmerge"))).Status.ShouldBe(302);
        (await host.GetAsync("/v1/incidents/" + id))["case"]!["merged_from"]!.AsArray().Count.ShouldBe(0);
        (await host.GetAsync("/v1/incidents/" + other))["state"]!.GetValue<string>().ShouldNotBe("merged");
        (await Form.PostAsync(browser, "/incidents/" + other, page, ("do", "unmerge"))).Status.ShouldBe(400);
        (await host.GetAsync("/v1/audit?subject=" + other)).AsArray().Select(a => a!["action"]!.GetValue<string>()).ShouldBe(["incident.unmerge", "incident.merge"]);
    }

    [Fact]
    public async Task Customer_IsToldByHand_AfterAPreview_ThoughItIsNoNews()
    {
        await using var receiver = new Receiver();
        await using var host = await StartAsync($$"""
            notifications:
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
              channels:
                - {name: theirs, kind: webhook, customer: {{AttackedTraffic.Victim}}, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], severity_floor: critical, update_interval: 24h}
            """);
        var (path, browser) = await OpenAsync(host);
        using var _ = browser;
        var page = (await browser.SendAsync(HttpMethod.Get, path)).Text;
        WebUtility.HtmlDecode(page).ShouldContain("by theirs");
        WebUtility.HtmlDecode(page).ShouldContain("Put a CAPTCHA");
        var before = receiver.Count;
        (await Form.PostAsync(browser, path, page, ("do", "notify"), ("customer", AttackedTraffic.Victim))).Status.ShouldBe(302);
        (await receiver.NextAsync(before)).ShouldContain(path[(path.LastIndexOf('/') + 1)..]);
        (await Form.PostAsync(browser, path, page, ("do", "notify"), ("customer", "another"))).Status.ShouldBe(400);
        (await host.GetAsync($"/v1/audit?subject={path[(path.LastIndexOf('/') + 1)..]}"))[0]!["action"]!.GetValue<string>().ShouldBe("incident.notify");
        (await browser.SendAsync(HttpMethod.Get, path)).Text.ShouldContain("Told by hand");
    }

    private async Task<Host> StartAsync(string? config = null)
    {
        var host = await Host.StartAsync(config);
        await host.PostEventsAsync(traffic.UntilAttack);
        return host;
    }

    private static async Task<(string Path, Browser Browser)> OpenAsync(Host host) =>
        ("/incidents/" + (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>(), new Browser(host));

    [GeneratedRegex("name=\"version\" value=\"([^\"]+)\"")]
    private static partial Regex VersionOf();

    [GeneratedRegex("name=\"shown\" value=\"([^\"]+)\"")]
    private static partial Regex ShownOf();

    [GeneratedRegex("\"time\":\"([^\"]+)\"")]
    private static partial Regex Time();
}
