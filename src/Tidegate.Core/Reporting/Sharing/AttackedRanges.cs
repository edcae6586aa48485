using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Numbering;

namespace Tidegate.Reporting.Sharing;

/// <summary>Which ranges of a report go out.</summary>
public sealed record SharingLimits
{
    /// <summary>How long after the last message a range expires. Default 30 days.</summary>
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Ranges of fewer numbers stay here: a single number is a person's. Default 10.</summary>
    public ulong MinNumbers { get; init; } = 10;

    /// <summary>Ranges of less confidence stay here, 0 to 99. Default 50: what is more likely people's than not.</summary>
    public int MinConfidence { get; init; } = 50;
}

/// <summary>The ranges of a report that others can block or watch without harm, and how many others there are.</summary>
/// <param name="Ranges">The ranges, by number; the same range in several incidents is one.</param>
/// <param name="LeftOut">What was left out, most first.</param>
public sealed record AttackedRanges(IReadOnlyList<AttackedRange> Ranges, IReadOnlyList<LeftOutRanges> LeftOut)
{
    /// <summary>How many there are, and how many were left out and why, in one sentence.</summary>
    public string Summary => $"{Phrases.Count(Ranges.Count, "range", "ranges")}{(LeftOut.Count == 0 ? "" : "; left out " + string.Join(", ", LeftOut.Select(l => $"{Phrases.Count(l.Count)} {l.Why}")))}.";

    /// <summary>Those of a report.</summary>
    /// <param name="report">The report. Its end (<see cref="ScanCounts.To"/>) tells which decisions are over.</param>
    /// <param name="plan">Tells which of an incident's networks a range is likely to lie in, where no decision does.</param>
    /// <param name="limits">Which go out.</param>
    public static AttackedRanges Of(ScanReport report, NumberPlan plan, SharingLimits limits)
    {
        var decisions = report.Decisions.ToLookup(d => d.IncidentId, StringComparer.Ordinal);
        var finds = report.Incidents.SelectMany(incident => RangeFind.Of(incident, [.. decisions[incident.Id]], report.Counts.To, plan)).ToList();
        var shared = finds.Where(f => f.WhyNot(limits) is null)
            .GroupBy(f => f.Range)
            .OrderBy(group => group.Key.From).ThenBy(group => group.Key.To)
            .Select(group => Shared(group.Key, [.. group], limits))
            .ToList();
        var known = shared.Select(s => s.Range).ToHashSet();
        var leftOut = finds.Where(f => !known.Contains(f.Range)).DistinctBy(f => f.Range)
            .CountBy(f => f.WhyNot(limits)!, StringComparer.Ordinal)
            .OrderByDescending(why => why.Value).ThenBy(why => why.Key, StringComparer.Ordinal)
            .Select(why => new LeftOutRanges(why.Key, why.Value));
        return new AttackedRanges(shared, [.. leftOut]);
    }

    private static AttackedRange Shared(NumberRange range, IReadOnlyList<RangeFind> finds, SharingLimits limits) => new()
    {
        Range = range,
        Networks = [.. finds.SelectMany(f => f.Networks).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        FoundAt = finds.Min(f => f.Incident.FoundAt),
        FirstSeen = finds.Min(f => f.Incident.FirstMessageAt),
        LastSeen = finds.Max(f => f.Incident.LastMessageAt),
        ExpiresAt = finds.Max(f => f.Incident.LastMessageAt) + limits.ValidFor,
        Confidence = finds.Max(f => f.Confidence),
        Incidents = [.. finds.Select(f => f.Incident.Id).Distinct(StringComparer.Ordinal)],
    };
}

/// <summary>Ranges that do not go out.</summary>
/// <param name="Why">Why, such as "of fewer than 10 numbers".</param>
/// <param name="Count">How many.</param>
public sealed record LeftOutRanges(string Why, int Count);
