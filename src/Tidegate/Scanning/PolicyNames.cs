using Tidegate.Decisions;
using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>
/// The customers, suppliers and networks that policies name, and which of them never occur in the traffic: a rule with a mistyped
/// name applies to nothing, and looks as if all were well.
/// </summary>
/// <param name="policies">The policies.</param>
/// <param name="names">Names behind the ids in the traffic.</param>
internal sealed class PolicyNames(IReadOnlyList<DecisionPolicy> policies, TrafficNames names)
{
    private const int MostNamed = 10;
    private const int CountryLength = 3; // an MCC alone

    private readonly List<string> _customers = [.. policies.SelectMany(p => p.MonitorCustomers.Concat(p.Rules.SelectMany(r => r.When.Customers))).Distinct(StringComparer.Ordinal)];
    private readonly List<string> _suppliers = [.. policies.SelectMany(p => p.Rules.SelectMany(r => r.When.Suppliers)).Distinct(StringComparer.Ordinal)];
    private readonly List<string> _networks = [.. policies.SelectMany(p => p.Rules.SelectMany(r => r.When.Networks)).Distinct(StringComparer.Ordinal)];
    private readonly HashSet<int> _seenCustomers = [];
    private readonly HashSet<int> _seenSuppliers = [];
    private readonly HashSet<int> _seenNetworks = [];
    private readonly HashSet<int> _plannedNetworks = [];
    private NumberPlan? _plan;

    /// <summary>The source, looked at while it is read.</summary>
    public EventSource Watch(EventSource source) => _customers.Count + _suppliers.Count + _networks.Count == 0 ? source : new WatchedSource(source, Look);

    /// <summary>Says on standard error, in one line, which names did not occur.</summary>
    public void SayMissing()
    {
        var seenNetworks = _seenNetworks.Select(id => names.Networks[id]).Concat(_plannedNetworks.Select(id => _plan!.NetworkName(id))).ToHashSet(StringComparer.Ordinal);
        List<string> missing =
        [
            .. Named("customer", _customers.Where(name => IsMissing(_seenCustomers, names.Customers, name))),
            .. Named("supplier", _suppliers.Where(name => IsMissing(_seenSuppliers, names.Suppliers, name))),
            .. Named("network", _networks.Where(network => !seenNetworks.Any(seen => network.Length == CountryLength ? seen.StartsWith(network, StringComparison.Ordinal) : seen == network))),
        ];
        if (missing.Count > 0) Errors.Say($"policy: {string.Join("; ", missing)} never occurred in the traffic");
    }

    // Names that came when there was no room for more share an id: of those nothing is known.
    private static bool IsMissing(HashSet<int> seen, NameTable table, string name) => !seen.Contains(NameTable.Overflow) && !seen.Contains(table.Find(name));

    private static IEnumerable<string> Named(string what, IEnumerable<string> missing)
    {
        List<string> list = [.. missing.Select(name => $"'{name}'")];
        if (list.Count > 0) yield return $"{what}{(list.Count == 1 ? "" : "s")} {Phrases.List(list, MostNamed)}";
    }

    // Detection takes the network that a message states, else that of the numbering plan.
    private void Look(ReadOnlySpan<TrafficEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Customer != 0) _seenCustomers.Add(e.Customer);
            if (e.Supplier != 0) _seenSuppliers.Add(e.Supplier);
            if (_networks.Count == 0 || e.Kind != EventKind.Submit) continue;
            if (e.Network != 0) _seenNetworks.Add(e.Network);
            else _plannedNetworks.Add((_plan ??= new NumberPlan()).Lookup(e.Destination).Network);
        }
    }
}
