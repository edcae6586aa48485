using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Server.Casework;

/// <summary>Tells whether a message in memory lies in a scope.</summary>
/// <remarks>Names that the traffic never had match nothing; they are not added to its tables, which the journal alone fills.</remarks>
internal sealed class ScopeMatcher(Scope scope, TrafficNames names)
{
    private readonly HashSet<int>? _customers = Ids(scope.Customers, names.Customers);
    private readonly HashSet<int>? _senders = Ids(scope.Senders, names.Senders);
    private readonly HashSet<int>? _suppliers = Ids(scope.Suppliers, names.Suppliers);
    private readonly HashSet<int>? _networks = Ids(scope.Networks, names.Networks);
    private readonly NumberRange[] _ranges = Joined(scope.Ranges);

    public bool Covers(in Message message) =>
        In(_customers, message.Customer) && In(_networks, message.Network) && In(_senders, message.Sender) && In(_suppliers, message.Supplier) && InRanges(message.Destination);

    private static HashSet<int>? Ids(IReadOnlyList<string> texts, NameTable table) => texts.Count == 0 ? null : [.. texts.Select(table.Find).Where(id => id > 0)];

    private static bool In(HashSet<int>? ids, int id) => ids is null || ids.Contains(id);

    private static NumberRange[] Joined(IReadOnlyList<NumberRange> ranges)
    {
        var joined = new List<NumberRange>();
        foreach (var range in ranges.OrderBy(r => r.From))
        {
            if (joined.Count > 0 && range.From <= joined[^1].To) joined[^1] = new NumberRange(joined[^1].From, Math.Max(joined[^1].To, range.To));
            else joined.Add(range);
        }

        return [.. joined];
    }

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

        return _ranges[low].Contains(destination);
    }
}
