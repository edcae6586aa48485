using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Notifications;
using Tidegate.Server.Tests.Notifying;
using Xunit;

namespace Tidegate.Server.Tests.Respond;

/// <summary>The link of a customer's message: agree or object, without an account.</summary>
[Collection("attacked traffic")]
public sealed class RespondTests(AttackedTraffic traffic)
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    [Fact]
    public async Task Opening_ShowsWhatTheMessageSaid_AndChangesNothing()
    {
        using var receiver = new Receiver();
        await using var host = await Started(receiver);
        var told = (await receiver.UntilAsync("/theirs", "incident.opened"))["data"]!;
        var page = await OpenAsync(host, Path(told));
        page.Status.ShouldBe(200, page.Text);
        page.Text.ShouldContain("Unusual traffic of " + AttackedTraffic.Victim);
        WebUtility.HtmlDecode(page.Text).ShouldContain(told["incident"]!["ranges"]![0]!["shown"]!.GetValue<string>());
        page.Text.ShouldContain(told["subject"]!.GetValue<string>());
        page.Text.ShouldNotContain("<script", Case.Insensitive);
        page.Text.ShouldNotContain(AttackedTraffic.FreshNumber.TrimStart('+')[..11]); // no whole number
        var policy = page.Response.Content.Headers.Concat(page.Response.Headers).Single(h => h.Key == "Content-Security-Policy").Value.Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        (await OpenAsync(host, "/respond/style.css")).Status.ShouldBe(200);
        (await host.GetAsync("/v1/audit?subject=" + told["subject"])).AsArray().ShouldBeEmpty();
        (await CaseAsync(host, told))["version"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Objecting_IsRecordedInTheAuditLog_AndToldToOperators_AndHoldsOverARestart()
    {
        using var receiver = new Receiver();
        await using var host = await Started(receiver);
        var told = (await receiver.UntilAsync("/theirs", "incident.opened"))["data"]!;
        var (status, text) = await PostAsync(host, Path(told), "object", "<b>our launch</b>, ask +393391234567");
        status.ShouldBe(200, text);
        text.ShouldContain("you objected");
        text.ShouldContain("&lt;b&gt;our launch&lt;/b&gt;");
        text.ShouldNotContain("393391234567");
        var answer = (await CaseAsync(host, told))["answers"]![0]!;
        answer["answer"]!.GetValue<string>().ShouldBe("object");
        answer["customer"]!.GetValue<string>().ShouldBe(AttackedTraffic.Victim);
        var entry = (await host.GetAsync("/v1/audit?subject=" + told["subject"])).AsArray().Single()!;
        entry["action"]!.GetValue<string>().ShouldBe("incident.object");
        entry["actor"]!.GetValue<string>().ShouldBe(AttackedTraffic.Victim + " (by link)");
        (await receiver.WhereAsync("/ours", b => b["data"]!["incident"]?["objected_by"] is not null))["data"]!["incident"]!["objected_by"]![0]!.GetValue<string>().ShouldBe(AttackedTraffic.Victim);
        await host.RestartAsync();
        (await OpenAsync(host, Path(told))).Text.ShouldContain("you objected");
        (await PostAsync(host, Path(told), "agree", "")).Text.ShouldContain("you agreed");
        (await CaseAsync(host, told))["answers"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task WithKeys_NoKeyIsNeeded_ButTheTokenMustBeWhole_AndNotTooOld()
    {
        using var receiver = new Receiver();
        await using var host = await Started(receiver);
        var told = (await receiver.UntilAsync("/theirs", "incident.opened"))["data"]!;
        await host.SendAsync(HttpMethod.Post, "/v1/keys", new { name = "root", role = "admin" }, 201);
        (await host.TrySendAsync(HttpMethod.Get, "/v1/incidents", null)).Status.ShouldBe(401);
        var path = Path(told);
        (await OpenAsync(host, path)).Status.ShouldBe(200);
        var links = new ResponseLink(new Uri("https://console.example"), Convert.FromBase64String(Key));
        string[] bad =
        [
            path[..^1], path + "A", "/respond/x", "/respond/" + new string('A', 3000), path[..12] + (path[12] == 'A' ? 'B' : 'A') + path[13..],
            new Uri(links.For(told["subject"]!.GetValue<string>(), AttackedTraffic.Victim, DateTimeOffset.UtcNow.AddDays(-31))).AbsolutePath,
            new Uri(links.For(told["subject"]!.GetValue<string>(), "somebody else", DateTimeOffset.UtcNow)).AbsolutePath,
            new Uri(links.For("i20200101000000-1", AttackedTraffic.Victim, DateTimeOffset.UtcNow)).AbsolutePath,
            new Uri(new ResponseLink(new Uri("https://console.example"), new byte[32]).For(told["subject"]!.GetValue<string>(), AttackedTraffic.Victim, DateTimeOffset.UtcNow)).AbsolutePath,
        ];
        foreach (var other in bad)
        {
            (await OpenAsync(host, other)).Status.ShouldBe(404, other);
            (await PostAsync(host, other, "object", "")).Status.ShouldBe(404, other);
        }

        (await PostAsync(host, path, "perhaps", "")).Status.ShouldBe(400);
        (await PostAsync(host, path, "agree", new string('x', 2001))).Status.ShouldBe(400);
        (await host.TrySendAsync(HttpMethod.Post, path, """{"answer":"agree"}""")).Status.ShouldBe(415);
    }

    [Fact]
    public async Task AnsweringWithoutEnd_IsRefused()
    {
        using var receiver = new Receiver();
        await using var host = await Started(receiver);
        var path = Path((await receiver.UntilAsync("/theirs", "incident.opened"))["data"]!);
        for (var i = 0; i < 20; i++) (await PostAsync(host, path, i % 2 == 0 ? "agree" : "object", "")).Status.ShouldBe(200);
        (await PostAsync(host, path, "agree", "")).Status.ShouldBe(409);
    }

    private async Task<Host> Started(Receiver receiver)
    {
        var host = await Host.StartAsync($$"""
            mode: enforce
            notifications:
              public_url: https://console.example/
              link_key: {{Key}}
              outbound:
                allow_inside: ["127.0.0.1:{{receiver.Port}}"]
              channels:
              - {name: ours, kind: webhook, url: "http://127.0.0.1:{{receiver.Port}}/ours", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
              - {name: theirs, kind: webhook, customer: {{AttackedTraffic.Victim}}, url: "http://127.0.0.1:{{receiver.Port}}/theirs", secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
            """);
        await host.PostEventsAsync(traffic.UntilAttack);
        return host;
    }

    private static string Path(JsonNode told) => new Uri(told["link"]!.GetValue<string>()).AbsolutePath;

    private static async Task<JsonNode> CaseAsync(Host host, JsonNode told) => (await host.GetAsync("/v1/incidents/" + told["subject"]))["case"]!;

    private static async Task<(int Status, string Text, HttpResponseMessage Response)> OpenAsync(Host host, string path)
    {
        var response = await host.Client.GetAsync(path);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    private static async Task<(int Status, string Text)> PostAsync(Host host, string path, string answer, string comment)
    {
        using var form = new FormUrlEncodedContent([new("answer", answer), new("comment", comment)]);
        using var response = await host.Client.PostAsync(path, form);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
