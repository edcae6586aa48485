using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>Every page, to every role, light and dark, wide and narrow.</summary>
[Collection("browsed console")]
public sealed class PagesTests(BrowsedConsole console)
{
    private static readonly string[] ForAll = ["/", "/incidents", "/incidents/{id}", "/decisions"];
    private static readonly string[] ForCustomers = [$"/customers/{AttackedTraffic.Victim}"];
    private static readonly string[] ForStaff = ["/policies", "/customers", $"/customers/{AttackedTraffic.Victim}", "/suppliers", "/settings", "/start", "/explore", "/explore?by=customer,network,hour", "/schedules", "/claims", "/ranges", "/reports", "/reports/correlation", "/reports/suppliers", "/reports/customers", "/reports/comparison", "/reports/market", "/reconcile", "/settings/rates", "/smpp", "/incidents?state=unblocked&severity=critical", "/explore?by=category,range&only.category=otp"];

    // Looked at by tests of their own: backtests, parties, what the browser keeps for when the service is away, signing in, the page of a customer's link.
    private static readonly string[] Elsewhere = ["/policies/backtests/{id}", "/suppliers/one", "/console/away", "/sign-in", "/respond/{token}"];
    private static readonly string[] Files = ["/smpp/captures/{id}", "/console/console.css", "/console/console.js", "/console/away.js", "/console/world.svg", "/console/icon.svg", "/sign-in/style.css", "/sign-in/oidc", "/respond/style.css", "/openapi/{documentName}.json", "/settings/rates.csv"];

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
    public async Task Pages_OfAServiceThatHasSeenNothing_SayWhatToDo_AndHaveNoFault()
    {
        await using var host = await Host.StartAsync();
        await using var window = await console.OpenAsync(host);
        foreach (var path in ForAll.Where(p => !p.Contains('{')).Concat(ForStaff.Where(p => !p.StartsWith("/customers/", StringComparison.Ordinal))))
        {
            await window.GoAsync(path);
            await window.CheckAsync($"{path} of an empty service");
        }
    }

    [Fact]
    public async Task EveryPage_IsAmongThoseThatAreLookedAt()
    {
        await using var host = await Host.StartAsync();
        var known = ForAll.Concat(ForStaff).Concat(Elsewhere).Select(p => p.Split('?')[0]).ToList();
        var pages = host.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true })
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).Where(p => !Files.Contains(p)).ToList();
        pages.Count.ShouldBeGreaterThan(20);
        pages.Where(p => !known.Any(k => Matches(p, k))).ShouldBe([]);
    }

    private static bool Matches(string pattern, string path)
    {
        var (wanted, parts) = (pattern.Split('/'), path.Split('/'));
        return wanted.Length == parts.Length && wanted.Zip(parts).All(p => p.First.StartsWith('{') || p.First == p.Second);
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
    public async Task PageOfACustomersLink_HasNoFaultThatAxeFinds()
    {
        await using var receiver = new Receiver();
        var (host, _) = await console.StartAsync($$"""
            notifications:
              public_url: https://console.example/
              link_key: MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
              channels:
                - {name: theirs, kind: webhook, customer: {{AttackedTraffic.Victim}}, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}
            """);
        await using var __ = host;
        var told = System.Text.Json.Nodes.JsonNode.Parse(await receiver.NextAsync(0))!["data"]!;
        await using var window = await console.OpenAsync(host);
        await window.GoAsync(new Uri(told["link"]!.GetValue<string>()).AbsolutePath);
        await window.CheckAsync("/respond");
        await window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("agree", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).First.ClickAsync();
        await window.CheckAsync("/respond, answered");
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
