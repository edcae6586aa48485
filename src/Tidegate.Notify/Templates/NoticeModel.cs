using Tidegate.Decisions.Wording;
using Tidegate.Notifications;

namespace Tidegate.Notify.Templates;

/// <summary>A notice as templates see it: texts ready to be shown, each made safe.</summary>
internal static class NoticeModel
{
    private const int MostNamed = 3;

    public static Dictionary<string, object?> Of(Notice notice, Func<string, string> safe) => new(StringComparer.Ordinal)
    {
        ["kind"] = NoticeWords.Of(notice.Kind),
        ["subject"] = safe(notice.Subject),
        ["severity"] = NoticeWords.Of(notice.Severity),
        ["customer"] = safe(notice.Customer ?? ""),
        ["at"] = Plain.Time(notice.At),
        ["link"] = notice.Link,
        ["advice"] = notice.Advice.Select(safe).ToArray(),
        ["incident"] = notice.Incident is { } incident ? Of(incident, safe) : null,
        ["feed"] = notice.Feed is { } feed ? Of(feed, safe) : null,
        ["channel"] = notice.Channel is { } channel ? Of(channel, safe) : null,
        ["report"] = notice.Report is { } report ? ReportModel.Of(report, safe) : null,
    };

    private static Dictionary<string, object?> Of(IncidentFacts incident, Func<string, string> safe) => new(StringComparer.Ordinal)
    {
        ["id"] = safe(incident.Id),
        ["campaign"] = safe(incident.CampaignId),
        ["state"] = incident.State,
        ["confidence"] = incident.Confidence,
        ["began"] = Plain.Time(incident.BeganAt),
        ["detected"] = Plain.Time(incident.DetectedAt),
        ["detected_after"] = Plain.Span(incident.DetectedAt - incident.BeganAt),
        ["acted"] = Time(incident.ActedAt),
        ["last_message"] = Plain.Time(incident.LastMessageAt),
        ["ended"] = Time(incident.EndedAt),
        ["customers"] = Joined(incident.Customers, safe),
        ["through_others"] = incident.ThroughOthersToo,
        ["senders"] = Joined(incident.Senders, safe),
        ["suppliers"] = Joined(incident.Suppliers, safe),
        ["networks"] = Joined([.. incident.Networks.Select(Network)], safe),
        ["ranges"] = incident.Ranges.Select(r => new Dictionary<string, object?>(StringComparer.Ordinal) { ["shown"] = r.Shown, ["prefix"] = r.Prefix, ["count"] = Plain.Count(r.Size, "number", "numbers") }).ToArray(),
        ["more_ranges"] = incident.MoreRanges,
        ["range_text"] = Joined([.. incident.Ranges.Select(r => r.Shown)], text => text),
        ["messages"] = incident.Messages is { } messages ? Plain.Count(messages, "message", "messages") : null,
        ["expected"] = incident.ExpectedMessages is { } expected ? Plain.About(expected) : null,
        ["distinct"] = incident.DistinctDestinations is { } distinct ? Plain.Count(distinct) : null,
        ["converted"] = incident.Converted is { } converted ? Plain.Count(converted) : null,
        ["money"] = incident.Money is { } money ? safe(money) + (incident.CostEstimated == true ? " (estimated from price lists)" : "") : null,
        ["action"] = incident.Action,
        ["proposed"] = incident.Proposed,
        ["objected_by"] = incident.ObjectedBy is { } objected ? Joined(objected, safe) : null,
        ["action_until"] = Time(incident.ActionUntil),
        ["stopped"] = incident.MessagesStopped is > 0 and var stopped ? Plain.Count(stopped, "message", "messages") : null,
        ["saved"] = incident.Saved is { } saved ? safe(saved) : null,
        ["evidence"] = incident.Evidence.Select(safe).ToArray(),
        ["taken_on_by"] = incident.AcknowledgedBy is { } by ? safe(by) : null,
        ["resolution"] = incident.Resolution is { } resolution ? safe(resolution) : null,
    };

    private static Dictionary<string, object?> Of(FeedFacts feed, Func<string, string> safe) => new(StringComparer.Ordinal)
    {
        ["name"] = safe(feed.Feed),
        ["party"] = safe(feed.Party),
        ["from"] = Plain.Time(feed.From),
        ["to"] = Time(feed.To),
    };

    private static Dictionary<string, object?> Of(DisabledChannel channel, Func<string, string> safe) => new(StringComparer.Ordinal)
    {
        ["name"] = safe(channel.Name),
        ["failing_since"] = Time(channel.FailingSince),
        ["reason"] = safe(channel.Reason),
    };

    private static string Network(NetworkFacts network) =>
        network.Name.Length == 0 ? $"network {network.MccMnc}" : network.Country.Length == 2 ? $"{network.Name} ({network.Country}, {network.MccMnc})" : $"{network.Name} ({network.MccMnc})";

    private static string? Time(DateTimeOffset? time) => time is { } at ? Plain.Time(at) : null;

    private static string Joined(IReadOnlyList<string> names, Func<string, string> safe)
    {
        List<string> named = [.. names.Take(MostNamed).Select(safe)];
        if (names.Count > MostNamed) named.Add($"{names.Count - MostNamed} more");
        return named.Count <= 1 ? named.FirstOrDefault() ?? "" : string.Join(", ", named.SkipLast(1)) + " and " + named[^1];
    }
}
