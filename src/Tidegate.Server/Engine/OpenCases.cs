using System.Runtime.CompilerServices;
using Tidegate.Incidents;
using Tidegate.Live;

namespace Tidegate.Server.Engine;

/// <summary>
/// The incidents that go on, described. Of thousands few change between two looks, and a description costs a thousand times as much as
/// to see that nothing has: the last one is kept until something does. On the detection thread alone.
/// </summary>
/// <remarks>What would have been expected since changes by itself: who shows a figure asks for that incident anew.</remarks>
internal static class OpenCases
{
    private static readonly ConditionalWeakTable<OpenIncident, Kept> Known = [];

    /// <summary>All of them.</summary>
    public static List<Incident> Of(LivePartition live) => live.Desk.StillOpen.Select(i => Describe(live, i)).ToList();

    private static Incident Describe(LivePartition live, OpenIncident incident)
    {
        var stamp = new Stamp(incident.Messages, incident.Converted, incident.LastMessage, incident.Onset, incident.LogOdds, incident.Blocked, incident.Campaign, (incident.Ranges.Count, incident.Networks.Count, incident.Customers.Count, incident.Watches.Count), live.PolicyVersion);
        if (Known.TryGetValue(incident, out var kept) && kept.Stamp == stamp) return kept.Incident;
        var described = live.Desk.DescribeIncident(incident);
        Known.AddOrUpdate(incident, new Kept(stamp, described));
        return described;
    }

    private readonly record struct Stamp(long Messages, long Converted, long LastMessage, long Onset, double LogOdds, bool Blocked, int Campaign, (int, int, int, int) Counts, int Policy);

    private sealed record Kept(Stamp Stamp, Incident Incident);
}
