using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>Chromium, and the traffic that the pages show. Every test starts a service of its own.</summary>
public sealed class BrowsedConsole : IAsyncLifetime, IDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>axe-core's source.</summary>
    public static string AxeFile { get; } = Path.Combine(AppContext.BaseDirectory, "axe.min.js");

    /// <summary>What is not there; null when all is.</summary>
    public static string? Lacking { get; } = !File.Exists(Chromium) ? $"needs {Chromium}: apt-get install chromium"
        : !File.Exists(AxeFile) ? "needs axe-core: npm ci in tests/browser, then build again" : null;

    /// <summary>A day of traffic with an attack.</summary>
    public AttackedTraffic Traffic { get; } = new();

    public async Task InitializeAsync()
    {
        if (Lacking is not null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    /// <summary>A service that has seen the traffic, with an account of each role: root, ann, and own of the victim.</summary>
    internal async Task<(Host Host, string Incident)> StartAsync(string? config = null)
    {
        var host = await Host.StartAsync(config);
        await host.PostEventsAsync(Traffic.UntilAttack);
        await host.KnownAsync("customers", AttackedTraffic.Victim);
        var id = (await host.GetAsync("/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        await Browser.MakeAsync(host, "root", "admin");
        using var root = await new Browser(host).SignInAsync("root");
        foreach (var (name, role, customer) in new[] { ("ann", "analyst", null), ("bob", "analyst", null), ("own", "customer", AttackedTraffic.Victim) })
        {
            var made = await root.SendAsync(HttpMethod.Post, "/v1/accounts", new JsonObject { ["name"] = name, ["role"] = role, ["customer"] = customer, ["password"] = Browser.Password }.ToJsonString());
            if (made.Status != 201) throw new InvalidOperationException(made.Text);
        }

        return (host, id);
    }

    /// <summary>A window of someone who has not signed in.</summary>
    internal Task<Window> OpenAsync(Host host) => OpenAsync(host.Client.BaseAddress!);

    /// <summary>A window on some address.</summary>
    internal Task<Window> OpenAsync(Uri site) => Window.OpenAsync(_browser!, site);

    public void Dispose()
    {
        Traffic.Dispose();
        _playwright?.Dispose();
    }
}

[CollectionDefinition("browsed console")]
public sealed class BrowsedConsoleCollection : ICollectionFixture<BrowsedConsole>;
