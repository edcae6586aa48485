using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Access;
using Xunit;

namespace Tidegate.Server.Tests.Access;

public sealed partial class SignInPageTests
{
    [Fact]
    public async Task Form_SignsInWithoutScript_AndLeadsBack()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = new Browser(host);
        var led = await browser.SendAsync(HttpMethod.Get, "/metrics?x=1", null, ("Accept", "text/html"));
        led.Status.ShouldBe(302);
        var at = led.Response.Headers.Location!.ToString();
        at.ShouldStartWith("/sign-in?return=%2Fmetrics");
        var page = await browser.SendAsync(HttpMethod.Get, at);
        page.Status.ShouldBe(200);
        page.Text.ShouldNotContain("<script");
        var policy = page.Response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        var (wrong, text) = await PostAsync(browser, page.Text, "ann", "wrong-password-here");
        wrong.ShouldBe(401);
        text.ShouldContain("Name, password or code is wrong.");
        var again = await browser.SendAsync(HttpMethod.Get, at);
        using var form = Form(again.Text, "ann", Browser.Password);
        var signedIn = await browser.SendAsync(HttpMethod.Post, Action(again.Text), form);
        signedIn.Status.ShouldBe(302, signedIn.Text);
        signedIn.Response.Headers.Location!.ToString().ShouldBe("/metrics?x=1");
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(200);

        var out1 = await browser.SendAsync(HttpMethod.Get, "/sign-in");
        out1.Text.ShouldContain("Signed in as ann, admin");
        using var leave = Form(out1.Text, "", "");
        (await browser.SendAsync(HttpMethod.Post, "/sign-out", leave)).Status.ShouldBe(302);
        (await browser.StatusAsync("/v1/incidents")).ShouldBe(401);
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Return_ToAnotherSite_IsNotFollowed(string to)
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = new Browser(host);
        var page = await browser.SendAsync(HttpMethod.Get, "/sign-in?return=" + Uri.EscapeDataString(to));
        page.Text.ShouldNotContain("elsewhere");
        using var form = Form(page.Text, "ann", Browser.Password);
        var signedIn = await browser.SendAsync(HttpMethod.Post, "/sign-in?return=" + Uri.EscapeDataString(to), form);
        signedIn.Response.Headers.Location!.ToString().ShouldBe("/");
    }

    [Fact]
    public async Task Form_WithoutItsToken_SignsNobodyIn()
    {
        await using var host = await Host.StartAsync();
        await Browser.MakeAsync(host, "ann", "admin");
        using var browser = new Browser(host);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "ann", ["password"] = Browser.Password });
        (await browser.SendAsync(HttpMethod.Post, "/sign-in", form)).Status.ShouldBe(400);
        browser.Session.ShouldBeNull();
    }

    private static async Task<(int Status, string Text)> PostAsync(Browser browser, string page, string name, string password)
    {
        using var form = Form(page, name, password);
        var (status, text, _) = await browser.SendAsync(HttpMethod.Post, Action(page), form);
        return (status, text);
    }

    private static FormUrlEncodedContent Form(string page, string name, string password)
    {
        var hidden = Hidden().Match(page);
        return new FormUrlEncodedContent(new Dictionary<string, string> { [hidden.Groups[1].Value] = hidden.Groups[2].Value, ["name"] = name, ["password"] = password });
    }

    private static string Action(string page) => WebUtility.HtmlDecode(ActionOf().Match(page).Groups[1].Value);

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex ActionOf();
}
