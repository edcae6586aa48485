using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>What the script does: keys, and what is said when the service goes away and comes back.</summary>
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

    [ChromiumFact]
    public async Task Service_ThatGoesAwayAndComesBack_IsTold_AndThePageGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-console-").FullName;
        var address = $"http://127.0.0.1:{FreePort()}";
        using var first = Child.ServeOn(address, folder);
        await first.AddressAsync();
        await using var window = await console.OpenAsync(new Uri(address));
        await window.GoAsync("/");
        var page = window.Page;
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();
        first.Kill();
        await Expect(page.GetByText("The service does not answer")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await window.CheckAsync("a page whose service is away");
        using var second = Child.ServeOn(address, folder);
        await second.AddressAsync();
        await Expect(page.GetByText("The service answers again")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();
        second.Kill();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
