using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Tidegate.Server.Settings;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>Channels, retention and price lists are changed on the console, and stay so over restarts.</summary>
public sealed partial class EditedSettingsTests
{
    [Fact]
    public async Task Channel_IsAdded_Tested_Changed_AndRemoved_AndItsSecretIsShownOnce()
    {
        await using var receiver = new Receiver();
        await using var host = await Host.StartAsync($$"""
            notifications:
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
              channels:
                - {name: fixed, kind: webhook, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}
            """);
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
        var mine = new[] { ("do", "save"), ("was", ""), ("kind", "webhook"), ("url", receiver.Url), ("floor", "high"), ("minutes", "5"), ("feeds", "yes") };
        (await Form.PostAsync(browser, "/settings/channels", page, [.. mine, ("name", "fixed")])).Status.ShouldBe(400);
        var bad = await Form.PostAsync(browser, "/settings/channels", page, [.. mine.Where(f => f.Item1 != "url"), ("name", "mine"), ("url", "http://10.0.0.1/x")]);
        bad.Status.ShouldBe(400);
        bad.Text.ShouldContain("value=\"mine\"");
        var made = await Form.PostAsync(browser, "/settings/channels", page, [.. mine, ("name", "mine"), ("why", "for the night shift")]);
        made.Status.ShouldBe(200, made.Text);
        var secret = WebUtility.HtmlDecode(SecretOf().Match(made.Text).Value);
        secret.ShouldStartWith("whsec_");
        (await Form.PostAsync(browser, "/settings/channels", page, ("do", "test"), ("name", "mine"))).Text.ShouldContain("mine has the test message");
        (await receiver.NextAsync(0)).ShouldContain("test");

        await host.RestartAsync();
        using var after = new Browser(host);
        page = (await after.SendAsync(HttpMethod.Get, "/settings")).Text;
        page.ShouldContain("added here");
        WebUtility.HtmlDecode(page).ShouldNotContain(secret);
        page.ShouldNotContain(receiver.Url + "\"");
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "test"), ("name", "mine"))).Text.ShouldContain("mine has the test message");
        var audit = (await host.GetAsync("/v1/audit?subject=channels")).ToJsonString();
        audit.ShouldContain("for the night shift");
        audit.ShouldNotContain("whsec_");

        // Nothing typed for the address means as before; what the configuration has is not changed here.
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "save"), ("was", "mine"), ("name", "ours"), ("kind", "webhook"), ("floor", "low"), ("minutes", "15"))).Status.ShouldBe(200);
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "test"), ("name", "ours"))).Text.ShouldContain("ours has the test message");
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "remove"), ("was", "fixed"))).Status.ShouldBe(404);
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "remove"), ("was", "ours"))).Status.ShouldBe(200);
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "test"), ("name", "ours"))).Status.ShouldBe(502);
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "test"), ("name", "fixed"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Retention_IsChanged_TakesEffect_AndStaysOverRestarts()
    {
        await using var host = await Host.StartAsync("retention: {traffic: 100d}\n");
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
        (await Form.PostAsync(browser, "/settings/retention", page, ("audit", "90d"))).Status.ShouldBe(400); // no reason
        (await Form.PostAsync(browser, "/settings/retention", page, ("audit", "9000d"), ("why", "the law"))).Status.ShouldBe(400);
        var done = await Form.PostAsync(browser, "/settings/retention", page, ("audit", "90d"), ("journal", "2d"), ("traffic", "100d"), ("why", "the law"));
        done.Status.ShouldBe(200, done.Text);
        done.Text.ShouldContain("90d, changed here");
        done.Text.ShouldContain("100d</td>"); // as configured, so not changed
        await host.RestartAsync();
        var kinds = (await host.GetAsync("/v1/retention"))["kinds"]!.AsArray().ToDictionary(k => k!["kind"]!.GetValue<string>(), k => k!["keep"]!.GetValue<string>());
        kinds["audit"].ShouldBe("90d");
        kinds["journal"].ShouldBe("2d");
        kinds["traffic"].ShouldBe("100d");
        kinds["incidents"].ShouldBe("730d");
        host.Service<LiveSettings>().Configured.Retention.Audit.ShouldBe(TimeSpan.FromDays(730));
    }

    [Fact]
    public async Task PriceLists_AreSetAsCsv_ABadRowIsNamed_AndAnEarlierVersionComesBack()
    {
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings/rates")).Text;
        page.ShouldContain("There is none");
        const string header = "network,country,supplier,customer,currency,price,cost,valid_from,valid_until\n";
        var bad = await Form.PostAsync(browser, "/settings/rates", page, ("version", "0"), ("do", "set"), ("why", "new"), ("text", header + "22201,,,,EUR,0.07,,,\n,,,,EUR,x,,,\n"));
        bad.Status.ShouldBe(400);
        WebUtility.HtmlDecode(bad.Text).ShouldContain("Row 2");
        bad.Text.ShouldContain("22201,,,,EUR,0.07");
        (await Form.PostAsync(browser, "/settings/rates", page, ("version", "0"), ("do", "set"), ("why", "new"), ("text", header + "22201,,,,EUR,0.07,,,\n"))).Status.ShouldBe(302);
        (await Form.PostAsync(browser, "/settings/rates", page, ("version", "0"), ("do", "set"), ("why", "late"), ("text", header))).Status.ShouldBe(412);
        (await Form.PostAsync(browser, "/settings/rates", page, ("version", "1"), ("do", "set"), ("why", "dearer"), ("text", header + "22201,,,,EUR,0.09,,2026-01-01,\n"))).Status.ShouldBe(302);
        (await browser.SendAsync(HttpMethod.Get, "/settings/rates")).Text.ShouldContain("0.09");
        (await Form.PostAsync(browser, "/settings/rates", page, ("version", "2"), ("do", "rollback"), ("to", "1"))).Status.ShouldBe(302);
        var rates = await host.GetAsync("/v1/rates");
        rates["version"]!.GetValue<int>().ShouldBe(3);
        rates["rates"]![0]!["price"]!.GetValue<double>().ShouldBe(0.07);
        (await browser.SendAsync(HttpMethod.Get, "/settings/rates.csv")).Text.ShouldContain("22201,,,,EUR,0.07,,,");
    }

    [GeneratedRegex("whsec_[A-Za-z0-9+/=&#;]+")]
    private static partial Regex SecretOf();
}
