using Tidegate.Output;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>The customers named by --customer, and which of them no record names: a mistyped name would pass for all clear.</summary>
internal sealed class WantedCustomers(IReadOnlyList<string> customers, TrafficNames names)
{
    private readonly Dictionary<int, string> _unseen = customers.Distinct(StringComparer.Ordinal).ToDictionary(names.Customers.Intern);

    /// <summary>The source, looked at while it is read.</summary>
    public EventSource Watch(EventSource source) => _unseen.Count == 0 ? source : new WatchedSource(source, Look);

    /// <summary>Says on standard error which customers did not occur.</summary>
    public void SayMissing()
    {
        foreach (var name in _unseen.Values) Errors.Say($"no record of customer '{name}'");
    }

    private void Look(ReadOnlySpan<TrafficEvent> events)
    {
        for (var i = 0; i < events.Length && _unseen.Count > 0; i++) _unseen.Remove(events[i].Customer);
    }
}
