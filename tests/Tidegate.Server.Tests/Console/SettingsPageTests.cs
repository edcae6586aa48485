using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

public sealed partial class SettingsPageTests
{
    [Fact]
    public async Task Newcomer_IsLedFromNothing_ToAnAccountAKeyAndEvents()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var now = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/")).Text);
        var data = Path.Combine(host.Folder, "data");
        foreach (var command in new[] { "tidegate accounts create root --role admin --generate --data " + data, "tidegate keys create --role ingest --name platform --data " + data, $"curl -fsS {host.Client.BaseAddress!.ToString().TrimEnd('/')}/v1/events" }) now.ShouldContain(command);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
        (await Form.PostAsync(browser, "/settings/people", page, ("do", "create"), ("name", "ann"), ("role", "analyst"))).Status.ShouldBe(400);
        var made = await Form.PostAsync(browser, "/settings/people", page, ("do", "create"), ("name", "root"), ("role", "admin"));
        made.Status.ShouldBe(200, made.Text);
        var password = Shown().Match(made.Text).Groups[1].Value;
        (await browser.StatusAsync("/settings")).ShouldBe(401); // the door is closed now
        using var root = await new Browser(host).SignInAsync("root", WebUtility.HtmlDecode(password));

        var settings = (await root.SendAsync(HttpMethod.Get, "/settings")).Text;
        settings.ShouldNotContain(password);
        var key = await Form.PostAsync(root, "/settings/keys", settings, ("do", "create"), ("name", "platform <b>"), ("role", "ingest"));
        var text = Shown().Match(key.Text).Groups[1].Value;
        text.ShouldStartWith("tg_");
        (await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson([Http.EventsTests.Submit("m1")]), key: text)).Status.ShouldBe(202);
        settings = (await root.SendAsync(HttpMethod.Get, "/settings")).Text;
        settings.ShouldNotContain(text);
        settings.ShouldContain("platform &lt;b&gt;");
        settings.ShouldNotContain("No event has come in yet");
        var id = text.Split('_')[1];
        (await Form.PostAsync(root, "/settings/keys", settings, ("do", "revoke"), ("id", id))).Status.ShouldBe(200);
        (await host.TrySendAsync(HttpMethod.Post, "/v1/events", Host.Ndjson([Http.EventsTests.Submit("m2")]), key: text)).Status.ShouldBe(401);
        (await Form.PostAsync(root, "/settings/keys", settings, ("do", "revoke"), ("id", "none"))).Status.ShouldBe(404);
        (await Form.PostAsync(root, "/settings/people", settings, ("do", "disable"), ("name", "root"))).Status.ShouldBe(409);
        (await Form.PostAsync(root, "/settings/mode", settings, ("mode", "enforce"))).Status.ShouldBe(400);
        (await Form.PostAsync(root, "/settings/mode", settings, ("mode", "enforce"), ("text", "we are sure"))).Text.ShouldContain("The service now enforces");
        settings.ShouldContain("730d");
    }

    [Fact]
    public async Task Channel_IsTested_AndAnAnalystSeesItButMayNot()
    {
        await using var receiver = new Receiver();
        await using var host = await Host.StartAsync($$"""
            notifications:
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
              channels:
                - {name: ours, kind: webhook, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}
            """);
        await Browser.MakeAsync(host, "root", "admin");
        using var root = await new Browser(host).SignInAsync("root");
        (await root.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "ann", role = "analyst", password = Browser.Password })).Status.ShouldBe(201);
        var page = (await root.SendAsync(HttpMethod.Get, "/settings")).Text;
        (await Form.PostAsync(root, "/settings/channels", page, ("do", "test"), ("name", "ours"))).Text.ShouldContain("ours has the test message");
        (await receiver.NextAsync(0)).ShouldContain("test");
        var none = await Form.PostAsync(root, "/settings/channels", page, ("do", "test"), ("name", "theirs"));
        none.Status.ShouldBe(502);
        using var ann = await new Browser(host).SignInAsync("ann");
        var seen = (await ann.SendAsync(HttpMethod.Get, "/settings")).Text;
        seen.ShouldContain("ours");
        seen.ShouldNotContain("Make a key");
        (await Form.PostAsync(ann, "/settings/channels", seen, ("do", "test"), ("name", "ours"))).Status.ShouldBe(403);
    }

    [GeneratedRegex("<div class=\"command\"><code class=\"mono\">([^<]+)</code>")]
    private static partial Regex Shown();
}
