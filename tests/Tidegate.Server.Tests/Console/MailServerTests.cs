using System.Net;
using Shouldly;
using Tidegate.Notify.Tests.Senders;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>The mail server is named, tried and taken away on the console.</summary>
public sealed class MailServerTests
{
    private const string Password = "s3cr3t-passw0rd";

    [SmtpFact]
    public async Task MailServer_IsNamed_Tried_Used_AndTakenAway()
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-mail-").FullName;
        await using var server = await SmtpServer.StartAsync("plain", folder);
        await using var host = await Host.StartAsync();
        using var browser = new Browser(host);
        var page = (await browser.SendAsync(HttpMethod.Get, "/settings")).Text;
        page.ShouldContain("channels by e-mail need one");
        var named = new[] { ("do", "save"), ("host", "127.0.0.1"), ("port", $"{server.Port}"), ("tls", "none"), ("from", "Tidegate <t@example.com>"), ("user", "tidegate"), ("password", Password), ("why", "ours") };
        foreach (var (field, bad) in new[] { ("port", "70000"), ("tls", "maybe"), ("from", ""), ("host", "") })
        {
            var refused = await Form.PostAsync(browser, "/settings/mail", page, [.. named.Select(f => f.Item1 == field ? (field, bad) : f)]);
            refused.Status.ShouldBe(400, field);
            WebUtility.HtmlDecode(refused.Text).ShouldContain(field + " will not do");
            refused.Text.ShouldNotContain(Password);
        }

        (await Form.PostAsync(browser, "/settings/mail", page, ("do", "test"), ("to", "ann@example.com"))).Status.ShouldBe(502);
        var done = await Form.PostAsync(browser, "/settings/mail", page, named);
        done.Status.ShouldBe(200, done.Text);
        done.Text.ShouldNotContain(Password);
        (await Form.PostAsync(browser, "/settings/mail", page, ("do", "test"), ("to", "ann@example.com"))).Text.ShouldContain("took the test mail to ann@example.com");
        var (envelope, mail) = await server.MailAsync();
        envelope.GetProperty("user").GetString().ShouldBe("tidegate");
        mail.To.ToString().ShouldContain("ann@example.com");
        var refusal = await Form.PostAsync(browser, "/settings/mail", page, ("do", "test"), ("to", "nobody@example.com"));
        refusal.Status.ShouldBe(502);
        WebUtility.HtmlDecode(refusal.Text).ShouldContain("no such mailbox");

        // A channel by e-mail needs it; nothing typed for the password means as before, over restarts too.
        (await Form.PostAsync(browser, "/settings/channels", page, ("do", "save"), ("was", ""), ("name", "noc"), ("kind", "email"), ("to", "noc@example.com"), ("floor", "low"), ("minutes", "15"))).Status.ShouldBe(200);
        (await Form.PostAsync(browser, "/settings/mail", page, [.. named.Where(f => f.Item1 != "password").Select(f => f.Item1 == "from" ? ("from", "Other <o@example.com>") : f)])).Status.ShouldBe(200);
        await host.RestartAsync();
        using var after = new Browser(host);
        page = (await after.SendAsync(HttpMethod.Get, "/settings")).Text;
        page.ShouldNotContain(Password);
        (await Form.PostAsync(after, "/settings/channels", page, ("do", "test"), ("name", "noc"))).Text.ShouldContain("noc has the test message");
        (envelope, mail) = await server.MailAsync();
        envelope.GetProperty("from").GetString().ShouldBe("o@example.com");
        (await Form.PostAsync(after, "/settings/mail", page, [.. named.Where(f => f.Item1 != "password").Select(f => f.Item1 == "host" ? ("host", "localhost") : f)])).Status.ShouldBe(400); // it goes to no other server
        (await host.GetAsync("/v1/audit?subject=mail")).ToJsonString().ShouldNotContain(Password);

        (await Form.PostAsync(after, "/settings/mail", page, ("do", "remove"))).Status.ShouldBe(200);
        page = WebUtility.HtmlDecode((await after.SendAsync(HttpMethod.Get, "/settings")).Text);
        page.ShouldContain("not used: smtp: expected a mail server");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task MailServer_OfTheConfiguration_IsShown_AndChangedThere()
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-templates-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "operator.title.liquid"), "{% if %}");
        await using var host = await Host.StartAsync($"notifications:\n  templates: {folder}\n  smtp: {{host: smtp.example.com, from: t@example.com, user: tidegate, password: {Password}}}\n");
        using var browser = new Browser(host);
        var page = WebUtility.HtmlDecode((await browser.SendAsync(HttpMethod.Get, "/settings")).Text);
        page.ShouldContain("smtp.example.com:587");
        page.ShouldContain("The configuration file says so");
        page.ShouldNotContain(Password);
        page.ShouldContain(folder);
        page.ShouldContain("operator.title.liquid");
        (await Form.PostAsync(browser, "/settings/mail", page, ("do", "save"), ("host", "elsewhere.example.com"), ("port", "587"), ("tls", "starttls"), ("from", "t@example.com"))).Status.ShouldBe(409);
        Directory.Delete(folder, recursive: true);
    }
}
