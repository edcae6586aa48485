using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>A service that restarts while somebody works.</summary>
[Collection("browsed console")]
public sealed class AwayTests(BrowsedConsole console)
{
    private const float Patience = 60_000;

    [ChromiumFact]
    public async Task Service_ThatGoesAwayAndComesBack_IsTold_AndThePageGoesOn()
    {
        await using var service = await RestartingService.StartAsync();
        await using var window = await console.OpenAsync(service.Site);
        await window.GoAsync("/");
        var page = window.Page;
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();
        service.Kill();
        await Expect(page.GetByText("The service does not answer. What you see")).ToBeVisibleAsync(new() { Timeout = Patience });
        await window.CheckAsync("a page whose service is away");
        await service.StartAgainAsync();
        await Expect(page.GetByText("The service answers again")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    public async Task Page_OpenedWhileTheServiceIsAway_SaysSo_AndOpensOnceItAnswers()
    {
        await using var service = await RestartingService.StartAsync();
        await using var window = await console.OpenAsync(service.Site);
        await window.GoAsync("/");
        var page = window.Page;
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        service.Kill();
        await page.GotoAsync("/incidents?state=ongoing");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The service does not answer" })).ToBeVisibleAsync();
        await window.CheckAsync("a page opened while the service is away");
        await service.StartAgainAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Incidents" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByLabel("State")).ToHaveValueAsync("ongoing");
    }

    [ChromiumFact]
    public async Task Form_SentWhileTheServiceIsAway_IsNotLost()
    {
        await using var service = await RestartingService.StartAsync();
        await using var window = await console.OpenAsync(service.Site);
        await window.GoAsync("/decisions");
        var page = window.Page;
        service.Kill();
        await page.GetByLabel("Number", new() { Exact = true }).FillAsync("+393391234567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.GetByText("so nothing was sent")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.GetByLabel("Number", new() { Exact = true })).ToHaveValueAsync("+393391234567");
        await window.CheckAsync("a form that was not sent");
        await service.StartAgainAsync();
        await Expect(page.GetByText("so nothing was sent")).ToBeHiddenAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.GetByText("No decision covers it")).ToBeVisibleAsync();
    }

    /// <summary>A process that is killed, and started again on the same data and port.</summary>
    private sealed class RestartingService : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-console-").FullName;
        private Child _child;

        private RestartingService()
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Site = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
            free.Stop();
            _child = Child.ServeOn(Site.GetLeftPart(UriPartial.Authority), _folder);
        }

        public Uri Site { get; }

        public static async Task<RestartingService> StartAsync()
        {
            var service = new RestartingService();
            await service._child.AddressAsync();
            return service;
        }

        public void Kill() => _child.Kill();

        public async Task StartAgainAsync()
        {
            _child.Dispose();
            _child = Child.ServeOn(Site.GetLeftPart(UriPartial.Authority), _folder);
            await _child.AddressAsync();
        }

        public ValueTask DisposeAsync()
        {
            _child.Dispose();
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
