using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Notify.Settings;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Settings;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>Secrets that are given on the console lie in no file of the data directory.</summary>
public sealed partial class SealedSettingsTests
{
    private const string Planted = "PLANTED-s3cr3t-0123456789";

    [Fact]
    public async Task Secrets_GivenOnTheConsole_AreInNoFile_AndWorkAfterARestart()
    {
        await using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
        var made = await AddAsync(browser, page, ("name", "hook"), ("kind", "webhook"), ("url", receiver.Url + "?" + Planted));
        var signing = WebUtility.HtmlDecode(SecretOf().Match(made).Value);
        signing.ShouldStartWith("whsec_");
        await AddAsync(browser, page, ("name", "chat"), ("kind", "slack"), ("url", "https://hooks.slack.example/" + Planted));
        await AddAsync(browser, page, ("name", "pager"), ("kind", "pagerduty"), ("routing_key", Planted));
        var mail = await Form.PostAsync(browser, "/settings/mail", page, ("do", "save"), ("host", "smtp.example.com"), ("port", "587"), ("tls", "starttls"), ("from", "t@example.com"), ("user", "tidegate"), ("password", Planted));
        mail.Status.ShouldBe(200, mail.Text);
        mail.Text.ShouldNotContain(Planted);
        await host.SnapshotAsync();
        await host.RestartAsync(() =>
        {
            foreach (var secret in new[] { Planted, signing[6..] }) FilesWith(host, secret).ShouldBe([]);
            FilesWith(host, "hooks.slack").ShouldBe([]);
            FilesWith(host, "smtp.example.com").ShouldNotBeEmpty(); // so what is not secret is found
            return Task.CompletedTask;
        });

        using var after = new Browser(host);
        page = (await after.SendAsync(HttpMethod.Get, "/settings")).Text;
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "test"), ("name", "hook"))).Text.ShouldContain("hook has the test message");
        host.Service<LiveSettings>().Current.Notifications.Smtp!.Password.ShouldBe(Planted);
        host.Service<LiveSettings>().Current.Notifications.Channels.Single(c => c.Name == "pager").RoutingKey.ShouldBe(Planted);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(host.Folder, "data", "keys", "settings.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Secrets_ThatAnEarlierVersionKeptOpen_AreRead_AndSealedAtTheStart()
    {
        await using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        var old = new ChannelSettings { Name = "old", Kind = "webhook", Url = receiver.Url + "?" + Planted, Secrets = ["whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted))] };
        await host.Service<Operators>().SetSettingAsync<EditedChannels>(SettingsEdits.ChannelsId, _ => new EditedChannels([old]), EditedChannels.Shown, "", new Caller("root", Role.Admin, null));
        host.Engine.Book.Find(Book.Setting, SettingsEdits.ChannelsId)!.Json.ShouldContain(Planted);
        await host.RestartAsync();
        host.Engine.Book.Find(Book.Setting, SettingsEdits.ChannelsId)!.Json.ShouldNotContain(Planted);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
        (await Form.PostAsync(browser, "/settings/channels", page, ("do", "test"), ("name", "old"))).Text.ShouldContain("old has the test message");
        (await host.GetAsync("/v1/audit?subject=channels"))[0]!["why"]!.GetValue<string>().ShouldBe("secrets that lay open were sealed");
        await host.RestartAsync();
        (await host.GetAsync("/v1/audit?subject=channels")).AsArray().Count.ShouldBe(2); // once
    }

    [Fact]
    public async Task AnotherKey_OpensNothing_AndThePageSaysWhatToDo()
    {
        await using var receiver = new Receiver();
        await using var host = await Host.StartAsync(Config(receiver));
        using (var browser = new Browser(host))
        {
            var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
            await AddAsync(browser, page, ("name", "hook"), ("kind", "webhook"), ("url", receiver.Url));
            await AddAsync(browser, page, ("name", "pager"), ("kind", "pagerduty"), ("routing_key", Planted));
        }

        var key = Path.Combine(host.Folder, "data", "keys", "settings.key");
        var kept = await File.ReadAllBytesAsync(key);
        await host.RestartAsync(() =>
        {
            File.Delete(key);
            return Task.CompletedTask;
        });
        using (var browser = new Browser(host))
        {
            var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/settings")).Text);
            page.ShouldContain("not used: its secrets were sealed with another key");
            host.Service<LiveSettings>().Current.Notifications.Channels.ShouldBeEmpty();
            await AddAsync(browser, page, ("name", "third"), ("kind", "slack"), ("url", "https://hooks.slack.example/x"));
        }

        // What was not touched meanwhile works again under its key.
        await host.RestartAsync(() => File.WriteAllBytesAsync(key, kept));
        host.Service<LiveSettings>().Current.Notifications.Channels.Select(c => c.Name).Order().ShouldBe(["hook", "pager"]);
    }

    private static string Config(Receiver receiver) => $$"""
        notifications:
          outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
        """;

    private static async Task<string> AddAsync(Browser browser, string page, params (string, string)[] fields)
    {
        var added = await Form.PostAsync(browser, "/settings/channels", page, [("do", "save"), ("was", ""), ("floor", "high"), ("minutes", "5"), .. fields]);
        added.Status.ShouldBe(200, added.Text);
        return added.Text;
    }

    private static List<string> FilesWith(Host host, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(Path.Combine(host.Folder, "data"), "*", SearchOption.AllDirectories).Where(f => File.ReadAllBytes(f).AsSpan().IndexOf(bytes) >= 0)];
    }

    [GeneratedRegex("whsec_[A-Za-z0-9+/=&#;]+")]
    private static partial Regex SecretOf();
}
