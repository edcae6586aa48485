using Tidegate.Reporting;
using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Peaks in the traffic, who and what makes them up, and ranges that several share or that come back.</summary>
internal static class CorrelationReport
{
    private const int MostPeaks = 200;
    private const string Method = "A peak is a run of hours in which a customer sent to a network five robust standard errors and twenty messages more than the median of that hour of the day over the days known (up to eight weeks before the period), also when that is raised by the day's own level as far as the customer's days there differ. "
        + "What explains it is what carries more of it than of the customer's other traffic to that network in the period. A peak may be honest: a campaign carries known blocks, and its codes are used. Ranges are blocks of 10,000 numbers.";

    /// <summary>Makes it.</summary>
    public static ReportDocument Make(ReportSource source) => Begin(source).Whole();

    /// <summary>Makes the peaks first.</summary>
    public static ReportDraft Begin(ReportSource source)
    {
        var peaks = Peak.Find(source, MostPeaks);
        var by = new[] { "sender", "supplier", "block" }.ToDictionary(d => d, d => Peak.Carriers(source, d), StringComparer.Ordinal);
        var first = new ReportDocument
        {
            Name = "correlation",
            Title = "Peaks, and what makes them up",
            Since = source.Since,
            Until = source.Until,
            Currency = source.Currency,
            Findings = [.. Findings(source, peaks, by)],
            Method = Method,
            Sections = [Section(source, peaks, by)],
            IsWhole = false,
        };
        return new ReportDraft(first, () =>
        {
            RangeFindings.Prepare(source);
            var (sweeps, returning) = (RangeFindings.Sweeps(source), RangeFindings.Returning(source));
            return first with { IsWhole = true, Findings = [.. first.Findings, .. Findings(sweeps, returning)], Sections = [.. first.Sections, RangeFindings.Together(source), sweeps, returning] };
        });
    }

    private static ReportSection Section(ReportSource source, IReadOnlyList<Peak> peaks, Dictionary<string, ILookup<long, (string Value, double Part)>> by) => new()
    {
        Key = "peaks",
        Title = "Peaks, by the money of their excess",
        Text = peaks.Count == 0 ? "No customer sent to any network far more than it usually does." : "With the senders, suppliers and ranges that explain most of each excess.",
        Figures = peaks.Count == 0 ? [] : [ReportFigures.Peaks(source, peaks)],
        Columns =
        [
            Col.Text("customer", "Customer"), Col.Text("network", "Network"), Col.Time("from", "From"), Col.Time("to", "To"), Col.Count("messages", "Messages"), Col.Count("expected", "Expected"), Col.Count("excess", "Excess"), Col.Money("money", "Money of the excess"),
            Col.Share("converted", "Codes used"), Col.Share("usual", "Usually"), Col.Text("senders", "Senders"), Col.Text("suppliers", "Suppliers"), Col.Text("ranges", "Ranges"), Col.Text("incident_ids", "Incidents"),
        ],
        Rows = [.. peaks.Select(p => (IReadOnlyList<object?>)
        [
            p.Customer, p.Network, ReportSource.Time(p.From * 60), ReportSource.Time((p.To + 1) * 60), (long)p.Observed, p.Expected, p.Excess, p.Money, double.IsNaN(p.Usual) ? null : p.Converted, double.IsNaN(p.Usual) ? null : p.Usual,
            Carriers(by["sender"][p.Id], ""), Carriers(by["supplier"][p.Id], ""), Carriers(by["block"][p.Id], "+"), p.Incidents,
        ])],
    };

    private static string Carriers(IEnumerable<(string Value, double Part)> carriers, string before) =>
        string.Join(", ", carriers.Select(c => $"{before}{c.Value} {Phrases.Percent(Math.Min(1, c.Part))}"));

    private static IEnumerable<string> Findings(ReportSource source, IReadOnlyList<Peak> peaks, Dictionary<string, ILookup<long, (string Value, double Part)>> by)
    {
        if (peaks.Count == 0) yield return "No peak in this period.";
        foreach (var p in peaks.Take(3))
        {
            var range = by["block"][p.Id].FirstOrDefault();
            yield return $"{p.Customer} to network {(p.Network.Length == 0 ? "unknown" : p.Network)} from {Phrases.Time(ReportSource.Time(p.From * 60))[..16]}: {Phrases.Count(p.Observed, "message", "messages")} against {Phrases.Count(p.Expected)} expected, {Phrases.Money(p.Money, source.Currency)} of excess"
                + (range.Value is null ? "." : $", {Phrases.Percent(Math.Min(1, range.Part))} of it to +{range.Value}.");
        }
    }

    private static IEnumerable<string> Findings(ReportSection sweeps, ReportSection returning)
    {
        if (sweeps.Rows.Count > 0) yield return $"{Phrases.Count(sweeps.Rows.Count, "range was", "ranges were")} sent to by several customers or senders at once.";
        if (returning.Rows.Count > 0) yield return $"{Phrases.Count(returning.Rows.Count, "range", "ranges")} came back after over a week.";
    }
}
