using MathNet.Numerics.Distributions;

namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>Which way a supplier may stand out.</summary>
internal enum Side
{
    /// <summary>Either way.</summary>
    Both,

    /// <summary>By less than others.</summary>
    Less,

    /// <summary>By more than others.</summary>
    More,
}

/// <summary>A difference of a named supplier.</summary>
/// <param name="Contrast">Against those that are not named.</param>
/// <param name="Variance">Variance of its effect.</param>
/// <param name="Freedom">Degrees of freedom of that.</param>
/// <param name="Honest">Variance by which honest routes differ.</param>
/// <param name="Chance">How often an honest supplier would differ as much, all that was tested of it taken together.</param>
/// <param name="Since">From this day on it was compared.</param>
internal sealed record NamedDifference(Contrast Contrast, double Variance, double Freedom, double Honest, double Chance, long Since)
{
    /// <summary>Half the width of the 95 % interval of the measured ratio's logarithm.</summary>
    public double Half => StudentT.InvCDF(0, 1, Freedom, 0.975) * Math.Sqrt(Variance);

    /// <summary>The same with what honest routes differ by: of what cannot be honest.</summary>
    public double HalfBeyondHonest => StudentT.InvCDF(0, 1, Freedom, 0.975) * Math.Sqrt(Variance + Honest);
}

/// <summary>
/// Names suppliers that differ from the others on their networks. A supplier is tested as one: all its networks together and each by
/// itself, over the period and over all that is known, sharing its chance of error among these (Bonferroni); suppliers by Holm's step-down (Scand. J. Statist. 1979).
/// Who is named is no longer a peer to the rest, and the rest is tested anew. Then its networks are told apart, again by Holm.
/// </summary>
internal sealed class SupplierNaming
{
    // Of twenty suppliers that are named, at one any network is listed wrongly.
    private const double NetworkLevel = 0.05;
    private const int LeastHistory = 7;

    private readonly PairTable _pairs;
    private readonly Side _side;
    private readonly double _level;
    private readonly long _since;
    private readonly HashSet<(string Party, string Network)> _named = [];
    private readonly IReadOnlyList<long> _windows;
    private readonly Unevenness _unevenness;

    private SupplierNaming(PairTable pairs, SupplierKind kind, long since)
    {
        (_pairs, _side, _level, _since) = (pairs, kind.Side, kind.Level, since);
        _windows = pairs.FirstDay + LeastHistory <= since ? [since, pairs.FirstDay] : [since];

        // Days never differ by less than the chance in their counts.
        _unevenness = Unevenness.Of(pairs.All(pairs.FirstDay, (_, _) => false).Routes, kind.IsCount ? 1 : 0);
        Named = Find();
    }

    /// <summary>Who is named, and where.</summary>
    public IReadOnlyList<NamedDifference> Named { get; }

    /// <summary>Names suppliers so that in the kind's level of all reports on honest suppliers anybody is named.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="kind">What they are compared by.</param>
    /// <param name="since">First day of the period.</param>
    public static SupplierNaming Of(PairTable pairs, SupplierKind kind, long since) => new(pairs, kind, since);

    private List<NamedDifference> Find()
    {
        var left = _pairs.Parties.ToList();
        var found = new List<(string Party, IReadOnlyList<Test> Networks)>();
        while (left.Count > 0)
        {
            var tests = left.Select(Weigh).OfType<Weighed>().ToList();
            var first = tests.OrderBy(t => t.Chance).ThenBy(t => t.Effect).FirstOrDefault();
            if (first is null || first.Chance > _level / tests.Count) break;
            var networks = Apart(first);
            found.Add((first.Party, networks));
            foreach (var network in networks.Count > 0 ? networks.Select(n => n.Contrast.Network) : _pairs.NetworksOf(first.Party)) _named.Add((first.Party, network));
            if (networks.Count == 0) found[^1] = (first.Party, [first.Everywhere!]);
            left.Remove(first.Party);
        }

        return [.. found.SelectMany(f => f.Networks).Select(AgainstTheRest)];
    }

    /// <summary>A supplier's pooled contrast against those that are not named, in the period, with the variance of its effect.</summary>
    public (Contrast Contrast, double Variance)? Pooled(string party) =>
        _pairs.Everywhere(party, _since, IsNamed) is { } c ? (c, _unevenness.Error(c).Variance) : null;

    /// <summary>
    /// The least part of its messages that a supplier's codes would have to lack, on all its networks, for it to be named in four of five reports;
    /// NaN where it cannot be compared.
    /// </summary>
    public double Detectable(string party)
    {
        var longest = _windows[^1];
        if (_pairs.Everywhere(party, longest, IsNamed) is not { } c) return double.NaN;
        var (variance, freedom) = Total(c, Spread(party, longest));
        var tested = _level / Math.Max(1, _pairs.Parties.Count()) / (_windows.Count * (_pairs.NetworksOf(party).Count > 1 ? 2 : 1)) / (_side == Side.Both ? 2 : 1);
        return 1 - Math.Exp(-(StudentT.InvCDF(0, 1, freedom, 1 - tested) + 0.84) * Math.Sqrt(variance));
    }

    private bool IsNamed(string party, string network) => _named.Contains((party, network));

    private Weighed? Weigh(string party)
    {
        var spread = _windows.ToDictionary(w => w, w => Spread(party, w));
        var networks = _windows.SelectMany(w => _pairs.NetworksOf(party).Select(n => TestOf(_pairs.On(party, n, w, IsNamed), spread[w], w))).OfType<Test>().ToList();
        if (networks.Count == 0) return null;
        var several = networks.Select(n => n.Contrast.Network).Distinct(StringComparer.Ordinal).Count();
        var everywhere = several > 1 ? _windows.Select(w => TestOf(_pairs.Everywhere(party, w, IsNamed), spread[w], w)).OfType<Test>().ToList() : [];
        var share = everywhere.Count > 0 ? 2 * _windows.Count : _windows.Count;
        var best = networks.Select(n => (Test: n, Chance: n.Chance * share * several)).Concat(everywhere.Select(e => (Test: e, Chance: e.Chance * share))).MinBy(t => t.Chance);
        return new Weighed(party, Math.Min(1, best.Chance), best.Test.Contrast.Effect, networks, everywhere.MinBy(e => e.Chance));
    }

    // Its networks, the clearest first, until one is not clear (Holm).
    private List<Test> Apart(Weighed party)
    {
        var best = party.Networks.GroupBy(n => n.Contrast.Network, StringComparer.Ordinal).Select(g => g.MinBy(n => n.Chance)!).OrderBy(n => n.Chance).ToList();
        return [.. best.TakeWhile((n, at) => n.Chance * _windows.Count <= NetworkLevel / (best.Count - at)).Select(n => n with { Chance = Math.Min(1, n.Chance * _windows.Count) })];
    }

    // How others differ when the one is not there: as their peer it would make them differ.
    private HonestSpread Spread(string party, long window)
    {
        var (routes, independent) = _pairs.All(window, (p, n) => p == party || IsNamed(p, n));
        return HonestSpread.Of([.. routes.Select(r => (r.Effect, _unevenness.Error(r).Variance))], independent);
    }

    private Test? TestOf(Contrast? contrast, HonestSpread spread, long window)
    {
        if (contrast is null) return null;
        var (variance, freedom) = Total(contrast, spread);
        var errors = contrast.Effect / Math.Sqrt(variance);
        var beyond = _side switch { Side.Less => errors, Side.More => -errors, _ => -Math.Abs(errors) };
        var chance = StudentT.CDF(0, 1, freedom, beyond) * (_side == Side.Both ? 2 : 1);
        return new Test(contrast, spread.Variance, chance, window);
    }

    // Two errors added up, each known to so many degrees of freedom (Satterthwaite, Biometrics 1946).
    private (double Variance, double Freedom) Total(Contrast contrast, HonestSpread spread)
    {
        var (error, freedom) = _unevenness.Error(contrast);
        var variance = error + spread.Variance;
        return (variance, variance * variance / ((error * error / freedom) + (spread.Variance * spread.Variance / spread.Freedom)));
    }

    private NamedDifference AgainstTheRest(Test test)
    {
        var (party, network) = (test.Contrast.Party, test.Contrast.Network);
        var contrast = (network.Length > 0 ? _pairs.On(party, network, test.Window, IsNamed) : _pairs.Everywhere(party, test.Window, IsNamed)) ?? test.Contrast;
        var (variance, freedom) = _unevenness.Error(contrast);
        return new NamedDifference(contrast, variance, freedom, test.Honest, test.Chance, test.Window);
    }

    private sealed record Test(Contrast Contrast, double Honest, double Chance, long Window);

    private sealed record Weighed(string Party, double Chance, double Effect, IReadOnlyList<Test> Networks, Test? Everywhere);
}
