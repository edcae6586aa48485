using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Storage.Reports;

/// <summary>What reports know of an incident.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Campaign">Its campaign's id.</param>
/// <param name="First">First message.</param>
/// <param name="Last">Last message.</param>
/// <param name="Messages">Messages in it.</param>
/// <param name="Money">What they cost.</param>
/// <param name="Stopped">When it was first blocked; null when it never was.</param>
/// <param name="Scope">Where it is.</param>
internal sealed record ReportIncident(string Id, string Campaign, DateTimeOffset First, DateTimeOffset Last, long Messages, double Money, DateTimeOffset? Stopped, Scope Scope)
{
    /// <summary>Incidents with the first decision that blocked each.</summary>
    public static IReadOnlyList<ReportIncident> Of(IEnumerable<Incident> incidents, IEnumerable<Decision> decisions)
    {
        var blocked = decisions.Where(d => d.Action == DecisionAction.Block).GroupBy(d => d.IncidentId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(d => d.IssuedAt), StringComparer.Ordinal);
        return [.. incidents.Select(i => new ReportIncident(
            i.Id, i.CampaignId, i.FirstMessageAt, i.LastMessageAt, i.Messages, i.Cost, blocked.TryGetValue(i.Id, out var at) ? at : null, i.Scope))];
    }
}
