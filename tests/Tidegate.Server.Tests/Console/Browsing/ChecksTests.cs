using Shouldly;
using Xunit;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>The checks of the browser tests find what they are for.</summary>
[Collection("browsed console")]
public sealed class ChecksTests(BrowsedConsole console)
{
    [ChromiumTheory]
    [InlineData("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/none\">')", "image-alt")]
    [InlineData("() => { const p = document.createElement('p'); p.textContent = 'faint'; p.style.color = '#eee'; p.style.background = '#fff'; document.querySelector('main').append(p); }", "color-contrast")]
    [InlineData("() => { const p = document.createElement('div'); p.style.width = '500px'; p.textContent = 'wide'; document.querySelector('main').append(p); }", "scrolls sideways at 360 px")]
    [InlineData("() => { const s = document.createElement('script'); s.textContent = 'window.x = 1'; document.querySelector('main').append(s); }", "Content Security Policy")]
    [InlineData("() => { fetch('https://elsewhere.invalid/').catch(() => {}); }", "elsewhere.invalid")]
    public async Task Check_OfAPageWithAFault_TellsIt(string fault, string told)
    {
        await using var host = await Host.StartAsync();
        await using var window = await console.OpenAsync(host);
        await window.GoAsync("/decisions");
        await window.Page.EvaluateAsync(fault);
        (await Assert.ThrowsAsync<ShouldAssertException>(() => window.CheckAsync("a page with a fault"))).Message.ShouldContain(told);
    }
}
