using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Tidegate.Notifications;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders;
using Tidegate.Notify.Senders.Chat;
using Tidegate.Notify.Senders.Paging;
using Tidegate.Notify.Settings;
using Tidegate.Notify.Templates;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

/// <summary>Slack, Teams and PagerDuty against a real HTTP server.</summary>
public sealed class ChatTests
{
    [Fact]
    public async Task Slack_Incident_IsTextAndBlocks()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var http = Http(receiver);
        (await new SlackSender(http, receiver.Url, Built()).SendAsync("msg_1", Samples.Notice(), default)).ShouldBe(SendOutcome.Delivered);
        var body = JsonDocument.Parse(receiver.Requests.ShouldHaveSingleItem().Body).RootElement;
        body.GetProperty("text").GetString().ShouldStartWith("high: inflated traffic through acme");
        body.GetProperty("blocks")[0].GetProperty("type").GetString().ShouldBe("header");
        body.GetProperty("blocks")[1].GetProperty("text").GetProperty("text").GetString()!.ShouldContain("1,234 messages, where about 41 would be usual; EUR 687.68.");
        body.GetProperty("blocks")[2].GetProperty("text").GetProperty("text").GetString().ShouldBe("<https://console.example/respond/x|Open the incident>");
    }

    [Fact]
    public void Slack_HostileName_MentionsNobodyAndLinksNowhere()
    {
        var body = new SlackSender(null!, new Uri("https://x"), Built()).Body(Hostile("<!channel> <http://evil.example|click> & more"));
        body["text"]!.GetValue<string>().ShouldContain("&lt;!channel&gt; &lt;http://evil.example|click&gt; &amp; more");
        body["blocks"]![1]!["text"]!["text"]!.GetValue<string>().ShouldNotContain("<!channel>");
    }

    [Fact]
    public void Slack_EndlessName_KeepsTheLimits()
    {
        var body = new SlackSender(null!, new Uri("https://x"), Built()).Body(Hostile(new string('&', 5000)));
        body["blocks"]![0]!["text"]!["text"]!.GetValue<string>().Length.ShouldBeLessThanOrEqualTo(150);
        body["blocks"]![1]!["text"]!["text"]!.GetValue<string>().Length.ShouldBeLessThanOrEqualTo(3000);
    }

    [Fact]
    public async Task Teams_Incident_IsAnAdaptiveCard()
    {
        await using var receiver = await HttpReceiver.StartAsync(202);
        using var http = Http(receiver);
        (await new TeamsSender(http, receiver.Url, Built()).SendAsync("msg_1", Samples.Notice(customer: "acme"), default)).ShouldBe(SendOutcome.Delivered);
        var attachment = JsonDocument.Parse(receiver.Requests.ShouldHaveSingleItem().Body).RootElement.GetProperty("attachments")[0];
        attachment.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        var card = attachment.GetProperty("content");
        card.GetProperty("type").GetString().ShouldBe("AdaptiveCard");
        card.GetProperty("body").GetArrayLength().ShouldBeGreaterThan(2);
        card.GetProperty("actions")[0].GetProperty("title").GetString().ShouldBe("Agree or object");
    }

    [Fact]
    public void Teams_HostileName_MakesNoLink()
    {
        var text = new TeamsSender(null!, new Uri("https://x"), Built()).Body(Hostile("[click](http://evil.example) **bold** `code`")).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        text.ShouldContain(@"\\[click\\](http://evil.example) \\*\\*bold\\*\\* \\`code\\`");
    }

    [Fact]
    public async Task PagerDuty_LifeOfAnIncident_TriggersAcknowledgesAndResolvesUnderOneKey()
    {
        await using var receiver = await HttpReceiver.StartAsync(202);
        var settings = new NotificationSettings
        {
            Channels = [new ChannelSettings { Name = "pager", Kind = "pagerduty", Url = receiver.Url.AbsoluteUri, RoutingKey = "R0UTINGKEY0123456789" }],
            Outbound = new OutboundSettings { AllowInside = [receiver.HostAndPort] },
        };
        using var bench = new Bench(settings);
        bench.Tell(Samples.News(1)).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        bench.Tell(Samples.News(2) with { AcknowledgedBy = "ann" }).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        bench.Tell(Samples.News(3, Samples.Incident(messages: 10_000)) with { AcknowledgedBy = "ann" }).ShouldBe(1);
        bench.Clock.Advance(TimeSpan.FromMinutes(16));
        await bench.Notifier.PumpAsync();
        bench.Tell(Samples.News(4, Samples.Incident(messages: 10_000, closed: true)) with { AcknowledgedBy = "ann" }).ShouldBe(1);
        await bench.Notifier.PumpAsync();
        var events = receiver.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement).ToArray();
        events.Select(e => e.GetProperty("event_action").GetString()).ShouldBe(["trigger", "acknowledge", "trigger", "resolve"]);
        events.Select(e => e.GetProperty("dedup_key").GetString()).Distinct().ShouldBe([Samples.Incident().Id]);
        events.ShouldAllBe(e => e.GetProperty("routing_key").GetString() == "R0UTINGKEY0123456789");
        var payload = events[0].GetProperty("payload");
        payload.GetProperty("severity").GetString().ShouldBe("error");
        payload.GetProperty("summary").GetString()!.ShouldStartWith("high: inflated traffic");
        payload.GetProperty("source").GetString().ShouldBe("tidegate");
        payload.GetProperty("custom_details").GetProperty("incident").GetProperty("messages").GetInt64().ShouldBe(1234);
    }

    [Fact]
    public async Task PagerDuty_Test_LeavesNoPagerOn()
    {
        await using var receiver = await HttpReceiver.StartAsync(202);
        using var http = Http(receiver);
        var notice = new Notice { Subject = "t-1", Version = 1, Kind = NoticeKind.Test, Audience = Audience.Operator, At = Samples.Now, Severity = default };
        (await new PagerDutySender(http, receiver.Url, "R0UTINGKEY", Built()).SendAsync("msg_1", notice, default)).ShouldBe(SendOutcome.Delivered);
        receiver.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("event_action").GetString()).ShouldBe(["trigger", "resolve"]);
    }

    [Fact]
    public async Task PagerDuty_EventIsWrong_IsNotSentAgainAndTheKeyIsNotTold()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = async c =>
        {
            c.Response.StatusCode = 400;
            await c.Response.WriteAsync("invalid key R0UTINGKEY0123456789");
        };
        using var http = Http(receiver);
        var outcome = await new PagerDutySender(http, receiver.Url, "R0UTINGKEY0123456789", Built()).SendAsync("msg_1", Samples.Notice(), default);
        outcome.Result.ShouldBe(SendResult.Refused);
        outcome.Error.ShouldBe("HTTP 400: invalid key (hidden)");
    }

    private static Notice Hostile(string name) =>
        NoticeWriter.Write(Samples.News(incident: Samples.Incident(customers: [name])), name, null, Samples.Now)! with { Kind = NoticeKind.Opened };

    private static TemplateSet Built() => TemplateSet.Load(null, _ => { });

    private static OutboundHttp Http(HttpReceiver receiver) => new(new OutboundSettings { AllowInside = [receiver.HostAndPort] }, Samples.Clock());
}
