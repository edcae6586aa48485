using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Enforcement;

/// <summary>A message in ids, as the table looks for it: 0 where nothing is stated, -1 where a name was never seen.</summary>
/// <param name="Customer">Customer.</param>
/// <param name="Sender">Sender.</param>
/// <param name="Supplier">Supplier.</param>
/// <param name="Stated">Network as the message states it.</param>
/// <param name="Network">The same, or what the numbering plan says where the message states none.</param>
/// <param name="Destination">Destination.</param>
internal readonly record struct Key(int Customer, int Sender, int Supplier, int Stated, int Network, ulong Destination);

/// <summary>An order with its names turned into ids.</summary>
internal sealed class CompiledOrder
{
    private readonly int[] _customers;
    private readonly int[] _senders;
    private readonly int[] _suppliers;
    private readonly int[] _networks;
    private readonly NumberRange[] _ranges;

    public CompiledOrder(Order order, TrafficNames names)
    {
        Order = order;
        Until = order.Until;
        Rank = (int)order.Kind;
        _customers = Ids(order.Scope.Customers, names.Customers);
        _senders = Ids(order.Scope.Senders, names.Senders);
        _suppliers = Ids(order.Scope.Suppliers, names.Suppliers);
        _networks = Ids(order.Scope.Networks, names.Networks);
        _ranges = [.. order.Scope.Ranges.OrderBy(r => r.From)];
        SparesBefore = order.Scope.ExceptKnownBefore is { } time ? Partition.SecondOf(time.ToUnixTimeMilliseconds()) : int.MinValue;
    }

    public Order Order { get; }

    public int Rank { get; }

    public long Until { get; }

    /// <summary>Second before which a number must have been known to be left out; the lowest value spares none.</summary>
    public int SparesBefore { get; }

    public IReadOnlyList<int> Customers => _customers;

    public IReadOnlyList<int> Senders => _senders;

    public IReadOnlyList<int> Networks => _networks;

    public IReadOnlyList<NumberRange> Ranges => _ranges;

    /// <summary>Whether only a lookup of the number's network can tell whether it covers a message that names none.</summary>
    public bool NeedsNetwork => _networks.Length > 0 && _ranges.Length == 0;

    /// <summary>Whether a message lies in its scope; numbers spared are not looked at.</summary>
    public bool Covers(in Key key) =>
        In(_customers, key.Customer) && In(_senders, key.Sender) && In(_suppliers, key.Supplier)
        && (_ranges.Length == 0 ? In(_networks, key.Network) : key.Stated == 0 || In(_networks, key.Stated))
        && InRanges(key.Destination);

    private static int[] Ids(IReadOnlyList<string> texts, NameTable table)
    {
        var ids = new int[texts.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = table.Intern(texts[i]);
        Array.Sort(ids);
        return ids;
    }

    private static bool In(int[] ids, int id) => ids.Length == 0 || (ids.Length == 1 ? ids[0] == id : Array.BinarySearch(ids, id) >= 0);

    // The last range that starts at or before the number; ranges may overlap, so those before it are looked at too.
    private bool InRanges(ulong destination)
    {
        if (_ranges.Length == 0) return true;
        var (low, high) = (0, _ranges.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_ranges[middle].From <= destination) low = middle;
            else high = middle - 1;
        }

        for (; low >= 0; low--) if (_ranges[low].Contains(destination)) return true;
        return false;
    }
}
