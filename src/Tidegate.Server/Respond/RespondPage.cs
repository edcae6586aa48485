using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Tidegate.Decisions.Wording;
using Tidegate.Notifications;
using Tidegate.Server.Casework;

namespace Tidegate.Server.Respond;

/// <summary>The page to agree or object on: what the customer's message said and no more, two buttons, no script.</summary>
internal static class RespondPage
{
    private const int MostNetworks = 10;

    /// <summary>The page on what was told.</summary>
    /// <param name="told">The message.</param>
    /// <param name="said">What this customer has said; null for nothing yet.</param>
    public static string Of(Notice told, CustomerAnswer? said)
    {
        var incident = told.Incident!;
        var page = new StringBuilder();
        var where = incident.Networks.Count == 0 ? "" : " to " + string.Join(", ", incident.Networks.Take(MostNetworks).Select(Network));
        var ended = told.Kind == NoticeKind.Resolved;
        page.Append(CultureInfo.InvariantCulture, $"<h1>Unusual traffic of {Safe(told.Customer!)}{Safe(where)}</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">{(ended ? "It has ended." : $"It is {Safe(incident.Confidence)} that somebody makes your service send codes which nobody uses, to earn from them (SMS pumping).")} As told at {Plain.Time(told.At)}.</p>");
        if (said is not null) page.Append(Said(said));
        Facts(page, incident, ended);
        List(page, "Number ranges", [.. incident.Ranges.Select(r => $"{r.Shown} ({Plain.Count(r.Size, "number", "numbers")})"), .. incident.MoreRanges > 0 ? [$"and {incident.MoreRanges} more"] : (string[])[]]);
        List(page, "Why we think so", incident.Evidence);
        if (!ended) List(page, "What you can do", told.Advice);
        page.Append("""
            <h2>Your answer</h2>
            <form method="post">
            <label for="comment">A remark, if you like (no phone numbers, please)<textarea id="comment" name="comment" rows="3" maxlength="2000"></textarea></label>
            <div class="buttons"><button name="answer" value="agree">Agree: this is not our traffic</button>
            <button name="answer" value="object" class="object">Object: this is traffic of ours</button></div>
            </form>
            """);
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">Incident {Safe(incident.Id)}. Your answer goes to those who run the platform, who decide; you may change it here.</p>");
        return Whole("Unusual traffic", page.ToString());
    }

    /// <summary>The page for a link that leads nowhere.</summary>
    public static string Unknown() => Whole("Not found", "<h1>This link leads nowhere</h1><p>It is not whole, or older than thirty days, or what it was about is kept no longer. Links in newer messages work.</p>");

    /// <summary>The page for who has answered too often.</summary>
    public static string TooOften() => Whole("Too many answers", "<h1>You have answered this many times</h1><p>Your last answer stands. Please talk to those who run the platform.</p>");

    private static string Said(CustomerAnswer said)
    {
        var comment = said.Text.Length > 0 ? ": " + Safe(said.Text) : ".";
        return $"<p class=\"said\" role=\"status\">At {Plain.Time(said.At)} you {(said.Answer == "object" ? "objected" : "agreed")}{comment}</p>";
    }

    private static void Facts(StringBuilder page, IncidentFacts incident, bool ended)
    {
        page.Append("<dl class=\"facts\">");
        Fact(page, "Since", Plain.Time(incident.BeganAt));
        if (incident.EndedAt is { } end) Fact(page, "Ended", Plain.Time(end));
        if (incident.Messages is { } messages) Fact(page, "Messages", Plain.Count(messages) + (incident.ExpectedMessages is { } expected ? $", where {Plain.About(expected)} would be usual" : ""));
        else Fact(page, "Messages", "not yet told apart from the traffic of others");
        if (incident.Money is { } money) Fact(page, "Money", money + (incident.CostEstimated == true ? " (estimated from price lists)" : ""));
        var until = incident.ActionUntil is { } time && incident.Action is "block" or "throttle" && !ended ? $" until {Plain.Time(incident.ActionUntil!.Value)}, and longer if it goes on" : "";
        Fact(page, "What was done", incident.Action switch { "block" => "messages into these ranges are refused" + until, "throttle" => "messages into these ranges are slowed down" + until, _ => "nothing yet; your messages go out as ever" });
        if (incident.MessagesStopped is > 0 and var stopped) Fact(page, "Stopped", Plain.Count(stopped, "message", "messages") + (incident.Saved is { } saved ? ", " + saved : ""));
        if (incident.Resolution is { } resolution) Fact(page, "Closed as", resolution);
        if (incident.ThroughOthersToo) Fact(page, "Others", "the same attack runs through other senders too");
        page.Append("</dl>");
    }

    private static void Fact(StringBuilder page, string name, string value) => page.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{Safe(value)}</dd></div>");

    private static void List(StringBuilder page, string title, IReadOnlyList<string> items)
    {
        if (items.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2><ul>");
        foreach (var item in items) page.Append(CultureInfo.InvariantCulture, $"<li>{Safe(item)}</li>");
        page.Append("</ul>");
    }

    private static string Network(NetworkFacts network) =>
        network.Name.Length == 0 ? $"network {network.MccMnc}" : network.Country.Length == 2 ? $"{network.Name} ({network.Country})" : network.Name;

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);

    private static string Whole(string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>{title} - Tidegate</title><link rel="stylesheet" href="/respond/style.css"></head>
        <body><main><p class="brand">Tidegate</p>
        {body}
        </main></body></html>
        """;
}
