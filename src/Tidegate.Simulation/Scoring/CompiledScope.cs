using Tidegate.Incidents;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Simulation.Scoring;

/// <summary>A scope with names turned into a world's ids and ranges sorted, to match many messages fast.</summary>
internal sealed class CompiledScope
{
    private readonly HashSet<int>? _senders;
    private readonly HashSet<int>? _suppliers;
    private readonly ulong[]? _froms;
    private readonly ulong[]? _tos;
    private readonly long _exceptKnownBefore;
    private readonly long[] _firstSeen;

    public CompiledScope(Scope scope, WorldIndex index)
    {
        Customers = Ids(scope.Customers, index.Customers);
        Networks = Ids(scope.Networks, index.Networks);
        _senders = Ids(scope.Senders, index.Senders);
        _suppliers = Ids(scope.Suppliers, index.Suppliers);
        _firstSeen = index.FirstSeen;
        _exceptKnownBefore = scope.ExceptKnownBefore?.ToUnixTimeMilliseconds() ?? long.MinValue;
        if (scope.Ranges.Count > 0) (_froms, _tos) = Merge(scope.Ranges);
    }

    /// <summary>Customers it names; null for any. Names the world does not know match nothing.</summary>
    public HashSet<int>? Customers { get; }

    /// <summary>Networks it names; null for any.</summary>
    public HashSet<int>? Networks { get; }

    public bool Matches(in LabelledSubmission m, int position) =>
        (Customers is null || Customers.Contains(m.Customer))
        && (Networks is null || Networks.Contains(m.Network))
        && (_froms is null || InRanges(m.Destination))
        && (_senders is null || _senders.Contains(m.Sender))
        && (_suppliers is null || _suppliers.Contains(m.Supplier))
        && _firstSeen[position] >= _exceptKnownBefore;

    private bool InRanges(ulong destination)
    {
        var at = Array.BinarySearch(_froms!, destination);
        if (at < 0) at = ~at - 1;
        return at >= 0 && destination <= _tos![at];
    }

    private static HashSet<int>? Ids(IReadOnlyList<string> names, Dictionary<string, int> ids) =>
        names.Count == 0 ? null : [.. names.Select(n => ids.GetValueOrDefault(n, -1))];

    private static (ulong[] Froms, ulong[] Tos) Merge(IReadOnlyList<NumberRange> ranges)
    {
        List<ulong> froms = [], tos = [];
        foreach (var r in ranges.OrderBy(static r => r.From))
        {
            if (r.To < r.From) continue;
            if (tos.Count > 0 && r.From <= tos[^1])
            {
                tos[^1] = Math.Max(tos[^1], r.To);
                continue;
            }

            froms.Add(r.From);
            tos.Add(r.To);
        }

        return ([.. froms], [.. tos]);
    }
}
