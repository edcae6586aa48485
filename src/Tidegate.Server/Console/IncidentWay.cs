using System.Runtime.InteropServices;
using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Server.Console;

/// <summary>Follows an incident from block to block.</summary>
internal sealed class IncidentWay
{
    private const int MostBlocks = 4096;
    private const int MostRows = 16;

    private readonly Dictionary<ulong, Visit> _visits = [];

    /// <summary>Notes a message of the incident.</summary>
    public void Add(in SeenMessage message)
    {
        var stem = message.Destination / BlockHits.Size;
        if (_visits.Count >= MostBlocks && !_visits.ContainsKey(stem)) return;
        ref var visit = ref CollectionsMarshal.GetValueRefOrAddDefault(_visits, stem, out var known);
        if (!known) visit = new Visit { Network = message.Network, First = message.Time, Last = message.Time };
        visit.First = Math.Min(visit.First, message.Time);
        visit.Last = Math.Max(visit.Last, message.Time);
        visit.Messages++;
    }

    /// <summary>The way, oldest first: block by block where they are few, else network by network; the heaviest of those where they are many too.</summary>
    public IReadOnlyList<PathLeg> Legs(TrafficNames names)
    {
        var stops = _visits.OrderBy(v => v.Value.First).ThenBy(v => v.Key).ToList();
        var legs = stops.Count <= MostRows
            ? stops.Select(s => Leg(names, s.Value.Network, [s]))
            : stops.GroupBy(s => s.Value.Network).Select(g => Leg(names, g.Key, [.. g]));
        return [.. legs.OrderByDescending(l => l.Messages).Take(MostRows).OrderBy(l => l.Ranges[0].From)];
    }

    private static PathLeg Leg(TrafficNames names, int network, List<KeyValuePair<ulong, Visit>> stops) => new(
        network > 0 ? names.Networks[network] : "",
        [.. stops.Select(s => new PathStop(IncidentPainter.Block(s.Key), Time(s.Value.First), Time(s.Value.Last)))],
        stops.Sum(s => s.Value.Messages));

    private static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    private struct Visit
    {
        public int Network;
        public long First;
        public long Last;
        public long Messages;
    }
}
