namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>Pairs of suppliers by network and day: of these a supplier is held against any choice of others, over any time.</summary>
internal sealed class PairTable
{
    private readonly Dictionary<(string Party, string Network), ILookup<string, PairSums>> _routes;
    private readonly Dictionary<string, List<string>> _networks;

    /// <summary>Makes it of pairs.</summary>
    public PairTable(IReadOnlyCollection<(string Party, string Peer, string Network, PairSums Sums)> pairs)
    {
        _routes = pairs.GroupBy(p => (p.Party, p.Network)).ToDictionary(g => g.Key, g => g.ToLookup(p => p.Peer, p => p.Sums, StringComparer.Ordinal));
        _networks = _routes.Keys.GroupBy(r => r.Party, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(r => r.Network).Order(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        FirstDay = pairs.Count > 0 ? pairs.Min(p => p.Sums.Day) : 0;
    }

    /// <summary>The first day.</summary>
    public long FirstDay { get; }

    /// <summary>Suppliers that can be held against another.</summary>
    public IEnumerable<string> Parties => _networks.Keys.Order(StringComparer.Ordinal);

    /// <summary>Where a supplier can be.</summary>
    public IReadOnlyList<string> NetworksOf(string party) => _networks.GetValueOrDefault(party, []);

    /// <summary>A supplier on one network against the others there.</summary>
    /// <param name="party">Who.</param>
    /// <param name="network">Where.</param>
    /// <param name="since">From this day on.</param>
    /// <param name="without">Not against these.</param>
    public Contrast? On(string party, string network, long since, Func<string, string, bool> without) =>
        Contrast.Of(party, network, Summed(Days(party, network, since, without)));

    /// <summary>A supplier against the others, all its networks together.</summary>
    public Contrast? Everywhere(string party, long since, Func<string, string, bool> without) =>
        Contrast.Of(party, "", Summed(NetworksOf(party).SelectMany(n => Days(party, n, since, without))));

    /// <summary>All routes of suppliers that are not left out, each against the others that are not.</summary>
    /// <param name="since">From this day on.</param>
    /// <param name="without">Those left out: supplier, network.</param>
    /// <returns>The routes, and how many of them do not follow from the others.</returns>
    public (IReadOnlyList<Contrast> Routes, int Independent) All(long since, Func<string, string, bool> without)
    {
        var routes = _routes.Keys.Where(r => !without(r.Party, r.Network)).OrderBy(r => r.Network, StringComparer.Ordinal).ThenBy(r => r.Party, StringComparer.Ordinal)
            .Select(r => On(r.Party, r.Network, since, without)).OfType<Contrast>().ToList();
        return (routes, routes.Count - routes.Select(r => r.Network).Distinct(StringComparer.Ordinal).Count());
    }

    private IEnumerable<PairSums> Days(string party, string network, long since, Func<string, string, bool> without) =>
        _routes[(party, network)].Where(p => !without(p.Key, network)).SelectMany(p => p).Where(s => s.Day >= since);

    private static List<PairSums> Summed(IEnumerable<PairSums> sums)
    {
        var days = new SortedDictionary<long, PairSums>();
        foreach (var s in sums) days[s.Day] = days.TryGetValue(s.Day, out var known) ? known.And(s) : s;
        return [.. days.Values];
    }
}
