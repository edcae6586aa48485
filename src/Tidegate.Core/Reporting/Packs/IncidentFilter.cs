using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Traffic;

namespace Tidegate.Reporting.Packs;

/// <summary>Whether a submission is of an incident, by its customers, networks, ranges and time. Its senders and suppliers are those that carried most of it, and no limit.</summary>
/// <param name="incident">The incident.</param>
/// <param name="names">Names behind the ids of events.</param>
/// <param name="plan">Numbering plan, for events that state no network.</param>
/// <param name="early">How long before its first message it begins, milliseconds.</param>
internal sealed class IncidentFilter(Incident incident, TrafficNames names, NumberPlan plan, long early = 0)
{
    private readonly HashSet<string> _customers = [.. incident.Scope.Customers];
    private readonly HashSet<string> _networks = [.. incident.Scope.Networks];
    private readonly long _first = incident.FirstMessageAt.ToUnixTimeMilliseconds() - early;
    private readonly long _last = incident.LastMessageAt.ToUnixTimeMilliseconds();

    /// <summary>Whether it is.</summary>
    public bool Matches(in TrafficEvent e)
    {
        if (e.Time < _first || e.Time > _last) return false;
        if (_customers.Count > 0 && !_customers.Contains(names.Customers[e.Customer])) return false;
        if (incident.Scope.Ranges.Count > 0)
        {
            var hit = false;
            foreach (var range in incident.Scope.Ranges) hit |= range.Contains(e.Destination);
            if (!hit) return false;
        }

        return _networks.Count == 0 || _networks.Contains(NetworkOf(in e));
    }

    /// <summary>The network of an event: as stated, else by the numbering plan.</summary>
    public string NetworkOf(in TrafficEvent e) => e.Network != 0 ? names.Networks[e.Network] : plan.NetworkName(plan.Lookup(e.Destination).Network);
}
