using System.Diagnostics.CodeAnalysis;
using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>An incident's ranges, by where they begin. What is asked of all of them with each message is made of them once, until they change.</summary>
internal sealed class IncidentRanges
{
    private readonly SortedDictionary<(ulong From, int Network), SuspectRange> _byBegin = [];
    private List<NumberRange>? _joined;
    private List<(int Group, int Network, double Share)>? _shares;

    public int Count => _byBegin.Count;

    public IReadOnlyCollection<SuspectRange> Values => _byBegin.Values;

    public IReadOnlyCollection<(ulong From, int Network)> Keys => _byBegin.Keys;

    /// <summary>Their numbers, by number, where they meet put together. Not to be changed.</summary>
    public List<NumberRange> Joined => _joined ??= Join(_byBegin.Values);

    /// <summary>The share of a group's messages that all of them together have usually, by group and network.</summary>
    public IReadOnlyList<(int Group, int Network, double Share)> Shares =>
        _shares ??= [.. _byBegin.Values.GroupBy(r => (r.Group, r.Network)).Select(g => (g.Key.Group, g.Key.Network, g.Sum(r => r.Share)))];

    /// <summary>Sets a range under where it begins.</summary>
    public void Set(SuspectRange range)
    {
        _byBegin[range.Begin] = range;
        Forget();
    }

    public void Remove(SuspectRange range)
    {
        _byBegin.Remove(range.Begin);
        Forget();
    }

    public bool ContainsKey((ulong From, int Network) begin) => _byBegin.ContainsKey(begin);

    public bool TryGetValue((ulong From, int Network) begin, [MaybeNullWhen(false)] out SuspectRange range) => _byBegin.TryGetValue(begin, out range);

    /// <summary>The numbers of some ranges, by number, where they meet put together.</summary>
    public static List<NumberRange> Join(IEnumerable<SuspectRange> ranges)
    {
        var joined = new List<NumberRange>();
        foreach (var r in ranges.OrderBy(r => r.From))
        {
            if (joined.Count > 0 && joined[^1].To + 1 >= r.From) joined[^1] = new NumberRange(joined[^1].From, Math.Max(joined[^1].To, r.To));
            else joined.Add(new NumberRange(r.From, r.To));
        }

        return joined;
    }

    // Who has the old ones keeps them.
    private void Forget() => (_joined, _shares) = (null, null);
}
