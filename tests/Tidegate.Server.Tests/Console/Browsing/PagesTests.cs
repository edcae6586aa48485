using Microsoft.Playwright;
using Xunit;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>Every page, to every role, light and dark, wide and narrow.</summary>
[Collection("browsed console")]
public sealed class PagesTests(BrowsedConsole console)
{
    private static readonly string[] ForAll = ["/", "/incidents", "/incidents/{id}", "/decisions"];
    private static readonly string[] ForCustomers = [$"/customers/{AttackedTraffic.Victim}"];
    private static readonly string[] ForStaff = ["/policies", "/customers", $"/customers/{AttackedTraffic.Victim}", "/suppliers", "/settings", "/start", "/explore", "/explore?by=customer,network,hour", "/schedules", "/claims", "/ranges", "/reports", "/reports/correlation", "/reports/suppliers", "/reports/customers", "/reports/comparison", "/reports/market", "/settings/rates", "/smpp", "/incidents?state=unblocked&severity=critical", "/explore?by=category,range&only.category=otp"];

    [ChromiumTheory]
    [InlineData("ann")]
    [InlineData("root")]
    [InlineData("own")]
    public async Task Pages_HaveNoFaultThatAxeFinds_FitAPhone_AndAskNobodyElse(string who)
    {
        var (host, id) = await console.StartAsync();
        await using var _ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync(who);
        foreach (var path in ForAll.Concat(who == "own" ? ForCustomers : [.. ForStaff, "/suppliers/" + console.Traffic.Supplier]))
        {
            await window.GoAsync(path.Replace("{id}", id, StringComparison.Ordinal));
            await window.CheckAsync($"{path} as {who}");
            if (await window.OpenFormsAsync()) await window.CheckAsync($"{path} as {who}, its forms open");
        }

        await window.GoAsync("/incidents/none", 404);
        await window.CheckAsync("what is not there");
    }

    [ChromiumFact]
    public async Task Backtest_IsAskedForOnThePage_AndItsDifferenceIsShownByItself()
    {
        var (host, _) = await console.StartAsync();
        await using var __ = host;
        await using var window = await (await console.OpenAsync(host)).SignInAsync("root");
        await window.GoAsync("/policies");
        await window.Page.Locator("#text").FillAsync("monitor_only: true\n");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Backtest it", Exact = true }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "The difference" })).ToContainTextAsync("Messages stopped", new() { Timeout = 60_000 });
        await window.CheckAsync("a backtest");
        await window.GoAsync("/policies");
        await window.CheckAsync("the policy with a backtest");
    }

    [ChromiumFact]
    public async Task Smpp_WithABind_HasNoFaultThatAxeFinds()
    {
        await using var smsc = new Smpp.Smsc(answerEvery: 1);
        await using var host = await Host.StartAsync(Smpp.Through.Config(smsc));
        await using var esme = await Smpp.Through.BoundAsync(host);
        await using var window = await console.OpenAsync(host);
        await window.GoAsync("/smpp");
        await Assertions.Expect(window.Page.GetByText("1 bind of 1 account")).ToBeVisibleAsync();
        await window.CheckAsync("/smpp");
        await window.OpenFormsAsync();
        await window.CheckAsync("/smpp, its forms open");
    }

    [ChromiumFact]
    public async Task SignIn_HasNoFaultThatAxeFinds()
    {
        var (host, _) = await console.StartAsync();
        await using var __ = host;
        await using var window = await console.OpenAsync(host);
        await window.GoAsync("/sign-in");
        await window.CheckAsync("/sign-in");
    }
}
