using System.Text.Json;
using System.Text.Json.Nodes;
using Tidegate.Notifications;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders.Mail;
using Tidegate.Notify.Templates;

namespace Tidegate.Notify.Senders.Chat;

/// <summary>Posts notices as Adaptive Cards to a Teams workflow ("When a Teams webhook request is received").</summary>
internal sealed class TeamsSender(OutboundHttp http, Uri url, TemplateSet templates) : IChannelSender
{
    // A message has at most 28 KB; a character can take six bytes in JSON.
    private const int LongestText = 4000;

    public async Task<SendOutcome> SendAsync(string messageId, Notice notice, CancellationToken cancellation) =>
        SendOutcome.Of(await http.PostAsync(url, JsonSerializer.SerializeToUtf8Bytes(Body(notice)), [], [], cancellation));

    public JsonObject Body(Notice notice)
    {
        var body = new JsonArray { Text(MailWriter.OneLine(templates.Render("title", notice, TemplateEscape.Teams)), bold: true) };
        foreach (var paragraph in templates.Render("chat", notice, TemplateEscape.Teams).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)) body.Add(Text(paragraph, bold: false));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
            ["msteams"] = new JsonObject { ["width"] = "Full" },
        };
        if (notice.Link is { } link)
            card["actions"] = new JsonArray { new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = notice.Audience == Audience.Customer ? "Agree or object" : "Open the incident", ["url"] = link } };
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray { new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card } },
        };
    }

    private static JsonObject Text(string text, bool bold)
    {
        var block = new JsonObject { ["type"] = "TextBlock", ["text"] = text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…", ["wrap"] = true };
        if (bold) (block["weight"], block["size"]) = ("Bolder", "Medium");
        return block;
    }
}
