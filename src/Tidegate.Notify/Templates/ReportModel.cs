using System.Globalization;
using System.Text.Json;
using Tidegate.Decisions.Wording;
using Tidegate.Notifications;
using Tidegate.Reporting.Tables;

namespace Tidegate.Notify.Templates;

/// <summary>A report as templates see it.</summary>
internal static class ReportModel
{
    public static Dictionary<string, object?> Of(ReportFacts report, Func<string, string> safe) => new(StringComparer.Ordinal)
    {
        ["name"] = report.Report,
        ["schedule"] = safe(report.Schedule),
        ["title"] = safe(report.Title),
        ["party"] = safe(report.Party ?? ""),
        ["since"] = Plain.Time(report.Since),
        ["until"] = Plain.Time(report.Until),
        ["period"] = safe(Period(report)),
        ["currency"] = safe(report.Currency),
        ["findings"] = report.Findings.Select(safe).ToArray(),
        ["error"] = report.Error is { } error ? safe(error) : null,
        ["attached"] = report.Page is not null,
        ["sections"] = report.Sections.Select(s => Of(s, safe)).ToArray(),
    };

    private static Dictionary<string, object?> Of(ReportTable table, Func<string, string> safe) => new(StringComparer.Ordinal)
    {
        ["title"] = safe(table.Title),
        ["text"] = safe(table.Text),
        ["columns"] = table.Columns.Select(c => safe(c.Title)).ToArray(),
        ["rows"] = table.Rows.Select(r => r.Select((value, n) => safe(Cell(value, KindOf(table.Columns[n].Kind)))).ToArray()).ToArray(),
        ["more_rows"] = table.MoreRows,
    };

    // Days as the reader's zone has them: the last day is the one before the end.
    private static string Period(ReportFacts report)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(report.Zone, out var found) ? found : TimeZoneInfo.Utc;
        var (first, last) = (Day(report.Since, zone), Day(report.Until.AddTicks(-1), zone));
        return first == last ? $"{first} ({report.Zone})" : $"{first} to {last} ({report.Zone})";
    }

    private static string Day(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static ColumnKind KindOf(string word) => Enum.TryParse<ColumnKind>(word, ignoreCase: true, out var kind) ? kind : ColumnKind.Text;

    // As the outbox gives it back, a value is JSON.
    private static string Cell(object? value, ColumnKind kind) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) && kind is ColumnKind.Count => ReportCell.Text(whole, kind),
        JsonElement { ValueKind: JsonValueKind.Number } number => ReportCell.Text(number.GetDouble(), kind),
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } truth => ReportCell.Text(truth.GetBoolean(), kind),
        JsonElement { ValueKind: JsonValueKind.String } text => kind == ColumnKind.Time && text.TryGetDateTimeOffset(out var time) ? ReportCell.Text(time, kind) : ReportCell.Text(text.GetString(), kind),
        JsonElement => "",
        string text when kind == ColumnKind.Time && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => ReportCell.Text(time, kind),
        _ => ReportCell.Text(value, kind),
    };
}
