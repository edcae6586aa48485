using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Oracles;

/// <summary>What the conversion feed of a world delivered, and when: by message, and as rates and delays by customer.</summary>
internal sealed class Feed
{
    private readonly Dictionary<ulong, long> _arrivals = [];
    private readonly Dictionary<int, (double Rate, double[] Delays)> _customers = [];

    public Feed(World world)
    {
        // Arrival is the latest time seen so far: a feed in batches delivers late what happened early.
        var now = long.MinValue;
        foreach (ref readonly var e in world.Events.AsSpan())
        {
            now = Math.Max(now, e.Time);
            if (e.Kind == EventKind.Conversion && e.Converted) _arrivals[e.MessageKey] = now;
        }

        var messages = new Dictionary<int, int>();
        var delays = new Dictionary<int, List<double>>();
        foreach (ref readonly var m in world.Truth.AsSpan())
        {
            if (m.Attack >= 0) continue;
            messages[m.Customer] = messages.GetValueOrDefault(m.Customer) + 1;
            if (!_arrivals.TryGetValue(m.MessageKey, out var at)) continue;
            if (!delays.TryGetValue(m.Customer, out var list)) delays[m.Customer] = list = [];
            list.Add(at - m.Time);
        }

        foreach (var (customer, list) in delays)
        {
            if (list.Count < 20) continue;
            list.Sort();
            _customers[customer] = (Math.Clamp(list.Count / (double)messages[customer], 0.005, 0.995), [.. list]);
        }
    }

    /// <summary>Part of the customer's honest messages that convert; null when it has no feed.</summary>
    public double? Rate(int customer) => _customers.TryGetValue(customer, out var c) ? c.Rate : null;

    /// <summary>Part of the customer's conversions that have arrived at an age in milliseconds.</summary>
    public double Arrived(int customer, double age)
    {
        var delays = _customers[customer].Delays;
        var at = Array.BinarySearch(delays, age);
        return (at < 0 ? ~at : at) / (double)delays.Length;
    }

    /// <summary>When the conversion of a message arrived; null when none ever did.</summary>
    public long? Arrival(ulong message) => _arrivals.TryGetValue(message, out var at) ? at : null;
}
