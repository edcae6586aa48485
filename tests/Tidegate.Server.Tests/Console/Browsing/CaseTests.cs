using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>An incident from alert to resolution, by clicking.</summary>
[Collection("browsed console")]
public sealed class CaseTests(BrowsedConsole console)
{
    [ChromiumFact]
    public async Task Incident_FromAlertToResolution_IsWorkedOnByClicking()
    {
        var (host, id) = await console.StartAsync();
        await using var _ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("ann");
        var page = window.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = AttackedTraffic.Victim }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/incidents/" + id));
        var audit = page.GetByRole(AriaRole.Region, new() { Name = "Audit log" });
        await Expect(audit).ToContainTextAsync("Nobody has touched it yet");

        await Press(page, "Acknowledge");
        await Expect(page.Locator("#head")).ToContainTextAsync("acknowledged by ann");

        await Open(page, "Comment…");
        await page.Locator("details[open]").GetByRole(AriaRole.Textbox).FillAsync("called them");
        await Press(page, "Comment");
        await Expect(audit).ToContainTextAsync("commented");

        await Open(page, "Block…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("they confirm it");
        await page.GetByLabel("I have looked at what this covers").CheckAsync();
        await Press(page, "Block now");
        await Expect(audit).ToContainTextAsync("placed a decision");
        await Expect(page.Locator("#decisions")).ToBeVisibleAsync();

        await Open(page, "Resolve…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("fraud, they confirm it");
        await Press(page, "Resolve");
        await Expect(page.Locator("#head .state")).ToHaveTextAsync("resolved");
        await Expect(audit).ToContainTextAsync("resolved the incident");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open again" })).ToBeVisibleAsync();
        window.Faults.ShouldBe([]);
    }

    private static Task Press(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Open(IPage page, string name) => page.Locator("summary", new() { HasTextString = name }).First.ClickAsync();
}
