using System.Globalization;
using System.Text.Json;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Reporting;

/// <summary>Reads a `tidegate.scan/1` report back, whoever wrote it. Pictures are not part of that format.</summary>
public static class ScanReportReader
{
    /// <summary>Reads a report.</summary>
    /// <exception cref="FormatException">It is not JSON, not of this schema, or a needed field is missing or of the wrong kind.</exception>
    public static ScanReport Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return Report(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            throw new FormatException($"not a {ScanReportJson.Schema} report: {error.Message}", error);
        }
    }

    private static ScanReport Report(JsonElement root)
    {
        var schema = Text(root, "schema");
        if (!string.Equals(schema, ScanReportJson.Schema, StringComparison.Ordinal))
            throw new FormatException($"schema is '{schema}', expected '{ScanReportJson.Schema}'");
        var source = root.GetProperty("source");
        return new ScanReport
        {
            CutShort = root.TryGetProperty("cut_short", out var cut) && cut.GetBoolean(),
            Counts = Counts(source),
            Sources = [.. Items(source, "files").Select(file => File(file, source))],
            Incidents = [.. Items(root, "incidents").Select(Incident)],
            Decisions = [.. Items(root, "decisions").Select(Decision)],
            FeedHealth = [.. Items(root, "feed_health").Select(Notice)],
        };
    }

    private static ScanCounts Counts(JsonElement source) => new()
    {
        Records = Whole(source, "records"),
        Submissions = Whole(source, "submissions"),
        Receipts = Whole(source, "receipts"),
        Conversions = Whole(source, "conversions"),
        Bad = Whole(source, "bad"),
        BadOther = Whole(source, "bad_other"),
        Duplicates = Whole(source, "duplicates"),
        Late = Whole(source, "late"),
        LateSubmissions = Whole(source, "late_submissions"),
        Ahead = Whole(source, "ahead"),
        AheadSubmissions = Whole(source, "ahead_submissions"),
        LeapsBack = Whole(source, "leaps_back"),
        LeapFrom = Time(source, "leap_from"),
        LeapTo = Time(source, "leap_to"),
        Orphans = Whole(source, "orphans"),
        Filtered = Whole(source, "filtered"),
        FilteredFeedback = Whole(source, "filtered_feedback"),
        Overflowed = Whole(source, "overflowed"),
        From = Time(source, "from"),
        To = Time(source, "to"),
        Cost = Number(source, "cost"),
        EstimatedCost = Number(source, "estimated_cost"),
        Currency = Text(source, "currency"),
        OtherMoney = Sums(source, "other_money"),
        Unpriced = Whole(source, "unpriced"),
    };

    private static SourceReport File(JsonElement file, JsonElement source)
    {
        var name = Text(file, "source");
        var report = new SourceReport(name, Text(file, "format")) { Records = Whole(file, "records"), BytesRead = Whole(file, "bytes") };
        foreach (var bad in Items(source, "bad_lines").Where(bad => string.Equals(Text(bad, "source"), name, StringComparison.Ordinal)))
            report.AddBad(Whole(bad, "line"), Text(bad, "reason"), Text(bad, "value"));
        report.BadRecordCount = Whole(file, "bad");
        report.Remarks.AddRange(Texts(file, "remarks"));
        return report;
    }

    private static Incident Incident(JsonElement json) => new()
    {
        Id = Text(json, "id"),
        CampaignId = Text(json, "campaign_id"),
        OpenedAt = NeededTime(json, "opened_at"),
        FoundAt = Time(json, "found_at") ?? default,
        ClosedAt = Time(json, "closed_at"),
        FirstMessageAt = NeededTime(json, "first_message_at"),
        LastMessageAt = NeededTime(json, "last_message_at"),
        Severity = Word<Severity>(json, "severity"),
        State = Word<IncidentState>(json, "state"),
        Scope = Scope(json.GetProperty("scope")),
        Parties = json.TryGetProperty("parties", out var parties) ? new IncidentParties(Counts(parties, "customers"), Counts(parties, "senders"), Counts(parties, "suppliers")) : IncidentParties.None,
        RangeHits = [.. Items(json, "range_hits").Select(hits => new RangeHits(Range(hits), (int)Whole(hits, "numbers")))],
        Messages = Whole(json, "messages"),
        ExpectedMessages = Number(json, "expected_messages"),
        DistinctDestinations = Whole(json, "distinct_destinations"),
        Converted = Whole(json, "converted"),
        Cost = Number(json, "cost"),
        EstimatedCost = Number(json, "estimated_cost"),
        Currency = Text(json, "currency"),
        OtherMoney = Sums(json, "other_money"),
        UnpricedMessages = Whole(json, "unpriced_messages"),
        LogOdds = Number(json, "log_odds"),
        FalseAlarmsPerWeek = Number(json, "false_alarms_per_week"),
        Summary = Text(json, "summary"),
        Evidence =
        [
            .. Items(json, "evidence").Select(item => new Evidence(
                Text(item, "channel"), Number(item, "observed"), Number(item, "expected"), Number(item, "log_odds"), Text(item, "text"))),
        ],
    };

    private static Decision Decision(JsonElement json) => new()
    {
        Id = Text(json, "id"),
        IncidentId = Text(json, "incident_id"),
        Action = Word<DecisionAction>(json, "action"),
        Proposed = json.TryGetProperty("proposed", out _) ? Word<DecisionAction>(json, "proposed") : null,
        TakenBack = json.TryGetProperty("taken_back", out var takenBack) && takenBack.ValueKind == JsonValueKind.True,
        IssuedAt = NeededTime(json, "issued_at"),
        ExpiresAt = NeededTime(json, "expires_at"),
        Scope = Scope(json.GetProperty("scope")),
        Reason = Text(json, "reason"),
        MessagesHit = Whole(json, "messages_hit"),
        HonestMessagesHit = Number(json, "honest_messages_hit"),
        MoneyStopped = Number(json, "money_stopped"),
        EstimatedMoney = Number(json, "estimated_money"),
        OtherMoneyStopped = Sums(json, "other_money_stopped"),
    };

    private static FeedNotice Notice(JsonElement json) =>
        new(Text(json, "feed"), Text(json, "party"), NeededTime(json, "from"), Time(json, "to"), Text(json, "text")) { Times = (int)Math.Max(1, Whole(json, "times")) };

    private static Scope Scope(JsonElement json) => new()
    {
        Customers = [.. Texts(json, "customers")],
        Senders = [.. Texts(json, "senders")],
        Suppliers = [.. Texts(json, "suppliers")],
        Networks = [.. Texts(json, "networks")],
        Ranges = [.. Items(json, "ranges").Select(Range)],
        ExceptKnownBefore = Time(json, "except_known_before"),
    };

    private static NumberRange Range(JsonElement json) => new(Digits(json, "from"), Digits(json, "to"));

    private static PartyCount[] Counts(JsonElement json, string name) => [.. Items(json, name).Select(party => new PartyCount(Text(party, "name"), Whole(party, "messages")))];

    private static CurrencySum[] Sums(JsonElement json, string name) =>
        Items(json, name).Select(sum => new CurrencySum(Text(sum, "currency"), Number(sum, "money"), Number(sum, "estimated"), Whole(sum, "messages"))).ToArray();

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static IEnumerable<string> Texts(JsonElement json, string name) => Items(json, name).Select(item => item.GetString() ?? "");

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static long Whole(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static double Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : 0;

    private static ulong Digits(JsonElement json, string name) =>
        ulong.Parse(json.GetProperty(name).GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTimeOffset NeededTime(JsonElement json, string name) =>
        Time(json, name) ?? throw new FormatException($"field '{name}' is missing, expected an RFC 3339 time");

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDateTimeOffset() : null;

    private static T Word<T>(JsonElement json, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(json, name), ignoreCase: true, out var value)
            ? value
            : throw new FormatException($"field '{name}' is '{Text(json, name)}', expected one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
}
