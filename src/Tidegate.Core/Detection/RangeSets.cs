namespace Tidegate.Detection;

/// <summary>Sets of ranges of one network, which may overlap, and which of them a number lies in. A set without ranges has all numbers.</summary>
internal sealed class RangeSets
{
    // From one of these numbers to the next the same sets hold.
    private readonly List<ulong> _from = [];
    private readonly List<int[]> _held = [];

    /// <summary>Puts the sets together; they are told apart by their place in the list.</summary>
    public RangeSets(IReadOnlyList<IReadOnlyList<SuspectRange>> sets)
    {
        Count = sets.Count;
        var turns = new List<(ulong At, int Set, int By)>();
        for (var set = 0; set < sets.Count; set++)
        {
            if (sets[set].Count == 0) turns.Add((0, set, 1));
            foreach (var range in sets[set]) turns.AddRange([(range.From, set, 1), (range.To + 1, set, -1)]);
        }

        turns.Sort();
        var held = new SortedDictionary<int, int>(); // how many ranges of each set hold there
        for (var i = 0; i < turns.Count; i++)
        {
            var (at, set, by) = turns[i];
            var times = held.GetValueOrDefault(set) + by;
            if (times == 0) held.Remove(set);
            else held[set] = times;
            if (i + 1 < turns.Count && turns[i + 1].At == at) continue;
            _from.Add(at);
            _held.Add([.. held.Keys]);
        }
    }

    /// <summary>How many sets there are.</summary>
    public int Count { get; }

    /// <summary>The sets that a number lies in.</summary>
    public ReadOnlySpan<int> Of(ulong number)
    {
        var at = _from.BinarySearch(number);
        return (at >= 0 ? at : ~at - 1) is var last and >= 0 ? _held[last] : [];
    }
}
