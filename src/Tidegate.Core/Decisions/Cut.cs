using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Decisions;

/// <summary>A scope by which an incident is cut in two, and what of ranges, watches and decisions lies on which side.</summary>
internal sealed class Cut
{
    private readonly HashSet<int> _networks;
    private readonly List<NumberRange> _ranges;

    /// <summary>A cut by the customers, networks and ranges of a scope.</summary>
    public Cut(TrafficNames names, Scope scope)
    {
        Customers = [.. scope.Customers.Select(names.Customers.Intern).Order()];
        _networks = [.. scope.Networks.Select(names.Networks.Intern)];
        _ranges = [.. scope.Ranges.OrderBy(r => r.From)];
    }

    /// <summary>Customers of the part, sorted; empty for all.</summary>
    public IReadOnlyList<int> Customers { get; }

    /// <summary>Whether a network is of the part.</summary>
    public bool HasNetwork(int network) => _networks.Count == 0 || _networks.Contains(network);

    /// <summary>Whether a message is of the part.</summary>
    public bool Has(in Message message)
    {
        if (!HasNetwork(message.Network) || (Customers.Count > 0 && !Customers.Contains(message.Customer))) return false;
        var destination = message.Destination;
        return _ranges.Count == 0 || _ranges.Exists(r => r.Contains(destination));
    }

    /// <summary>Whether all of a decision is within the part.</summary>
    public bool Holds(StandingDecision decision) => Pieces(decision).TrueForAll(p => p.Inside);

    /// <summary>The pieces of a range that are of the part, and those that are not; hits and share go by their width.</summary>
    public (List<SuspectRange> Inside, List<SuspectRange> Outside) Of(SuspectRange range)
    {
        if (!HasNetwork(range.Network)) return ([], [range]);
        var (inside, outside) = Intervals(range.From, range.To);
        return ([.. inside.Select(i => Piece(range, i))], [.. outside.Select(o => Piece(range, o))]);
    }

    /// <summary>What becomes of a decision: of which customers and ranges the part's and the whole's are.</summary>
    public List<(bool Inside, IReadOnlyList<int> Customers, IReadOnlyList<SuspectRange> Ranges)> Pieces(StandingDecision decision)
    {
        var pieces = new List<(bool, IReadOnlyList<int>, IReadOnlyList<SuspectRange>)>();
        var (own, others) = Divide(decision.Customers);
        if (own is null) return [(false, decision.Customers, decision.Ranges)];
        var cut = decision.Ranges.Select(Of).ToList();
        var (inside, outside) = (cut.SelectMany(c => c.Inside).ToList(), cut.SelectMany(c => c.Outside).ToList());
        if (inside.Count > 0) pieces.Add((true, own, inside));
        if (outside.Count > 0) pieces.Add((false, decision.Customers, outside));
        if (inside.Count > 0 && others is not null) pieces.Add((false, others, inside));
        return pieces;
    }

    /// <summary>What becomes of a watch.</summary>
    public List<(bool Inside, Watch Watch)> Pieces(Watch watch)
    {
        var (own, others) = Divide(watch.Customers);
        if (own is null || (watch.Network != 0 && !HasNetwork(watch.Network))) return [(false, watch)];
        var pieces = new List<(bool, Watch)>();
        var (inside, outside) = Intervals(watch.From, watch.To);
        foreach (var i in inside)
        {
            var piece = watch with { From = i.From, To = i.To };
            pieces.Add((true, piece with { Customers = [.. own] }));
            if (others is not null) pieces.Add((false, piece with { Customers = [.. others] }));
        }

        pieces.AddRange(outside.Select(o => (false, watch with { From = o.From, To = o.To })));
        return pieces;
    }

    // Customers of the part, null for none; and those left to the whole, null for none. Empty is any, in and out.
    private (IReadOnlyList<int>? Own, IReadOnlyList<int>? Others) Divide(IReadOnlyList<int> customers)
    {
        if (Customers.Count == 0) return (customers, null);
        if (customers.Count == 0) return (Customers, customers);
        var (own, others) = (customers.Intersect(Customers).Order().ToList(), customers.Except(Customers).Order().ToList());
        return (own.Count > 0 ? own : null, others.Count > 0 ? others : null);
    }

    private (List<NumberRange> Inside, List<NumberRange> Outside) Intervals(ulong from, ulong to)
    {
        if (_ranges.Count == 0) return ([new NumberRange(from, to)], []);
        var (inside, outside) = (new List<NumberRange>(), new List<NumberRange>());
        var next = from;
        foreach (var range in _ranges)
        {
            var (first, last) = (Math.Max(next, range.From), Math.Min(to, range.To));
            if (first > last) continue;
            if (first > next) outside.Add(new NumberRange(next, first - 1));
            inside.Add(new NumberRange(first, last));
            next = last + 1;
        }

        if (next <= to) outside.Add(new NumberRange(next, to));
        return (inside, outside);
    }

    private static SuspectRange Piece(SuspectRange range, NumberRange piece)
    {
        var part = (piece.To - piece.From + 1) / (double)(range.To - range.From + 1);
        return part >= 1 ? range : range with { From = piece.From, To = piece.To, Hits = Math.Max(1, (int)(range.Hits * part)), Share = range.Share * part };
    }
}
