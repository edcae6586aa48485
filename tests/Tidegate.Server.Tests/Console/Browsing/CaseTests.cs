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

        await Open(page, "Assign…");
        await page.Locator("details[open]").GetByRole(AriaRole.Combobox).FillAsync("bob");
        await Press(page, "Assign");
        await Expect(page.Locator("#head")).ToContainTextAsync("assigned to bob");

        await Open(page, "Snooze…");
        await Press(page, "Snooze");
        await Expect(page.Locator("#head")).ToContainTextAsync("snoozed until");
        await Press(page, "Wake up");
        await Expect(page.Locator("#head")).Not.ToContainTextAsync("snoozed until");

        // What it hits is shown before it is confirmed, and anew while the scope is edited.
        await Open(page, "Block…");
        var figures = page.Locator("details[open] [data-collateral]");
        await Expect(figures).ToContainTextAsync("0 honest");
        await page.Locator("details[open]").GetByLabel("Ranges").FillAsync("");
        await page.Locator("details[open]").GetByLabel("Networks (MCC-MNC)").FillAsync("");
        await Expect(figures).Not.ToContainTextAsync("and 0 honest");
        await Expect(figures).ToContainTextAsync($"Honest messages are of {AttackedTraffic.Victim}");
        await page.Locator("details[open]").GetByLabel("Ranges").FillAsync("+85597515xxxx");
        await Expect(figures).ToContainTextAsync("0 honest");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("they confirm it");
        await page.GetByLabel("I have looked at what this covers").Locator("visible=true").CheckAsync();
        await Press(page, "Block now");
        await Expect(audit).ToContainTextAsync("placed a decision");
        await page.Locator("#body .rows", new() { HasTextString = "they confirm it" }).GetByText("Lift…").First.ClickAsync();
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("not any more");
        await Press(page, "Let this traffic pass again");
        await Expect(audit).ToContainTextAsync("lifted a decision");

        await Open(page, "Throttle…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("slower");
        await page.GetByLabel("I have looked at what this covers").Locator("visible=true").CheckAsync();
        await Press(page, "Throttle now");
        await Expect(page.Locator(".order.throttle")).ToBeVisibleAsync();

        await Open(page, "Allow…");
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("their launch");
        await page.GetByLabel("I have looked at what this covers").Locator("visible=true").CheckAsync();
        await Press(page, "Let it pass from now on");
        await Expect(audit).ToContainTextAsync("added to the allowlist");
        await page.GetByText("Remove…").ClickAsync();
        await page.Locator("details[open]").GetByLabel("Why").FillAsync("it was none");
        await Press(page, "Take it off the allowlist");
        await Expect(audit).ToContainTextAsync("took off the allowlist");

        await Open(page, "Notify…");
        await Expect(page.Locator(".notice")).ToContainTextAsync("CAPTCHA");
        await Expect(page.Locator("details[open]")).ToContainTextAsync("has no channel");

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
