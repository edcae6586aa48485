using System.Runtime.InteropServices;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Decisions;

/// <summary>Who carried an incident, and where it hit. Customers are not left out: each of them is hit, and told.</summary>
internal sealed partial class Desk
{
    private const int MostCounted = 100;

    /// <summary>Numbers of a block, and how many of them must be hit for a block of a network throughout to be told of.</summary>
    private const ulong Block = 10_000;
    private const int LeastOfBlock = 10;

    private static List<string> Listed(CarrierCounts seen, NameTable names) => [.. seen.Named.Select(c => names[c])];

    private IncidentParties PartiesOf(OpenIncident incident) => new(
        Counted(incident.SeenCustomers, partition.Names.Customers), Counted(incident.SeenSenders, partition.Names.Senders), Counted(incident.SeenSuppliers, partition.Names.Suppliers));

    private static List<PartyCount> Counted(SortedDictionary<int, long> seen, NameTable names) =>
        [.. seen.MostFirst().Take(MostCounted).Select(s => new PartyCount(names[s.Key], s.Value))];

    // Of what is all over its customers' traffic, the networks that it was counted in, most first.
    private static IEnumerable<int> NetworksOf(OpenIncident incident) =>
        incident.IsWhole && incident.Weighed.Count > 0 ? incident.Weighed.MostFirst().Select(w => w.Key) : incident.Networks;

    private static List<RangeHits> HitsOf(OpenIncident incident)
    {
        if (incident.IsWhole) return [];
        var (ranges, wide) = (new List<NumberRange>(), new List<NumberRange>());
        foreach (var range in incident.Ranges.Values.Select(r => new NumberRange(r.From, r.To)).Distinct()) (range.IsThroughout ? wide : ranges).Add(range); // both by number; numbers that were ported lie in a range of each network
        if (incident.Dropped is { } dropped) return [.. dropped.Hits.Where(h => ranges.Exists(r => r.From <= h.Range.From && r.To >= h.Range.To) || wide.Exists(w => w.Contains(h.Range.From)))];
        var hits = ranges.ToDictionary(r => r, _ => 0);
        foreach (var destination in incident.Destinations)
        {
            if (Within(ranges, destination) is { } range) CollectionsMarshal.GetValueRefOrAddDefault(hits, range, out _)++;
            else if (wide.Exists(w => w.Contains(destination))) CollectionsMarshal.GetValueRefOrAddDefault(hits, BlockOf(destination), out _)++;
        }

        var stated = ranges.ToHashSet();
        return [.. hits.Where(h => h.Value >= LeastOfBlock || stated.Contains(h.Key)).OrderBy(h => h.Key.From).ThenBy(h => h.Key.To).Select(h => new RangeHits(h.Key, h.Value))];
    }

    private static NumberRange BlockOf(ulong destination) => new(destination / Block * Block, (destination / Block * Block) + Block - 1);

    // The range that holds a number, of ranges by number.
    private static NumberRange? Within(List<NumberRange> ranges, ulong destination)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Contains(destination)) return ranges[middle];
            if (ranges[middle].From > destination) high = middle - 1;
            else low = middle + 1;
        }

        return null;
    }
}
