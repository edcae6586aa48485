using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>What several hands do at the same case by clicking: two analysts, an administrator, a customer.</summary>
[Collection("browsed console")]
public sealed class HandsTests(BrowsedConsole console)
{
    [ChromiumFact]
    public async Task TwoAnalysts_AtOnce_NeitherLosesWork()
    {
        var (host, id) = await console.StartAsync();
        await using var _ = host;
        await using var ann = await (await console.OpenAsync(host)).SignInAsync("ann");
        await using var bob = await (await console.OpenAsync(host)).SignInAsync("bob");
        foreach (var window in new[] { ann, bob })
        {
            await window.GoAsync("/incidents/" + id);
            await FillBlockAsync(window, window == ann ? "ann saw it" : "bob saw it");
        }

        await Press(ann.Page, "Block now");
        await Expect(ann.Page.GetByRole(AriaRole.Region, new() { Name = "Audit log" })).ToContainTextAsync("placed a decision");
        await Press(bob.Page, "Block now");
        var problem = bob.Page.Locator(".problem");
        await Expect(problem).ToContainTextAsync("someone else changed this incident meanwhile: ann placed a decision");
        await Expect(problem).ToContainTextAsync("ann saw it");
        var typed = bob.Page.Locator("details[open] form[data-preview]");
        await Expect(typed.GetByLabel("Why")).ToHaveValueAsync("bob saw it");
        await bob.CheckAsync("what another did meanwhile");

        // He looks at it and wants a comment instead; hers, written at the same time, stays as well.
        foreach (var window in new[] { ann, bob })
        {
            await window.GoAsync("/incidents/" + id);
            await Open(window.Page, "Comment…");
            await window.Page.Locator("details[open]").GetByRole(AriaRole.Textbox).FillAsync(window == ann ? "from ann" : "from bob");
        }

        await Press(ann.Page, "Comment");
        await Expect(ann.Page.Locator("#body")).ToContainTextAsync("from ann");
        await Press(bob.Page, "Comment");
        var comments = bob.Page.GetByRole(AriaRole.Region, new() { Name = "Comments" });
        await Expect(comments).ToContainTextAsync("from ann");
        await Expect(comments).ToContainTextAsync("from bob");
        await Expect(comments.GetByRole(AriaRole.Button)).ToHaveCountAsync(1); // his own alone is his to withdraw
        (await host.Engine.ReadAsync(p => p.Orders.Count(o => o.Origin is "ann" or "bob"))).ShouldBe(1);
        ann.Faults.ShouldBe([]);
        bob.Faults.ShouldBe([]);
    }

    [ChromiumFact]
    public async Task Customer_IsNotified_AfterAPreview_Answers_AndIsHeard()
    {
        await using var receiver = new Receiver();
        var (host, id) = await console.StartAsync($$"""
            notifications:
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
              channels:
                - {name: theirs, kind: webhook, customer: {{AttackedTraffic.Victim}}, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], severity_floor: critical, update_interval: 24h}
            """);
        await using var _ = host;
        await using var ann = await (await console.OpenAsync(host)).SignInAsync("ann");
        await ann.GoAsync("/incidents/" + id);
        await Open(ann.Page, "Notify…");
        var preview = ann.Page.Locator(".notice");
        await Expect(preview).ToContainTextAsync("CAPTCHA");
        var told = await preview.Locator("strong").TextContentAsync();
        var before = receiver.Count;
        await Press(ann.Page, "Send it now");
        (await receiver.NextAsync(before)).ShouldContain(id);
        told!.ShouldNotBeEmpty();
        await Expect(ann.Page.GetByRole(AriaRole.Region, new() { Name = "Audit log" })).ToContainTextAsync("notified a customer");
        await Open(ann.Page, "Notify…");
        await Expect(ann.Page.Locator("details[open]")).ToContainTextAsync("Told by hand");

        await using var own = await (await console.OpenAsync(host)).SignInAsync("own");
        await own.GoAsync("/incidents/" + id);
        await Open(own.Page, "Agree or object…");
        await Press(own.Page, "We object: it is ours");
        await Expect(own.Page.Locator(".problem")).ToBeVisibleAsync(); // an objection says why
        await own.CheckAsync("an objection without a word");
        await own.Page.GetByLabel("What you know of this traffic").FillAsync("our launch");
        await Press(own.Page, "We object: it is ours");
        await Expect(own.Page.GetByRole(AriaRole.Region, new() { Name = "What you answered" })).ToContainTextAsync("our launch");
        await own.CheckAsync("an answered incident");
        await Expect(ann.Page.GetByRole(AriaRole.Region, new() { Name = "What customers answered" })).ToContainTextAsync("our launch", new() { Timeout = 60_000 }); // by itself
        await ann.CheckAsync("an incident with an objection");
    }

    [ChromiumFact]
    public async Task Customer_ChangesItsContacts_AndAddsAWebhook()
    {
        await using var receiver = new Receiver();
        var (host, _) = await console.StartAsync($$"""
            notifications:
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
            """);
        await using var __ = host;
        await using var own = await (await console.OpenAsync(host)).SignInAsync("own");
        var page = own.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
        await page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("noc@example.com");
        await page.EvaluateAsync("document.body.dataset.before = ''"); // the page that comes back looks the same
        await Press(page, "Save");
        await Expect(page.Locator("body:not([data-before])")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("E-mail", new() { Exact = true }).First).ToHaveValueAsync("noc@example.com");
        await Open(page, "Add a channel…");
        var form = page.Locator("details[open] form");
        await form.GetByLabel("Name").FillAsync("hook");
        await form.GetByLabel("Address, for webhook").FillAsync(receiver.Url);
        await Press(page, "Add it");
        await Expect(page.Locator(".secret")).ToContainTextAsync("whsec_");
        await own.CheckAsync("a secret that is shown once");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test message to hook" }).ClickAsync();
        await Expect(page.Locator(".done")).ToContainTextAsync("has the test message");
        (await receiver.NextAsync(0)).ShouldContain("test");
        await own.OpenFormsAsync();
        await own.CheckAsync("the account with a channel, its forms open");
    }

    [ChromiumFact]
    public async Task Approval_IsGivenOnThePageNow_AndRefusedWithAReason()
    {
        await using var host = await Host.StartAsync("mode: enforce\n");
        await host.SendAsync(HttpMethod.Post, "/v1/policies", new { policy = new { rules = new[] { new { name = "ask first", then = "block", approve = true } } } }, 201);
        await host.PostEventsAsync(console.Traffic.UntilAttack);
        await using var window = await console.OpenAsync(host);
        await window.GoAsync("/");
        var waiting = window.Page.GetByRole(AriaRole.Region, new() { NameRegex = new System.Text.RegularExpressions.Regex("await.* your approval") });
        await Expect(waiting).ToContainTextAsync("ask first");
        await window.CheckAsync("a block that awaits approval");
        await waiting.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).First.ClickAsync();
        await Expect(window.Page.Locator(".problem")).ToContainTextAsync("why it is refused"); // a refusal says why
        await window.CheckAsync("a form that will not do");
        await window.GoAsync("/");
        await waiting.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Approve") }).First.ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/decisions$"));
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "In force" })).ToContainTextAsync("block");
    }

    [ChromiumFact]
    public async Task Actions_AreUndoneByClicking()
    {
        var (host, id) = await console.StartAsync();
        await using var _ = host;
        var other = await SplitAsync(host, id);
        await using var window = await (await console.OpenAsync(host)).SignInAsync("ann");
        var page = window.Page;
        var audit = page.GetByRole(AriaRole.Region, new() { Name = "Audit log" });
        await window.GoAsync("/incidents/" + id);
        await Press(page, "Acknowledge");
        await Press(page, "Not acknowledged");
        await Expect(audit).ToContainTextAsync("took back the acknowledgement");
        await Open(page, "Comment…");
        await page.Locator("details[open]").GetByRole(AriaRole.Textbox).FillAsync("the wrong window");
        await Press(page, "Comment");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Withdraw") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Comments" })).ToContainTextAsync("withdrawn");

        await Open(page, "Merge…");
        await page.GetByLabel("Into the incident (its id)").FillAsync(other);
        await Press(page, "Make it part of that one");
        await Expect(page.Locator("#head")).ToContainTextAsync("part of " + other);
        await window.CheckAsync("a merged incident");
        await Press(page, "Part it again");
        await Expect(page.Locator("#head")).Not.ToContainTextAsync("part of");

        await FillBlockAsync(window, "seen");
        await Press(page, "Block now");
        await Expect(audit).ToContainTextAsync("placed a decision");
        await InRowAsync(page, "seen", "Extend, hold…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("it goes on");
        await Press(page, "Let it stand so long");
        await Expect(audit).ToContainTextAsync("extended a decision");
        await InRowAsync(page, "seen", "Extend, hold…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("over the allowlist");
        await Press(page, "Block it over the allowlist too");
        await Expect(page.Locator(".order", new() { HasTextString = "block, hold" })).ToBeVisibleAsync();
        await InRowAsync(page, "over the allowlist", "Lift…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("too much");
        await Press(page, "Let this traffic pass again");
        await Expect(audit).ToContainTextAsync("lifted a decision");
        await InRowAsync(page, "over the allowlist", "Again…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("it was right");
        await Press(page, "Block it again");
        await Expect(page.Locator("#body .rows", new() { HasTextString = "it was right" })).ToContainTextAsync("block, hold");

        await Open(page, "Resolve…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("over");
        await Press(page, "Resolve");
        await Expect(page.Locator("#head .state")).ToHaveTextAsync("resolved");
        await window.CheckAsync("a resolved incident");
        await Press(page, "Open again");
        await Expect(page.Locator("#head .state")).Not.ToHaveTextAsync("resolved");
        await window.OpenFormsAsync();
        await window.CheckAsync("an incident with a history, its forms open");
    }

    private static async Task<string> SplitAsync(Host host, string id)
    {
        using var root = await new Browser(host).SignInAsync("root");
        var range = JsonNode.Parse((await root.SendAsync(HttpMethod.Get, "/v1/incidents/" + id)).Text)!["scope"]!["ranges"]![0]!;
        var (from, to) = (ulong.Parse(range["from"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture), ulong.Parse(range["to"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        var part = new { from = $"{from}", to = $"{(from + to) / 2}" };
        var left = await root.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/actions", new { action = "split", scope = new { ranges = new[] { part } } });
        left.Status.ShouldBe(200, left.Text);
        return JsonNode.Parse(left.Text)!["case"]!["split_into"]![0]!.GetValue<string>();
    }

    private static async Task FillBlockAsync(Window window, string why)
    {
        await Open(window.Page, "Block…");
        var form = window.Page.Locator("details[open] form[data-preview]");
        await form.GetByLabel("Why").FillAsync(why);
        await form.GetByLabel("I have looked at what this covers").CheckAsync();
    }

    private static async Task InRowAsync(IPage page, string text, string name) => await page.Locator("#body tr", new() { HasTextString = text }).Locator("summary", new() { HasTextString = name }).First.ClickAsync();

    private static Task Press(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Open(IPage page, string name) => page.Locator("summary", new() { HasTextString = name }).First.ClickAsync();
}
