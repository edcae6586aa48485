using System.Runtime.CompilerServices;

namespace Tidegate.Enforcement;

/// <summary>
/// Finds the orders that may cover a message, by tuple space: each order is entered under the parts of its scope that
/// tell it apart (a decimal block of numbers, customer, network, sender), and a lookup probes each combination in use.
/// Immutable once built.
/// </summary>
internal sealed class OrderIndex
{
    /// <summary>An index of nothing.</summary>
    public static readonly OrderIndex Empty = new([]);

    // An order with more combinations than this is entered under fewer parts of its scope.
    private const int MostEntries = 4096;
    private const int NoBlock = 16;

    private static readonly ulong[] Powers = [.. Enumerable.Range(0, NoBlock).Select(k => (ulong)Math.Pow(10, k))];

    private readonly Shape[] _shapes;
    private readonly ulong[] _keys;
    private readonly int[] _heads;
    private readonly CompiledOrder[] _orders;
    private readonly int[] _next;

    public OrderIndex(IReadOnlyCollection<CompiledOrder> orders)
    {
        Count = orders.Count;
        var entries = new List<(ulong Key, CompiledOrder Order)>();
        var shapes = new HashSet<Shape>();
        foreach (var order in orders) Enter(order, entries, shapes);
        _shapes = [.. shapes];
        var size = 16;
        while (size < entries.Count * 2) size *= 2;
        _keys = new ulong[size];
        _heads = new int[size];
        _orders = new CompiledOrder[entries.Count + 1];
        _next = new int[entries.Count + 1];
        for (var i = 0; i < entries.Count; i++)
        {
            var slot = SlotOf(entries[i].Key);
            _keys[slot] = entries[i].Key;
            _orders[i + 1] = entries[i].Order;
            _next[i + 1] = _heads[slot];
            _heads[slot] = i + 1;
            NeedsNetwork |= entries[i].Order.NeedsNetwork;
        }
    }

    /// <summary>Orders in it.</summary>
    public int Count { get; }

    /// <summary>Whether any order is told by the network alone.</summary>
    public bool NeedsNetwork { get; }

    /// <summary>Looks for a better order than the one in hand.</summary>
    public void Find(in Key key, long now, KnownPairs known, HashSet<CompiledOrder>? hidden, ref CompiledOrder? best)
    {
        foreach (var shape in _shapes)
        {
            var slot = SlotOf(shape.Hash(key));
            for (var entry = _heads[slot]; entry != 0; entry = _next[entry])
            {
                var order = _orders[entry];
                if (order.Until <= now || (best is not null && order.Rank >= best.Rank) || !order.Covers(key)) continue;
                if (order.SparesBefore != int.MinValue && known.IsKnownBefore(key.Customer, key.Destination, order.SparesBefore)) continue;
                if (hidden is not null && hidden.Contains(order)) continue;
                best = order;
            }
        }
    }

    private static void Enter(CompiledOrder order, List<(ulong, CompiledOrder)> entries, HashSet<Shape> shapes)
    {
        var blocks = Blocks(order);
        var (customers, networks, senders) = (Ids(order.Customers), Ids(order.Networks), Ids(order.Senders));
        if (blocks.Count * (long)customers.Count * networks.Count * senders.Count > MostEntries) senders = [0];
        // A network may be missing from the message where the range tells it, so ranges are entered without one.
        if (order.Ranges.Count > 0 || blocks.Count * (long)customers.Count * networks.Count > MostEntries) networks = [0];
        if (blocks.Count * (long)customers.Count > MostEntries) customers = [0];
        foreach (var (digits, block) in blocks)
            foreach (var customer in customers)
                foreach (var network in networks)
                    foreach (var sender in senders)
                    {
                        var shape = new Shape(digits, customer != 0, network != 0, sender != 0);
                        shapes.Add(shape);
                        entries.Add((Shape.Hash(digits, block, customer, network, sender), order));
                    }
    }

    private static IReadOnlyList<int> Ids(IReadOnlyList<int> ids) => ids.Count == 0 ? [0] : ids;

    // Ranges cut into decimal blocks: 994501230000 to 994501239999 is the block 99450123 with four digits open.
    private static List<(int Digits, ulong Block)> Blocks(CompiledOrder order)
    {
        var blocks = new List<(int, ulong)>();
        foreach (var range in order.Ranges)
        {
            for (var at = range.From; at <= range.To;)
            {
                var digits = 0;
                while (digits < NoBlock - 1 && at % Powers[digits + 1] == 0 && range.To - at >= Powers[digits + 1] - 1) digits++;
                blocks.Add((digits, at / Powers[digits]));
                if (blocks.Count > MostEntries) return [(NoBlock, 0)];
                at += Powers[digits];
            }
        }

        return blocks.Count == 0 ? [(NoBlock, 0)] : blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong key)
    {
        var mask = _keys.Length - 1;
        var slot = (int)(key >> 32) & mask;
        while (_keys[slot] != 0 && _keys[slot] != key) slot = (slot + 1) & mask;
        return slot;
    }

    private readonly record struct Shape(int Digits, bool Customer, bool Network, bool Sender)
    {
        public ulong Hash(in Key key) => Hash(
            Digits,
            Digits == NoBlock ? 0 : key.Destination / Powers[Digits],
            Customer ? key.Customer : 0,
            Network ? key.Network : 0,
            Sender ? key.Sender : 0);

        public static ulong Hash(int digits, ulong block, int customer, int network, int sender) =>
            Detection.Mix.Hash(block ^ ((ulong)digits << 56), ((ulong)(uint)customer << 32) | (uint)network ^ ((ulong)(uint)sender * 0x9E3779B97F4A7C15)) | 1;
    }
}
