using System.Text;
using Tidegate.Notifications;
using Tidegate.Reporting;
using Tidegate.Reporting.Html;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Scheduling;

/// <summary>Makes the report of a schedule for one receiver, and the message that carries it.</summary>
internal sealed class ReportMaker(NocReport noc, CustomerReport customers, SupplierReport suppliers)
{
    // What people read in a message; the attached page has more, the console all.
    private const int MostRows = 25;
    private const int LongestPage = 1 << 20;

    /// <summary>The report.</summary>
    /// <exception cref="IOException">The traffic's sums cannot be read.</exception>
    public Task<ReportDocument> MakeAsync(ReportSchedule schedule, ReportTarget target, ReportPeriod period, CancellationToken cancel) => schedule.Report switch
    {
        "noc" => noc.MakeAsync(period, schedule.TimeZone),
        "customer" => customers.MakeAsync(target.Party, period, schedule.TimeZone),
        _ => suppliers.MakeAsync(target.Party, period, schedule.TimeZone, cancel),
    };

    /// <summary>The message of a report.</summary>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="target">Whom it goes to.</param>
    /// <param name="period">What it is about.</param>
    /// <param name="document">The report; null where it could not be made.</param>
    /// <param name="error">Why it could not; null where it could.</param>
    /// <param name="asked">When somebody sent it by hand, Unix ms; 0 when it was due.</param>
    /// <param name="now">Now.</param>
    public static Notice Write(ReportSchedule schedule, ReportTarget target, ReportPeriod period, ReportDocument? document, string? error, long asked, DateTimeOffset now)
    {
        var customer = schedule.Report == "customer" ? target.Party : null;
        var party = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(target.Party)), 0, 6);
        return new Notice
        {
            Subject = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"r-{schedule.Name}-{period.Until.UtcDateTime:yyyyMMddHHmm}-{party}{(asked > 0 ? $"-{asked}" : "")}"),
            Version = 1,
            Kind = document is null ? NoticeKind.ReportFailed : NoticeKind.Report,
            Audience = customer is null ? Audience.Operator : Audience.Customer,
            Customer = customer,
            At = now,
            Severity = document is null ? Incidents.Severity.Medium : Incidents.Severity.Low,
            Report = new ReportFacts
            {
                Report = schedule.Report,
                Schedule = schedule.Name,
                Party = target.Party.Length > 0 ? target.Party : null,
                Title = document?.Title ?? Title(schedule.Report, target.Party),
                Since = period.Since,
                Until = period.Until,
                Zone = schedule.Zone,
                Currency = document?.Currency ?? "",
                Findings = document?.Findings ?? [],
                Sections = [.. (document?.Sections ?? []).Select(Of)],
                Error = error,
                Page = document is null ? null : Page(document),
            },
        };
    }

    /// <summary>The heading of a report.</summary>
    public static string Title(string report, string party) => report switch
    {
        "noc" => "Traffic and incidents",
        "customer" => $"Your messages: {party}",
        _ => $"Supplier {party}",
    };

    private static ReportTable Of(ReportSection section) => new(
        section.Key,
        section.Title,
        section.Text,
        [.. section.Columns.Select(c => new ReportTableColumn(c.Key, c.Title, c.Kind.ToString().ToLowerInvariant()))],
        [.. section.Rows.Take(MostRows).Select(r => (IReadOnlyList<object?>)[.. r.Select(Value)])],
        Math.Max(0, section.Rows.Count - MostRows));

    private static object? Value(object? value) => value switch
    {
        double d => double.IsFinite(d) ? ReportCell.Rounded(d) : null,
        DateTimeOffset t => Phrases.Rfc3339(t),
        _ => value,
    };

    private static string? Page(ReportDocument document)
    {
        using var stream = new MemoryStream();
        ReportPage.Write(stream, document);
        return stream.Length <= LongestPage ? Encoding.UTF8.GetString(stream.ToArray()) : null;
    }
}
