using System.Text.Json;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Reporting;

/// <summary>Writes a scan report as `tidegate.scan/1` JSON: the same report gives the same bytes.</summary>
/// <remarks>
/// Times are RFC 3339, UTC, in milliseconds; numbers are always finite, and null where a figure is not known.
/// Readers must ignore fields they do not know: additions are free.
/// </remarks>
public static class ScanReportJson
{
    /// <summary>Value of the field "schema".</summary>
    public const string Schema = "tidegate.scan/1";

    /// <summary>Writes the report as UTF-8 to a stream, which stays open.</summary>
    public static void Write(Stream stream, ScanReport report)
    {
        using var json = new Utf8JsonWriter(stream, JsonForm.Letters);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteBoolean("cut_short", report.CutShort);
        WriteSource(json, report);
        WriteSummary(json, report);
        WriteArray(json, "incidents", report.Incidents, incident => WriteIncident(json, incident, report));
        WriteArray(json, "campaigns", Campaign.Of(report), campaign => WriteCampaign(json, campaign));
        WriteArray(json, "decisions", report.Decisions, decision => WriteDecision(json, decision));
        WriteArray(json, "feed_health", report.FeedHealth, notice => WriteNotice(json, notice));
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteSource(Utf8JsonWriter json, ScanReport report)
    {
        var counts = report.Counts;
        json.WriteStartObject("source");
        WriteCounts(json, counts);
        json.WriteNumber("overflowed", counts.Overflowed);
        if (counts.BadOther > 0) json.WriteNumber("bad_other", counts.BadOther);
        if (counts.LateSubmissions > 0) json.WriteNumber("late_submissions", counts.LateSubmissions);
        if (counts.Ahead > 0) json.WriteNumber("ahead", counts.Ahead);
        if (counts.AheadSubmissions > 0) json.WriteNumber("ahead_submissions", counts.AheadSubmissions);
        if (counts.LeapsBack > 0)
        {
            json.WriteNumber("leaps_back", counts.LeapsBack);
            WriteTime(json, "leap_from", counts.LeapFrom);
            WriteTime(json, "leap_to", counts.LeapTo);
        }

        WriteTime(json, "from", counts.From);
        WriteTime(json, "to", counts.To);
        WriteFigure(json, "cost", counts.Cost, 4);
        if (counts.EstimatedCost > 0) WriteFigure(json, "estimated_cost", counts.EstimatedCost, 4);
        if (counts.Currency.Length > 0) json.WriteString("currency", counts.Currency);
        WriteSums(json, "other_money", counts.OtherMoney);
        if (counts.Unpriced > 0) json.WriteNumber("unpriced", counts.Unpriced);
        if (Sentences.OnMoney(counts) is { Count: > 0 } warnings) WriteStrings(json, "warnings", warnings);
        WriteArray(json, "files", report.Sources, file => WriteFile(json, file));
        WriteArray(json, "bad_lines", report.Sources.SelectMany(s => s.BadRecords).Take(SourceReport.KeptBadRecords), bad => WriteBad(json, bad));
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, SourceReport file)
    {
        json.WriteStartObject();
        json.WriteString("source", file.Source);
        json.WriteString("format", file.Format);
        json.WriteNumber("records", file.Records);
        json.WriteNumber("bytes", file.BytesRead);
        json.WriteNumber("bad", file.BadRecordCount);
        WriteStrings(json, "remarks", file.Remarks);
        json.WriteEndObject();
    }

    private static void WriteBad(Utf8JsonWriter json, BadRecord bad)
    {
        json.WriteStartObject();
        json.WriteString("source", bad.Source);
        json.WriteNumber("line", bad.Line);
        json.WriteString("reason", bad.Reason);
        json.WriteString("value", bad.Value);
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, ScanReport report)
    {
        var totals = ReportTotals.Of(report);
        json.WriteStartObject("summary");
        json.WriteNumber("incidents", report.Incidents.Count);
        json.WriteNumber("campaigns", totals.Campaigns);
        json.WriteNumber("decisions", report.Decisions.Count);
        json.WriteNumber("blocks", totals.Blocks);
        if (totals.Proposed > 0) json.WriteNumber("proposed", totals.Proposed);
        json.WriteNumber("messages", totals.Messages);
        if (totals.UnpricedMessages > 0) json.WriteNumber("unpriced_messages", totals.UnpricedMessages);
        json.WriteNumber("messages_stopped", totals.MessagesStopped);
        if (totals.MessagesHitTakenBack > 0) json.WriteNumber("messages_hit_taken_back", totals.MessagesHitTakenBack);
        WriteFigure(json, "honest_messages_hit", totals.HonestMessagesHit, 2);
        WriteArray(json, "money", totals.Money, money =>
        {
            json.WriteStartObject();
            json.WriteString("currency", money.Currency);
            WriteFigure(json, "cost", money.Cost, 4);
            WriteFigure(json, "money_stopped", money.Stopped, 4);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteIncident(Utf8JsonWriter json, Incident incident, ScanReport report)
    {
        json.WriteStartObject();
        json.WriteString("id", incident.Id);
        json.WriteString("campaign_id", incident.CampaignId);
        WriteTime(json, "opened_at", incident.OpenedAt);
        if (incident.FoundAt != incident.OpenedAt) WriteTime(json, "found_at", incident.FoundAt);
        WriteTime(json, "closed_at", incident.ClosedAt);
        WriteTime(json, "first_message_at", incident.FirstMessageAt);
        WriteTime(json, "last_message_at", incident.LastMessageAt);
        json.WriteString("severity", Wire(incident.Severity));
        json.WriteString("state", Wire(incident.State));
        json.WriteString("summary", incident.Summary);
        WriteScope(json, incident.Scope);
        WriteParties(json, incident.Parties);
        if (incident.RangeHits.Count > 0) WriteArray(json, "range_hits", incident.RangeHits, hits => WriteRange(json, hits.Range, hits.Numbers));
        json.WriteNumber("messages", incident.Messages);
        WriteFigure(json, "expected_messages", incident.ExpectedMessages, 2);
        json.WriteNumber("distinct_destinations", incident.DistinctDestinations);
        json.WriteNumber("converted", incident.Converted);
        WriteFigure(json, "cost", incident.Cost, 4);
        if (incident.EstimatedCost > 0) WriteFigure(json, "estimated_cost", incident.EstimatedCost, 4);
        json.WriteString("currency", incident.Currency);
        WriteSums(json, "other_money", incident.OtherMoney);
        if (incident.UnpricedMessages > 0) json.WriteNumber("unpriced_messages", incident.UnpricedMessages);
        WriteFigure(json, "money_stopped", ReportTotals.StoppedMoney(report, incident.Id), 4);
        WriteFigure(json, "log_odds", incident.LogOdds, 3);
        WriteFigure(json, "false_alarms_per_week", incident.FalseAlarmsPerWeek, 12);
        WriteArray(json, "evidence", incident.Evidence, evidence =>
        {
            json.WriteStartObject();
            json.WriteString("channel", evidence.Channel);
            WriteFigure(json, "observed", evidence.Observed, 4);
            WriteFigure(json, "expected", evidence.Expected, 4);
            WriteFigure(json, "log_odds", evidence.LogOdds, 3);
            json.WriteString("text", evidence.Text);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteCampaign(Utf8JsonWriter json, Campaign campaign)
    {
        json.WriteStartObject();
        json.WriteString("id", campaign.Id);
        WriteTime(json, "first_message_at", campaign.FirstMessageAt);
        WriteTime(json, "last_message_at", campaign.LastMessageAt);
        json.WriteNumber("messages", campaign.Messages);
        WriteStrings(json, "incidents", campaign.Incidents.Select(incident => incident.Id));
        json.WriteEndObject();
    }

    private static void WriteDecision(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject();
        json.WriteString("id", decision.Id);
        json.WriteString("incident_id", decision.IncidentId);
        json.WriteString("action", Wire(decision.Action));
        if (decision.Proposed is { } proposed) json.WriteString("proposed", Wire(proposed));
        if (decision.TakenBack) json.WriteBoolean("taken_back", true);
        WriteTime(json, "issued_at", decision.IssuedAt);
        WriteTime(json, "expires_at", decision.ExpiresAt);
        WriteScope(json, decision.Scope);
        json.WriteString("reason", decision.Reason);
        json.WriteNumber("messages_hit", decision.MessagesHit);
        WriteFigure(json, "honest_messages_hit", decision.HonestMessagesHit, 2);
        WriteFigure(json, "money_stopped", decision.MoneyStopped, 4);
        if (decision.EstimatedMoney > 0) WriteFigure(json, "estimated_money", decision.EstimatedMoney, 4);
        WriteSums(json, "other_money_stopped", decision.OtherMoneyStopped);
        json.WriteEndObject();
    }

    private static void WriteNotice(Utf8JsonWriter json, FeedNotice notice)
    {
        json.WriteStartObject();
        json.WriteString("feed", notice.Feed);
        json.WriteString("party", notice.Party);
        WriteTime(json, "from", notice.From);
        WriteTime(json, "to", notice.To);
        if (notice.Times > 1) json.WriteNumber("times", notice.Times);
        json.WriteString("text", notice.Text);
        json.WriteEndObject();
    }

    private static void WriteScope(Utf8JsonWriter json, Scope scope)
    {
        json.WriteStartObject("scope");
        WriteStrings(json, "customers", scope.Customers);
        WriteStrings(json, "senders", scope.Senders);
        WriteStrings(json, "suppliers", scope.Suppliers);
        WriteStrings(json, "networks", scope.Networks);
        WriteArray(json, "ranges", scope.Ranges, range => WriteRange(json, range));
        if (scope.ExceptKnownBefore is { } known) WriteTime(json, "except_known_before", known);
        json.WriteEndObject();
    }

    private static void WriteParties(Utf8JsonWriter json, IncidentParties parties)
    {
        if (parties.Customers.Count + parties.Senders.Count + parties.Suppliers.Count == 0) return;
        json.WriteStartObject("parties");
        foreach (var (name, counts) in new[] { ("customers", parties.Customers), ("senders", parties.Senders), ("suppliers", parties.Suppliers) })
        {
            WriteArray(json, name, counts, party =>
            {
                json.WriteStartObject();
                json.WriteString("name", party.Name);
                json.WriteNumber("messages", party.Messages);
                json.WriteEndObject();
            });
        }

        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, NumberRange range, int? numbers = null)
    {
        json.WriteStartObject();
        json.WriteString("from", range.From.ToString());
        json.WriteString("to", range.To.ToString());
        if (numbers is { } hit) json.WriteNumber("numbers", hit);
        json.WriteEndObject();
    }

    private static string Wire<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Writes how many records were read and what became of them, into the object that is open.</summary>
    internal static void WriteCounts(Utf8JsonWriter json, ScanCounts counts)
    {
        json.WriteNumber("records", counts.Records);
        json.WriteNumber("submissions", counts.Submissions);
        json.WriteNumber("receipts", counts.Receipts);
        json.WriteNumber("conversions", counts.Conversions);
        json.WriteNumber("bad", counts.Bad);
        json.WriteNumber("duplicates", counts.Duplicates);
        json.WriteNumber("late", counts.Late);
        json.WriteNumber("orphans", counts.Orphans);
        json.WriteNumber("filtered", counts.Filtered);
        if (counts.FilteredFeedback > 0) json.WriteNumber("filtered_feedback", counts.FilteredFeedback);
    }

    /// <summary>Writes a time as RFC 3339, or null.</summary>
    internal static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known) json.WriteString(name, Phrases.Rfc3339(known));
        else json.WriteNull(name);
    }

    private static void WriteFigure(Utf8JsonWriter json, string name, double value, int digits)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, digits) + 0.0); // + 0.0: no "-0"
        else json.WriteNull(name);
    }

    /// <summary>Writes sums of other currencies, where there are any.</summary>
    internal static void WriteSums(Utf8JsonWriter json, string name, IReadOnlyList<CurrencySum> sums)
    {
        if (sums.Count == 0) return;
        WriteArray(json, name, sums, sum =>
        {
            json.WriteStartObject();
            json.WriteString("currency", sum.Currency);
            WriteFigure(json, "money", sum.Money, 4);
            if (sum.Estimated > 0) WriteFigure(json, "estimated", sum.Estimated, 4);
            json.WriteNumber("messages", sum.Messages);
            json.WriteEndObject();
        });
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values) =>
        WriteArray(json, name, values, json.WriteStringValue);

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(item);
        json.WriteEndArray();
    }
}
