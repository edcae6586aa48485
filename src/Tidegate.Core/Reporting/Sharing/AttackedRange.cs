using Tidegate.Incidents;

namespace Tidegate.Reporting.Sharing;

/// <summary>A range of numbers that was attacked, as others may be told of it: no customer, sender or supplier is named.</summary>
public sealed record AttackedRange
{
    /// <summary>The numbers.</summary>
    public required NumberRange Range { get; init; }

    /// <summary>Networks it lies in, MCC-MNC digits; empty when not known.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>When it was found first.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>First message of the first incident.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>Last message of the last incident.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When it should no longer be held against the range.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// 0 to 99: per cent of its messages that honest traffic does not explain, times the probability of an attack; that of the strongest incident.
    /// Honest subscribers may live in the range all the same.
    /// </summary>
    public required int Confidence { get; init; }

    /// <summary>Ids of the incidents, which say nothing to anybody else.</summary>
    public required IReadOnlyList<string> Incidents { get; init; }

    /// <summary>The range as the fewest prefixes that cover it exactly, each with how many digits follow.</summary>
    public IReadOnlyList<(string Prefix, int Digits)> Prefixes => PrefixCover.Of(Range);

    /// <summary>The ranges of a report, by number; the same range in several incidents is one.</summary>
    /// <param name="report">The report.</param>
    /// <param name="validFor">How long after the last message it expires.</param>
    /// <param name="minNumbers">Ranges of fewer numbers are left out: a single number is a person's.</param>
    public static IReadOnlyList<AttackedRange> Of(ScanReport report, TimeSpan validFor, ulong minNumbers) =>
    [
        .. report.Incidents
            .SelectMany(incident => incident.Scope.Ranges.Select(range => (Range: range, Incident: incident)))
            .Where(pair => pair.Range.To - pair.Range.From + 1 >= minNumbers)
            .GroupBy(pair => pair.Range, pair => pair.Incident)
            .OrderBy(group => group.Key.From).ThenBy(group => group.Key.To)
            .Select(group => new AttackedRange
            {
                Range = group.Key,
                Networks = [.. group.SelectMany(i => i.Scope.Networks).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                FoundAt = group.Min(i => i.FoundAt),
                FirstSeen = group.Min(i => i.FirstMessageAt),
                LastSeen = group.Max(i => i.LastMessageAt),
                ExpiresAt = group.Max(i => i.LastMessageAt) + validFor,
                Confidence = group.Max(ConfidenceOf),
                Incidents = [.. group.Select(i => i.Id)],
            }),
    ];

    private static int ConfidenceOf(Incident incident)
    {
        var excess = incident.Messages > 0 ? Math.Clamp(1 - (incident.ExpectedMessages / incident.Messages), 0, 1) : 0;
        var attack = 1 / (1 + Math.Exp(-incident.LogOdds));
        return double.IsFinite(excess * attack) ? (int)Math.Min(99, Math.Round(100 * excess * attack)) : 0;
    }
}
