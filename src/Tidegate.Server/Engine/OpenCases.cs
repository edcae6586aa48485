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

    // After a start nothing is described yet: detection goes on between the parts of that.
    private const int AtOnce = 500;

    /// <summary>All of them.</summary>
    public static async Task<List<Incident>> AllAsync(LiveEngine engine)
    {
        while (true) if (await engine.ReadAsync(Of) is { } all) return all;
    }

    // Null where more of them have to be described than at once.
    private static List<Incident>? Of(LivePartition live)
    {
        var (made, mitigated) = (0, live.Desk.Mitigated());
        var all = new List<Incident>(live.Desk.StillOpen.Count);
        foreach (var incident in live.Desk.StillOpen)
        {
            if (made == AtOnce) return null;
            all.Add(Describe(live, incident, mitigated.Contains(incident.Number), ref made));
        }

        return all;
    }

    private static Incident Describe(LivePartition live, OpenIncident incident, bool mitigated, ref int made)
    {
        var stamp = new Stamp(incident.Messages, incident.Converted, incident.LastMessage, incident.Onset, incident.LogOdds, mitigated, incident.IsWhole, incident.Campaign, (incident.Ranges.Count, incident.Networks.Count, incident.Customers.Count, incident.Watches.Count), live.PolicyVersion);
        if (Known.TryGetValue(incident, out var kept) && kept.Stamp == stamp) return kept.Incident;
        made++;
        var described = live.Desk.DescribeIncident(incident);
        Known.AddOrUpdate(incident, new Kept(stamp, described));
        return described;
    }

    private readonly record struct Stamp(long Messages, long Converted, long LastMessage, long Onset, double LogOdds, bool Mitigated, bool Whole, int Campaign, (int, int, int, int) Counts, int Policy);

    private sealed record Kept(Stamp Stamp, Incident Incident);
}
