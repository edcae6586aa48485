using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>A window of chromium that notes what no page may do: ask another address, break the content security policy, fail.</summary>
internal sealed class Window : IAsyncDisposable
{
    public const int Wide = 1280;
    public const int Narrow = 360;

    // Fetches end with this when the server goes away; the tests that stop it expect that.
    private const string Gone = "net::ERR_";
    private const string WorkerGone = "An unknown error occurred when fetching the script.";

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(BrowsedConsole.AxeFile));

    private readonly IBrowserContext _context;
    private readonly Uri _site;
    private readonly List<string> _faults = [];

    private Window(IBrowserContext context, IPage page, Uri site) => (_context, Page, _site) = (context, page, site);

    public IPage Page { get; }

    /// <summary>What went wrong since it was asked last.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults) return [.. _faults];
        }
    }

    public static async Task<Window> OpenAsync(IBrowser browser, Uri site)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = site.ToString(), ViewportSize = new ViewportSize { Width = Wide, Height = 900 }, ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout(60_000);
        var window = new Window(context, await context.NewPageAsync(), site);
        window.Watch();
        return window;
    }

    /// <summary>Signs in by the form.</summary>
    public async Task<Window> SignInAsync(string name)
    {
        await Page.GotoAsync("/");
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByLabel("Password").FillAsync(Access.Browser.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.Locator(".who .name").WaitForAsync();
        return this;
    }

    /// <summary>Goes to a page, and, where it shows a first part until the rest is made, waits for that.</summary>
    public async Task GoAsync(string path, int status = 200)
    {
        var answer = (await Page.GotoAsync(path))!;
        for (var tries = 0; tries < 120 && answer.Headers.ContainsKey("refresh"); tries++)
        {
            await Page.GotoAsync("about:blank"); // or it would go on by itself in the midst of the next
            await Task.Delay(500);
            answer = (await Page.GotoAsync(path))!;
        }

        answer.Status.ShouldBe(status, path);
        answer.Headers.ShouldNotContainKey("refresh");
    }

    /// <summary>Light and dark, wide and narrow: axe finds nothing, and the page does not scroll sideways.</summary>
    public async Task CheckAsync(string where)
    {
        foreach (var width in new[] { Wide, Narrow })
        {
            await Page.SetViewportSizeAsync(width, 900);
            var scroll = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            scroll.ShouldBeLessThanOrEqualTo(width, $"{where} scrolls sideways at {width} px: {await WidestAsync(width)}");
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                (await ViolationsAsync()).ShouldBe("", $"{where}, {scheme}, {width} px");
            }
        }

        Faults.ShouldBe([], where);
    }

    /// <summary>Opens what is folded; false when nothing is.</summary>
    public async Task<bool> OpenFormsAsync() => await Page.EvaluateAsync<int>("() => { const folded = [...document.querySelectorAll('main details:not([open])')]; for (const one of folded) one.open = true; return folded.length; }") > 0;

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    // Told by rule and element, so that the failure says what to do.
    private async Task<string> ViolationsAsync()
    {
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>(
            "() => axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })"
            + ".then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + n.failureSummary)))");
        return string.Join('\n', found.EnumerateArray().Select(v => v.GetString()));
    }

    private Task<string> WidestAsync(int width) => Page.EvaluateAsync<string>(
        "width => [...document.querySelectorAll('main *, header *, footer *')].filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.scroll')).slice(0, 5).map(e => e.tagName + '.' + e.className).join(', ')", width);

    private void Watch()
    {
        Page.Request += (_, request) => NoteUnless(new Uri(request.Url) is var uri && uri.Authority == _site.Authority, "asked " + request.Url);
        Page.PageError += (_, error) => NoteUnless(false, "failed: " + error);
        Page.Console += (_, message) => NoteUnless(message.Type is not "error" || message.Text.Contains(Gone, StringComparison.Ordinal) || message.Text == WorkerGone || message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal), message.Text);
    }

    private void NoteUnless(bool fine, string fault)
    {
        if (fine) return;
        lock (_faults) _faults.Add(fault);
    }
}
