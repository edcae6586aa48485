using Tidegate.Traffic;

namespace Tidegate.Enforcement;

/// <summary>
/// All orders in force, as one immutable snapshot: a large index, a small one of what was added since, and what of the
/// large one is in force no more. A change makes a new table and costs as much as the small index; lookups take no
/// lock and allocate nothing.
/// </summary>
internal sealed class DecisionTable
{
    private const int MostRecent = 512;

    private readonly OrderIndex _base;
    private readonly OrderIndex _recent;
    private readonly HashSet<CompiledOrder>? _hidden;
    private readonly Dictionary<string, CompiledOrder> _baseOrders;
    private readonly Dictionary<string, CompiledOrder> _recentOrders;

    private DecisionTable(OrderIndex large, Dictionary<string, CompiledOrder> baseOrders, Dictionary<string, CompiledOrder> recentOrders, HashSet<CompiledOrder>? hidden)
    {
        _base = large;
        _baseOrders = baseOrders;
        _recentOrders = recentOrders;
        _recent = recentOrders.Count == 0 ? OrderIndex.Empty : new OrderIndex(recentOrders.Values);
        _hidden = hidden;
    }

    /// <summary>A table without orders.</summary>
    public static DecisionTable Empty { get; } = new(OrderIndex.Empty, [], [], null);

    /// <summary>Orders in force, some perhaps past their time.</summary>
    public int Count => _baseOrders.Count - (_hidden?.Count ?? 0) + _recentOrders.Count;

    /// <summary>Whether any order is told by the network alone, so that a message that names none must be looked up.</summary>
    public bool NeedsNetwork => _base.NeedsNetwork || _recent.NeedsNetwork;

    /// <summary>The order that decides a message; null when none covers it.</summary>
    public Order? Find(in Key key, long now, KnownPairs known)
    {
        CompiledOrder? best = null;
        _base.Find(key, now, known, _hidden, ref best);
        _recent.Find(key, now, known, null, ref best);
        return best?.Order;
    }

    /// <summary>This table with some orders set (new, or in place of the one with their id) and some taken away.</summary>
    public DecisionTable With(IReadOnlyCollection<Order> set, IReadOnlyCollection<string> gone, TrafficNames names)
    {
        if (set.Count == 0 && gone.Count == 0) return this;
        var recent = new Dictionary<string, CompiledOrder>(_recentOrders, StringComparer.Ordinal);
        var hidden = _hidden is null ? [] : new HashSet<CompiledOrder>(_hidden);
        foreach (var id in gone.Concat(set.Select(o => o.Id)))
        {
            recent.Remove(id);
            if (_baseOrders.TryGetValue(id, out var old)) hidden.Add(old);
        }

        foreach (var order in set.Where(o => o.Kind != OrderKind.Monitor)) recent[order.Id] = new CompiledOrder(order, names);
        if (recent.Count + hidden.Count <= MostRecent) return new DecisionTable(_base, _baseOrders, recent, hidden.Count == 0 ? null : hidden);
        var all = new Dictionary<string, CompiledOrder>(StringComparer.Ordinal);
        foreach (var (id, order) in _baseOrders) if (!hidden.Contains(order)) all[id] = order;
        foreach (var (id, order) in recent) all[id] = order;
        return new DecisionTable(new OrderIndex(all.Values), all, [], null);
    }
}
