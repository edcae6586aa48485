using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>From all the traffic to what is behind a peak, by clicking; the view as an address and as a file.</summary>
[Collection("browsed console")]
public sealed class ExploreTests(BrowsedConsole console)
{
    [ChromiumFact]
    public async Task Traffic_IsSplit_LookedIntoByClicking_Shared_AndSaved()
    {
        var (host, _) = await console.StartAsync();
        await using var __ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("ann");
        var page = window.Page;
        await window.GoAsync("/explore");
        foreach (var (n, by) in new[] { "customer", "country", "category" }.Index()) await page.Locator("select[name=by]").Nth(n).SelectOptionAsync(by);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("by=customer&by=country&by=category"));
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { NameRegex = new Regex("before", RegexOptions.IgnoreCase) }).First).ToBeVisibleAsync();

        // One customer, then one of its networks: what was clicked becomes what the page is confined to.
        await window.GoAsync("/explore?by=customer&by=network");
        await page.Locator("main table").GetByRole(AriaRole.Link, new() { Name = AttackedTraffic.Victim, Exact = true }).First.ClickAsync();
        await Expect(page.Locator(".chip")).ToHaveTextAsync([new Regex("customer " + AttackedTraffic.Victim)]);
        await page.Locator("main tbody").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator(".chip")).ToHaveCountAsync(2);
        await window.CheckAsync("a view that was looked into");

        // The address shows another analyst the same.
        await page.Locator(".fold summary").ClickAsync();
        var address = (await page.Locator(".command code").TextContentAsync())!;
        var shown = await page.Locator("main tbody tr").AllTextContentsAsync();
        shown.ShouldNotBeEmpty();
        await using var bob = await (await console.OpenAsync(host)).SignInAsync("bob");
        await bob.GoAsync(new Uri(address).PathAndQuery);
        (await bob.Page.Locator("main tbody tr").AllTextContentsAsync()).ShouldBe(shown);

        // The files hold what is seen.
        var csv = await SaveAsync(page, "CSV");
        System.Text.Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(shown.Count + 1);
        var parquet = await SaveAsync(page, "Parquet");
        System.Text.Encoding.ASCII.GetString(parquet, 0, 4).ShouldBe("PAR1");

        // Back to all, by the chip.
        await page.Locator(".chip").First.ClickAsync();
        await Expect(page.Locator(".chip")).ToHaveCountAsync(1);
    }

    private static async Task<byte[]> SaveAsync(IPage page, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }
}
