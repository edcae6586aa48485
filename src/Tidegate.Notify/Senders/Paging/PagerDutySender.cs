using System.Text.Json;
using System.Text.Json.Nodes;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders.Mail;
using Tidegate.Notify.Templates;

namespace Tidegate.Notify.Senders.Paging;

/// <summary>Triggers, acknowledges and resolves PagerDuty alerts by Events API v2; the incident's id holds them together.</summary>
internal sealed class PagerDutySender(OutboundHttp http, Uri url, string routingKey, TemplateSet templates) : IChannelSender
{
    /// <summary>PagerDuty's own address.</summary>
    public const string DefaultUrl = "https://events.pagerduty.com/v2/enqueue";

    private const int LongestSummary = 1024;
    private const int LongestKey = 255;

    public async Task<SendOutcome> SendAsync(string messageId, Notice notice, CancellationToken cancellation)
    {
        var outcome = await Post(Body(notice, ActionOf(notice.Kind)), cancellation);
        // A test must leave nobody's pager on.
        return notice.Kind == NoticeKind.Test && outcome.Result == SendResult.Delivered ? await Post(Body(notice, "resolve"), cancellation) : outcome;
    }

    public JsonObject Body(Notice notice, string action)
    {
        var body = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = action,
            ["dedup_key"] = Cut(notice.Subject, LongestKey),
        };
        if (action != "trigger") return body;
        body["payload"] = new JsonObject
        {
            ["summary"] = Cut(MailWriter.OneLine(templates.Render("title", notice, TemplateEscape.None)), LongestSummary),
            ["source"] = "tidegate",
            ["severity"] = notice.Severity switch { Severity.Critical => "critical", Severity.High => "error", Severity.Medium => "warning", _ => "info" },
            ["timestamp"] = notice.At.UtcDateTime,
            ["component"] = (notice.Incident is { Networks: [var network, ..] } ? network.MccMnc : null) ?? notice.Feed?.Feed ?? "notifications",
            ["class"] = notice.Incident is null ? "health" : "sms_pumping",
            ["custom_details"] = JsonSerializer.SerializeToNode(notice, NoticeJson.Options),
        };
        body["client"] = "Tidegate";
        if (notice.Link is { } link) body["links"] = new JsonArray { new JsonObject { ["href"] = link, ["text"] = "Open the incident" } };
        return body;
    }

    private static string ActionOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Acknowledged => "acknowledge",
        NoticeKind.Resolved or NoticeKind.FeedRestored => "resolve",
        _ => "trigger",
    };

    private async Task<SendOutcome> Post(JsonObject body, CancellationToken cancellation)
    {
        var reply = await http.PostAsync(url, JsonSerializer.SerializeToUtf8Bytes(body), [], [routingKey], cancellation);
        var outcome = SendOutcome.Of(reply);
        // 400: the event itself is wrong; sending it again cannot help.
        return reply.Status == 400 ? outcome with { Result = SendResult.Refused } : outcome;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
