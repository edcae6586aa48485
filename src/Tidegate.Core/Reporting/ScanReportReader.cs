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
    /// <exception cref="FormatException">It is not JSON, not of this schema, or a needed field is missing or of the wrong kind; the message names its place.</exception>
    public static ScanReport Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return Report(new JsonPlace(document.RootElement, ""));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"not a {ScanReportJson.Schema} report: {error.Message}", error);
        }
    }

    private static ScanReport Report(JsonPlace root)
    {
        var schema = root.Text("schema");
        if (!string.Equals(schema, ScanReportJson.Schema, StringComparison.Ordinal))
            throw new FormatException($"schema is '{schema}', expected '{ScanReportJson.Schema}'");
        var source = root.Needed("source");
        return new ScanReport
        {
            CutShort = root.Flag("cut_short"),
            Counts = Counts(source),
            Sources = [.. source.Items("files").Select(file => File(file, source))],
            Incidents = [.. root.Items("incidents").Select(Incident)],
            Decisions = [.. root.Items("decisions").Select(Decision)],
            FeedHealth = [.. root.Items("feed_health").Select(Notice)],
        };
    }

    private static ScanCounts Counts(JsonPlace source) => new()
    {
        Records = source.Whole("records"),
        Submissions = source.Whole("submissions"),
        Receipts = source.Whole("receipts"),
        Conversions = source.Whole("conversions"),
        Bad = source.Whole("bad"),
        BadOther = source.Whole("bad_other"),
        Duplicates = source.Whole("duplicates"),
        Late = source.Whole("late"),
        LateSubmissions = source.Whole("late_submissions"),
        Ahead = source.Whole("ahead"),
        AheadSubmissions = source.Whole("ahead_submissions"),
        LeapsBack = source.Whole("leaps_back"),
        LeapFrom = source.Time("leap_from"),
        LeapTo = source.Time("leap_to"),
        Orphans = source.Whole("orphans"),
        Filtered = source.Whole("filtered"),
        FilteredFeedback = source.Whole("filtered_feedback"),
        Overflowed = source.Whole("overflowed"),
        From = source.Time("from"),
        To = source.Time("to"),
        Cost = source.Number("cost"),
        EstimatedCost = source.Number("estimated_cost"),
        Currency = source.Text("currency"),
        OtherMoney = Sums(source, "other_money"),
        Unpriced = source.Whole("unpriced"),
    };

    private static SourceReport File(JsonPlace file, JsonPlace source)
    {
        var name = file.Text("source");
        var report = new SourceReport(name, file.Text("format")) { Records = file.Whole("records"), BytesRead = file.Whole("bytes") };
        foreach (var bad in source.Items("bad_lines").Where(bad => string.Equals(bad.Text("source"), name, StringComparison.Ordinal)))
            report.AddBad(bad.Whole("line"), bad.Text("reason"), bad.Text("value"));
        report.BadRecordCount = file.Whole("bad");
        report.Remarks.AddRange(file.Texts("remarks"));
        return report;
    }

    private static Incident Incident(JsonPlace json) => new()
    {
        Id = json.Text("id"),
        CampaignId = json.Text("campaign_id"),
        OpenedAt = json.NeededTime("opened_at"),
        FoundAt = json.Time("found_at") ?? default,
        ClosedAt = json.Time("closed_at"),
        FirstMessageAt = json.NeededTime("first_message_at"),
        LastMessageAt = json.NeededTime("last_message_at"),
        Severity = json.Word<Severity>("severity"),
        State = json.Word<IncidentState>("state"),
        Scope = Scope(json.Needed("scope")),
        Parties = json.Optional("parties") is { } parties ? new IncidentParties(Counts(parties, "customers"), Counts(parties, "senders"), Counts(parties, "suppliers")) : IncidentParties.None,
        RangeHits = [.. json.Items("range_hits").Select(hits => new RangeHits(Range(hits), (int)hits.Whole("numbers")))],
        Messages = json.Whole("messages"),
        ExpectedMessages = json.Number("expected_messages"),
        DistinctDestinations = json.Whole("distinct_destinations"),
        Converted = json.Whole("converted"),
        Cost = json.Number("cost"),
        EstimatedCost = json.Number("estimated_cost"),
        Currency = json.Text("currency"),
        OtherMoney = Sums(json, "other_money"),
        UnpricedMessages = json.Whole("unpriced_messages"),
        LogOdds = json.Number("log_odds"),
        FalseAlarmsPerWeek = json.Number("false_alarms_per_week"),
        Summary = json.Text("summary"),
        Evidence =
        [
            .. json.Items("evidence").Select(item => new Evidence(
                item.Text("channel"), item.Number("observed"), item.Number("expected"), item.Number("log_odds"), item.Text("text"))),
        ],
    };

    private static Decision Decision(JsonPlace json) => new()
    {
        Id = json.Text("id"),
        IncidentId = json.Text("incident_id"),
        Action = json.Word<DecisionAction>("action"),
        Proposed = json.Text("proposed").Length > 0 ? json.Word<DecisionAction>("proposed") : null,
        TakenBack = json.Flag("taken_back"),
        IssuedAt = json.NeededTime("issued_at"),
        ExpiresAt = json.NeededTime("expires_at"),
        Scope = Scope(json.Needed("scope")),
        Reason = json.Text("reason"),
        MessagesHit = json.Whole("messages_hit"),
        HonestMessagesHit = json.Number("honest_messages_hit"),
        MoneyStopped = json.Number("money_stopped"),
        EstimatedMoney = json.Number("estimated_money"),
        OtherMoneyStopped = Sums(json, "other_money_stopped"),
    };

    private static FeedNotice Notice(JsonPlace json) =>
        new(json.Text("feed"), json.Text("party"), json.NeededTime("from"), json.Time("to"), json.Text("text")) { Times = (int)Math.Max(1, json.Whole("times")) };

    private static Scope Scope(JsonPlace json) => new()
    {
        Customers = [.. json.Texts("customers")],
        Senders = [.. json.Texts("senders")],
        Suppliers = [.. json.Texts("suppliers")],
        Networks = [.. json.Texts("networks")],
        Ranges = [.. json.Items("ranges").Select(Range)],
        ExceptKnownBefore = json.Time("except_known_before"),
    };

    private static NumberRange Range(JsonPlace json) => new(json.Digits("from"), json.Digits("to"));

    private static PartyCount[] Counts(JsonPlace json, string name) => [.. json.Items(name).Select(party => new PartyCount(party.Text("name"), party.Whole("messages")))];

    private static CurrencySum[] Sums(JsonPlace json, string name) =>
        json.Items(name).Select(sum => new CurrencySum(sum.Text("currency"), sum.Number("money"), sum.Number("estimated"), sum.Whole("messages"))).ToArray();
}
