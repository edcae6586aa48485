using Microsoft.Playwright;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>What an administrator sets up, by clicking.</summary>
[Collection("browsed console")]
public sealed class AdminTests(BrowsedConsole console)
{
    [ChromiumFact]
    public async Task Person_Key_AndMode_AreMadeOnThePageOfSettings()
    {
        var (host, _) = await console.StartAsync();
        await using var __ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("root");
        var page = window.Page;
        await window.GoAsync("/settings");
        await Open(page, "Add a person…");
        await page.Locator("details[open]").GetByLabel("Name").FillAsync("eve");
        await Press(page, "Add");
        await Expect(page.Locator(".secret")).ToContainTextAsync("Password of eve");
        var password = (await page.Locator(".secret code").TextContentAsync())!;
        await window.CheckAsync("a password that is shown once");
        await window.GoAsync("/settings");
        await Expect(page.Locator("main")).Not.ToContainTextAsync(password);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "People" })).ToContainTextAsync("eve");
        using (var eve = new Browser(host)) (await eve.TrySignInAsync("eve", password)).Status.ShouldBe(201);

        await Open(page, "Make a key…");
        await page.Locator("details[open]").GetByLabel("Name").FillAsync("platform");
        await Press(page, "Make it, and show it once");
        var key = (await page.Locator(".secret code").TextContentAsync())!;
        (await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson([Http.EventsTests.Submit("by-key")]), key: key)).Status.ShouldBe(202);

        await Open(page, "Act on verdicts…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("we are sure");
        await Press(page, "Enforce");
        await Expect(page.Locator(".mode")).ToContainTextAsync("enforcing");

        // What will not do is told, and what was typed is still there.
        await Open(page, "Name a mail server…");
        await page.Locator("details[open]").GetByLabel("Host").FillAsync("smtp.example.com");
        await page.Locator("details[open]").GetByLabel("Sender of the mail").FillAsync("Tidegate <t@example.com>");
        await page.Locator("details[open]").GetByLabel("Port", new() { Exact = true }).FillAsync("70000");
        await Press(page, "Use it");
        await Expect(page.Locator(".problem")).ToContainTextAsync("port will not do");
        await Expect(page.Locator("details[open]").GetByLabel("Host")).ToHaveValueAsync("smtp.example.com");
        await window.CheckAsync("a mail server that will not do");
        await page.Locator("details[open]").GetByLabel("Port", new() { Exact = true }).FillAsync("587");
        await Press(page, "Use it");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Mail server and words" })).ToContainTextAsync("smtp.example.com:587");
        await window.OpenFormsAsync();
        await window.CheckAsync("settings with a mail server, its forms open");
    }

    [ChromiumFact]
    public async Task Policy_IsChecked_Published_AndRolledBack()
    {
        var (host, _) = await console.StartAsync();
        await using var __ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("root");
        var page = window.Page;
        await window.GoAsync("/policies");
        await page.Locator("#text").FillAsync("block_at: many\n");
        await Press(page, "Check it, and say it in words");
        await Expect(page.Locator("#fault")).ToContainTextAsync("Line 1");
        await window.CheckAsync("a policy that will not do");
        await page.Locator("#text").FillAsync("monitor_only: true\n");
        await Press(page, "Check it, and say it in words");
        await Expect(page.GetByText("It will do. In words:")).ToBeVisibleAsync();
        await page.GetByLabel("Why").FillAsync("a quiet week");
        await Press(page, "Publish");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "In force: version 1" })).ToBeVisibleAsync();
        await Open(page, "The default");
        await Press(page, "Put it in force again");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "In force: version 2" })).ToBeVisibleAsync();
    }

    private static Task Press(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Open(IPage page, string name) => page.Locator("summary", new() { HasTextString = name }).First.ClickAsync();
}
