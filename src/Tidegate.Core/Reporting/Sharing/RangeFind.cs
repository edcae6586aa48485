using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Numbering;

namespace Tidegate.Reporting.Sharing;

/// <summary>A range of one incident, and what its decisions tell of it.</summary>
internal sealed record RangeFind(NumberRange Range, Incident Incident)
{
    /// <summary>Networks it lies in.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>As <see cref="AttackedRange.Confidence"/>.</summary>
    public required int Confidence { get; init; }

    /// <summary>Whether all that was decided about it was taken back.</summary>
    public bool TakenBack { get; init; }

    /// <summary>Whether its decisions are over and hit nothing, and other ranges have the incident's messages.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether it has a trifle of the numbers hit, beside the incident's other ranges.</summary>
    public bool Trifling { get; init; }

    /// <summary>Why it does not go out; null where it does.</summary>
    public string? WhyNot(SharingLimits limits) =>
        Range.IsThroughout ? "of a network or country throughout, which are blocked for one customer alone"
        : Range.To - Range.From + 1 < limits.MinNumbers ? $"of fewer than {limits.MinNumbers} numbers"
        : TakenBack ? "whose blocks were taken back"
        : Quiet ? "into which nothing came once they were blocked"
        : Trifling ? "of a trifle of the numbers hit"
        : Confidence < limits.MinConfidence ? $"of less than {limits.MinConfidence} % confidence"
        : null;

    /// <summary>The ranges of an incident. In place of a whole network's it has those narrower ones in it that decisions name.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="decisions">Its decisions.</param>
    /// <param name="end">When the traffic ends; null when not known.</param>
    /// <param name="plan">The numbering plan.</param>
    public static IEnumerable<RangeFind> Of(Incident incident, IReadOnlyList<Decision> decisions, DateTimeOffset? end, NumberPlan plan)
    {
        var trifling = Trifles(incident);
        foreach (var range in incident.Scope.Ranges)
        {
            var here = decisions.Where(d => d.Scope.Ranges.Any(r => Overlap(r, range))).ToList();
            var narrower = range.IsThroughout ? here.SelectMany(d => d.Scope.Ranges).Concat(incident.RangeHits.Select(h => h.Range)).Where(r => !r.IsThroughout && Overlap(r, range)).Distinct().ToList() : [];
            // Blocks side by side can be a million numbers too.
            if (narrower.Count == 0 || here.Exists(d => d.Scope.Ranges.Any(r => r.IsThroughout && Overlap(r, range)))) yield return Of(range, incident, here, end, plan) with { Trifling = trifling.Contains(range) };
            foreach (var part in narrower) yield return Of(part, incident, here.FindAll(d => d.Scope.Ranges.Any(r => r.From <= part.From && part.To <= r.To)), end, plan);
        }
    }

    // A few honest messages go into any range: as with carriers, the lightest count for nothing together.
    private static HashSet<NumberRange> Trifles(Incident incident)
    {
        if (incident.RangeHits.Count == 0) return [];
        var counts = new CarrierCounts();
        for (var i = 0; i < incident.Scope.Ranges.Count; i++) counts[i] = incident.RangeHits.Where(h => Overlap(h.Range, incident.Scope.Ranges[i])).Sum(h => h.Numbers);
        return [.. incident.Scope.Ranges.Index().ExceptBy(counts.Named, r => r.Index).Select(r => r.Item)];
    }

    private static RangeFind Of(NumberRange range, Incident incident, List<Decision> decisions, DateTimeOffset? end, NumberPlan plan)
    {
        var stand = decisions.FindAll(d => !d.TakenBack);
        var hits = stand.Sum(d => d.MessagesHit);
        var networks = stand.SelectMany(d => d.Scope.Networks).Distinct(StringComparer.Ordinal).ToList();
        return new RangeFind(range, incident)
        {
            Networks = networks.Count > 0 ? networks : LikelyNetworks(range, incident.Scope.Networks, plan),
            Confidence = hits > 0 ? Sure(incident, hits, stand.Sum(d => d.HonestMessagesHit)) : Sure(incident, incident.Messages, incident.ExpectedMessages),
            TakenBack = decisions.Count > 0 && stand.Count == 0,
            Quiet = stand.Count > 0 && hits == 0 && incident.Scope.Ranges.Count > 1 && stand.TrueForAll(d => d.ExpiresAt <= end),
        };
    }

    private static int Sure(Incident incident, double messages, double honest)
    {
        var excess = messages > 0 ? Math.Clamp(1 - (honest / messages), 0, 1) : 0;
        var attack = 1 / (1 + Math.Exp(-incident.LogOdds));
        return double.IsFinite(excess * attack) ? (int)Math.Min(99, Math.Round(100 * excess * attack)) : 0;
    }

    // Numbers are ported: the plan's network counts where the incident has it, else the incident's networks in that country.
    private static IReadOnlyList<string> LikelyNetworks(NumberRange range, IReadOnlyList<string> networks, NumberPlan plan)
    {
        if (networks.Count <= 1) return networks;
        var info = plan.Lookup(range.From);
        var (network, country) = (plan.NetworkName(info.Network), plan.CountryName(info.Country));
        return networks.Contains(network, StringComparer.Ordinal)
            ? [network]
            : [.. networks.Where(n => plan.NetworkByMccMnc(n) is { } known && known.Countries.Contains(country, StringComparer.Ordinal))];
    }

    private static bool Overlap(NumberRange one, NumberRange other) => one.From <= other.To && other.From <= one.To;
}
