using Tidegate.Reporting.Tables;

namespace Tidegate.Storage.Reports;

/// <summary>Figures of reports that are drawn from the sums.</summary>
internal static class ReportFigures
{
    private const int MostParties = 9;
    private const int MostPeaks = 6;
    private const int HoursBefore = 48;
    private const int HoursAfter = 24;

    /// <summary>Messages a day of parties, and what of them lay in incidents.</summary>
    /// <param name="source">The sums.</param>
    /// <param name="by">customer or supplier.</param>
    /// <param name="parties">Of these, the first few.</param>
    public static ReportMultiples Trends(ReportSource source, string by, IEnumerable<string> parties)
    {
        var shown = parties.Take(MostParties).ToList();
        var list = string.Join(", ", shown.Select(ReportSource.Text).DefaultIfEmpty("''"));
        var (first, last) = (source.SinceMinute / 1440, (source.UntilMinute - 1) / 1440);
        var sent = Daily(source, $"SELECT {by}, minute // 1440, sum(messages) FROM day_p WHERE {by} IN ({list}) GROUP BY ALL");
        var struck = Daily(source, $"SELECT {by}, minute // 1440, sum(messages) FROM hits WHERE minute >= {source.SinceMinute} AND {by} IN ({list}) GROUP BY ALL");
        var days = Enumerable.Range(0, (int)Math.Max(1, last - first + 1)).Select(d => first + d).ToList();
        var steps = days.Select(d => ReportSource.Time(d * 1440)).ToList();
        return new ReportMultiples("Messages a day", [.. shown.Select(party => new ReportChart(party, steps,
        [
            new ReportLine("messages", [.. days.Select(d => sent.GetValueOrDefault((party, d)))]),
            .. struck.Keys.Any(k => shown.Contains(k.Party)) ? new[] { new ReportLine("in incidents", [.. days.Select(d => struck.GetValueOrDefault((party, d)))]) } : [],
        ]))]);
    }

    /// <summary>The largest peaks by the hour, beside what was expected; after <see cref="Peak.Find"/>.</summary>
    public static ReportMultiples Peaks(ReportSource source, IReadOnlyList<Peak> peaks)
    {
        var shown = peaks.Take(MostPeaks).ToList();
        var hours = source.Rows($"""
            SELECT id, h.hour, h.n FROM peaks k JOIN hourly h USING (pair) WHERE k.id <= {MostPeaks} AND h.hour BETWEEN k.first - {HoursBefore} AND k.last + {HoursAfter}
            """, r => (Key: (r.Long(0), r.Long(1)), N: r.Double(2))).ToDictionary(r => r.Key, r => r.N);
        var expected = source.Rows($"SELECT id, x.clock, x.e FROM peaks k JOIN expected x USING (pair) WHERE k.id <= {MostPeaks}", r => (Key: (r.Long(0), r.Long(1)), E: r.Double(2))).ToDictionary(r => r.Key, r => r.E);
        return new ReportMultiples("The largest peaks, messages an hour against what was expected", [.. shown.Select(p =>
        {
            var last = Math.Min(p.To + HoursAfter, (source.UntilMinute - 1) / 60);
            var steps = Enumerable.Range(0, (int)(last - p.From + HoursBefore + 1)).Select(n => p.From - HoursBefore + n).ToList();
            return new ReportChart($"{p.Customer} to {(p.Network.Length > 0 ? p.Network : "unknown network")}", [.. steps.Select(h => ReportSource.Time(h * 60))],
            [
                new ReportLine("messages", [.. steps.Select(h => hours.GetValueOrDefault((p.Id, h)))]), new ReportLine("expected", [.. steps.Select(h => expected.GetValueOrDefault((p.Id, h % 24)))]),
            ]);
        })]);
    }

    private static Dictionary<(string Party, long Day), double> Daily(ReportSource source, string sql) =>
        source.Rows(sql, r => (Key: (r.GetString(0), r.Long(1)), Value: r.Double(2))).ToDictionary(r => r.Key, r => r.Value);
}
