using System.Net;
using Shouldly;
using Tidegate.Server.Tests.Access;
using Xunit;

namespace Tidegate.Server.Tests.Console;

/// <summary>A customer says whom to tell, and by which channels, for itself alone.</summary>
[Collection("attacked traffic")]
public sealed class OwnAccountTests(AttackedTraffic traffic)
{
    private const string Other = "rival-of-theirs";

    [Fact]
    public async Task Contacts_AreTheCustomersOwnToChange_AndWhatThePlatformNotes_IsNot()
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Put, "/v1/customers/" + AttackedTraffic.Victim, new { comment = "pays late", reports_conversions = true }, 200);
        using var own = await SignInAsync(host);
        var path = "/customers/" + AttackedTraffic.Victim;
        var page = (await own.SendAsync(HttpMethod.Get, path)).Text;
        page.ShouldNotContain("pays late");
        var fields = new[] { ("version", "2"), ("contact0.name", "Ann <b>"), ("contact0.email", "ann@example.com"), ("contact0.role", "noc"), ("zone", "Europe/Rome") };
        (await Form.PostAsync(own, "/account/contacts", page, [.. fields, ("comment", "never mind")])).Status.ShouldBe(302);
        (await own.SendAsync(HttpMethod.Get, path)).Text.ShouldContain("Ann &lt;b&gt;");
        (await own.SendAsync(HttpMethod.Get, "/v1" + path)).Text.ShouldNotContain("pays late");
        (await own.SendAsync(HttpMethod.Get, "/v1/customers")).Text.ShouldNotContain("pays late");
        using var root = await new Browser(host).SignInAsync("root");
        var known = await root.SendAsync(HttpMethod.Get, "/v1" + path);
        known.Text.ShouldContain("ann@example.com");
        known.Text.ShouldContain("pays late");
        known.Text.ShouldContain("\"reports_conversions\":true");
        var late = await Form.PostAsync(own, "/account/contacts", page, [.. fields.Select(f => f.Item1 == "contact0.name" ? (f.Item1, "my Bob") : f)]);
        late.Status.ShouldBe(412);
        late.Text.ShouldContain("my Bob");
        (await Form.PostAsync(own, "/account/contacts", page, ("version", "3"), ("contact0.name", "my Bob"), ("contact0.email", "nowhere"))).Status.ShouldBe(400);
        (await Form.PostAsync(root, "/account/contacts", (await root.SendAsync(HttpMethod.Get, path)).Text, fields)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Channels_OfACustomer_AreAdded_Tested_AndRemovedByIt_AndItSeesNoOthers()
    {
        await using var receiver = new Receiver();
        await using var host = await StartAsync($$"""
            notifications:
              outbound: {allow_inside: ["127.0.0.1:{{new Uri(receiver.Url).Port}}"]}
              channels:
                - {name: operators-hook, kind: webhook, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}
                - {name: rivals-hook, kind: webhook, customer: {{Other}}, url: "{{receiver.Url}}", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}
            """);
        using var own = await SignInAsync(host);
        var path = "/customers/" + AttackedTraffic.Victim;
        var page = (await own.SendAsync(HttpMethod.Get, path)).Text;
        page.ShouldContain("you are told of no incident");
        foreach (var hidden in new[] { "operators-hook", "rivals-hook" })
        {
            page.ShouldNotContain(hidden);
            (await Form.PostAsync(own, "/account/channels", page, ("do", "test"), ("name", hidden))).Status.ShouldBe(404);
            (await Form.PostAsync(own, "/account/channels", page, ("do", "enable"), ("name", hidden))).Status.ShouldBe(404);
            (await Form.PostAsync(own, "/account/channels", page, ("do", "remove"), ("was", hidden))).Status.ShouldBe(404);
        }

        // Whose it is cannot be said, and a name that another has is no obstacle.
        var made = await Form.PostAsync(own, "/account/channels", page, ("do", "save"), ("was", ""), ("name", "rivals-hook"), ("kind", "webhook"), ("customer", Other), ("url", receiver.Url), ("floor", "low"), ("minutes", "15"));
        made.Status.ShouldBe(200, made.Text);
        made.Text.ShouldContain("whsec_");
        var channel = host.Service<Server.Settings.LiveSettings>().Current.Notifications.Channels.Single(c => c.Customer == AttackedTraffic.Victim);
        channel.Name.ShouldStartWith("rivals-hook-");
        (await Form.PostAsync(own, "/account/channels", page, ("do", "test"), ("name", channel.Name))).Text.ShouldContain("has the test message");
        (await receiver.NextAsync(0)).ShouldContain(AttackedTraffic.Victim);
        var inside = await Form.PostAsync(own, "/account/channels", page, ("do", "save"), ("was", ""), ("name", "in"), ("kind", "webhook"), ("url", "http://10.0.0.1/"), ("floor", "low"), ("minutes", "15"));
        inside.Status.ShouldBe(400);
        inside.Text.ShouldContain("value=\"in\"");

        // The operator sees it and may take it away; before that the customer does.
        var id = (await own.SendAsync(HttpMethod.Get, path)).Text;
        id.ShouldContain(channel.Name);
        (await Form.PostAsync(own, "/account/channels", page, ("do", "remove"), ("was", channel.Name))).Status.ShouldBe(200);
        host.Service<Server.Settings.LiveSettings>().Current.Notifications.Channels.ShouldAllBe(c => c.Customer != AttackedTraffic.Victim);
        WebUtility.HtmlDecode((await own.SendAsync(HttpMethod.Get, path)).Text).ShouldContain("you are told of no incident");
    }

    private async Task<Host> StartAsync(string? config = null)
    {
        var host = await Host.StartAsync(config);
        await host.PostEventsAsync(traffic.UntilAttack);
        await host.PostEventsAsync([Http.EventsTests.Submit("r1", Other)]);
        return host;
    }

    private static async Task<Browser> SignInAsync(Host host)
    {
        await Browser.MakeAsync(host, "root", "admin");
        using var root = await new Browser(host).SignInAsync("root");
        (await root.SendAsync(HttpMethod.Post, "/v1/accounts", new { name = "own", role = "customer", customer = AttackedTraffic.Victim, password = Browser.Password })).Status.ShouldBe(201);
        return await new Browser(host).SignInAsync("own");
    }
}
