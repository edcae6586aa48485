using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>What the keyboard does.</summary>
[Collection("browsed console")]
public sealed class KeysTests(BrowsedConsole console)
{
    [ChromiumFact]
    public async Task Keys_LeadThroughAList_ToTheSearch_AndShowHelp()
    {
        var (host, id) = await console.StartAsync();
        await using var _ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("ann");
        var page = window.Page;
        await window.GoAsync("/incidents");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("[data-row] a").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("j?");
        (await page.Locator("#search").InputValueAsync()).ShouldBe("j?");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await window.CheckAsync("help on the keys");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys")).Not.ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/incidents/" + id));
        await page.Keyboard.PressAsync("/");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/incidents#search"));
    }

    [ChromiumFact]
    public async Task Keys_ReachTheActionsOfAnIncident_AndDoNothingByThemselves()
    {
        var (host, id) = await console.StartAsync();
        await using var _ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("ann");
        var page = window.Page;
        await window.GoAsync("/incidents/" + id);
        await page.Keyboard.PressAsync("b");
        await Expect(page.Locator("details[open] button[value=block]")).ToBeVisibleAsync();
        await Expect(page.Locator("details[open] textarea[name=customers]")).ToBeFocusedAsync();
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator("button[value=acknowledge]")).ToBeFocusedAsync();
        await Expect(page.Locator("#head")).Not.ToContainTextAsync("acknowledged by");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#head")).ToContainTextAsync("acknowledged by ann");

        // Labels of charts are in the viewer's zone, with UTC on them.
        (await page.Locator(".heat text[data-at] title").First.TextContentAsync())!.ShouldEndWith(" UTC");
    }
}
