using Tidegate.Incidents;

namespace Tidegate.Reporting;

/// <summary>Incidents that are the same attacker moving on, in the order in which they began.</summary>
/// <param name="Id">Id that its incidents carry.</param>
/// <param name="Incidents">Its incidents, by first message.</param>
public sealed record Campaign(string Id, IReadOnlyList<Incident> Incidents)
{
    /// <summary>First message of the first incident.</summary>
    public DateTimeOffset FirstMessageAt => Incidents[0].FirstMessageAt;

    /// <summary>Last message of any of its incidents.</summary>
    public DateTimeOffset LastMessageAt => Incidents.Max(incident => incident.LastMessageAt);

    /// <summary>Messages of all its incidents.</summary>
    public long Messages => Incidents.Sum(incident => incident.Messages);

    /// <summary>The campaigns of a report, by first message.</summary>
    public static IReadOnlyList<Campaign> Of(ScanReport report) =>
    [
        .. report.Incidents
            .GroupBy(incident => incident.CampaignId, StringComparer.Ordinal)
            .Select(group => new Campaign(group.Key, [.. group.OrderBy(incident => incident.FirstMessageAt)]))
            .OrderBy(campaign => campaign.FirstMessageAt),
    ];
}
