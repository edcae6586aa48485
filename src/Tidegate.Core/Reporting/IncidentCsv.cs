using Tidegate.Incidents;

namespace Tidegate.Reporting;

/// <summary>Writes incidents as CSV (RFC 4180, UTF-8, CRLF), one row each, for a spreadsheet.</summary>
/// <remarks>
/// Names come from traffic that an attacker can shape: text that a spreadsheet would run as a formula is
/// written with a leading apostrophe (OWASP, CSV injection). Control and direction-changing characters are middle dots. Items of a list are joined by a vertical bar. Money that is not known is empty.
/// </remarks>
public static class IncidentCsv
{
    private static readonly string[] Header =
    [
        "id", "campaign_id", "opened_at", "closed_at", "first_message_at", "last_message_at", "severity", "state",
        "customers", "senders", "suppliers", "networks", "ranges", "messages", "expected_messages",
        "distinct_destinations", "converted", "cost", "currency", "money_stopped", "log_odds",
        "false_alarms_per_week", "summary", "other_money", "unpriced_messages",
    ];

    /// <summary>Writes the header and one row for each incident.</summary>
    public static void Write(TextWriter text, ScanReport report)
    {
        WriteRow(text, Header);
        foreach (var incident in report.Incidents) WriteRow(text, Row(incident, report));
    }

    private static string[] Row(Incident incident, ScanReport report) =>
    [
        Text(incident.Id),
        Text(incident.CampaignId),
        Phrases.Rfc3339(incident.OpenedAt),
        incident.ClosedAt is { } closed ? Phrases.Rfc3339(closed) : "",
        Phrases.Rfc3339(incident.FirstMessageAt),
        Phrases.Rfc3339(incident.LastMessageAt),
        incident.Severity.ToString().ToLowerInvariant(),
        incident.State.ToString().ToLowerInvariant(),
        Text(string.Join('|', incident.Scope.Customers)),
        Text(string.Join('|', incident.Scope.Senders)),
        Text(string.Join('|', incident.Scope.Suppliers)),
        Text(string.Join('|', incident.Scope.Networks)),
        Text(string.Join('|', incident.Scope.Ranges.Select(range => $"{range.From}-{range.To}"))),
        incident.Messages.ToString(),
        Number(incident.ExpectedMessages, "0.##"),
        incident.DistinctDestinations.ToString(),
        incident.Converted.ToString(),
        incident.IsCostKnown ? Number(incident.Cost, "0.####") : "",
        Text(incident.Currency),
        incident.IsCostKnown ? Number(ReportTotals.StoppedMoney(report, incident.Id), "0.####") : "",
        Number(incident.LogOdds, "0.###"),
        Number(incident.FalseAlarmsPerWeek, "0.############"),
        Text(incident.Summary),
        Text(string.Join('|', incident.OtherMoney.Select(sum => $"{sum.Currency} {Number(sum.Money, "0.####")}".TrimStart()))),
        incident.UnpricedMessages.ToString(),
    ];

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format) : "";

    private static string Text(string value) =>
        PlainText.Of(value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + value : value);

    private static void WriteRow(TextWriter text, IReadOnlyList<string> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0) text.Write(',');
            var quoted = fields[i].AsSpan().IndexOfAny("\",\r\n") >= 0;
            text.Write(quoted ? "\"" + fields[i].Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : fields[i]);
        }

        text.Write("\r\n");
    }
}
