using Tidegate.Incidents;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>An earlier incident that is like another.</summary>
/// <param name="View">It.</param>
/// <param name="Alike">What they have in common, in words.</param>
public sealed record SimilarIncident(IncidentView View, string Alike);

/// <summary>Finds earlier incidents like one: the same customers, networks, suppliers, senders, neighbouring numbers, the same kinds of evidence.</summary>
internal static class SimilarIncidents
{
    private const int Most = 5;
    private const double Least = 2;

    // Numbers that agree but for the last five digits were rented together, more often than not.
    private const ulong Neighbourhood = 100_000;

    /// <summary>The likest ones of other campaigns, likest first; of equally like ones the newest.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="others">All that may be shown.</param>
    /// <param name="see">How one is shown.</param>
    public static IReadOnlyList<SimilarIncident> Of(Incident incident, IEnumerable<Incident> others, Func<Incident, IncidentView> see)
    {
        var (areas, channels) = (Areas(incident), incident.Evidence.Select(e => e.Channel).ToHashSet(StringComparer.Ordinal));
        return
        [
            .. others.Where(o => o.CampaignId != incident.CampaignId && o.OpenedAt < incident.OpenedAt)
                .Select(o => (Incident: o, Alike: Compare(incident, o, areas, channels)))
                .Where(o => o.Alike.Score >= Least)
                .OrderByDescending(o => o.Alike.Score).ThenByDescending(o => o.Incident.OpenedAt)
                .Take(Most)
                .Select(o => new SimilarIncident(see(o.Incident), o.Alike.Words)),
        ];
    }

    private static (double Score, string Words) Compare(Incident one, Incident other, HashSet<ulong> areas, HashSet<string> channels)
    {
        var (score, words) = (0.0, new List<string>());
        Add(3, areas.Count > 0 && other.Scope.Ranges.Any(r => areas.Contains(r.From / Neighbourhood)), "neighbouring numbers");
        Add(1.5, Shared(one.Scope.Customers, other.Scope.Customers), "the same customer");
        Add(1, Shared(one.Scope.Networks, other.Scope.Networks), "the same network");
        Add(1, Shared(one.Scope.Senders, other.Scope.Senders), "the same sender");
        Add(1, Shared(one.Scope.Suppliers, other.Scope.Suppliers), "the same supplier");
        Add(0.5, channels.Count > 0 && channels.SetEquals(other.Evidence.Select(e => e.Channel)), "the same kinds of evidence");
        return (score, string.Join(", ", words));

        void Add(double weight, bool alike, string word)
        {
            if (!alike) return;
            score += weight;
            words.Add(word);
        }
    }

    private static bool Shared(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.Count > 0 && one.Intersect(other, StringComparer.Ordinal).Any();

    private static HashSet<ulong> Areas(Incident incident) => [.. incident.Scope.Ranges.Select(r => r.From / Neighbourhood)];
}
