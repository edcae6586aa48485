using System.Text.Json;
using System.Text.Json.Nodes;
using Tidegate.Notifications;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders.Mail;
using Tidegate.Notify.Templates;

namespace Tidegate.Notify.Senders.Chat;

/// <summary>Posts notices to a Slack incoming webhook.</summary>
internal sealed class SlackSender(OutboundHttp http, Uri url, TemplateSet templates) : IChannelSender
{
    private const int LongestHeader = 150;
    private const int LongestSection = 3000;

    public async Task<SendOutcome> SendAsync(string messageId, Notice notice, CancellationToken cancellation) =>
        SendOutcome.Of(await http.PostAsync(url, JsonSerializer.SerializeToUtf8Bytes(Body(notice)), [], [], cancellation));

    /// <summary>Text for notifications and old clients, blocks for the rest.</summary>
    public JsonObject Body(Notice notice)
    {
        // The header is plain text; the text and the sections are not.
        var title = Cut(MailWriter.OneLine(templates.Render("title", notice, TemplateEscape.None)), LongestHeader);
        var blocks = new JsonArray
        {
            new JsonObject { ["type"] = "header", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = title, ["emoji"] = false } },
            Section(templates.Render("chat", notice, TemplateEscape.Slack)),
        };
        if (notice.Link is { } link) blocks.Add(Section($"<{TemplateEscapes.Slack(link)}|{(notice.Audience == Audience.Customer ? "Agree or object" : "Open the incident")}>"));
        return new JsonObject
        {
            ["text"] = TemplateEscapes.Slack(title),
            ["blocks"] = blocks,
            ["unfurl_links"] = false,
        };
    }

    private static JsonObject Section(string text) => new()
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(text, LongestSection), ["verbatim"] = true },
    };

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
