namespace Tidegate.Detection;

/// <summary>
/// Places by level, a table for each: the few large blocks, which every message touches, lie close together and not
/// scattered among the many small ones. Bounded together: when full, the longest unused half leaves, and what it had learned is kept (<see cref="DepartedPlaces"/>).
/// </summary>
internal sealed class PlaceTables
{
    private readonly SegmentedTable<Place>[] _levels = new SegmentedTable<Place>[3];
    private readonly DepartedPlaces _departed;
    private readonly int _maximum;

    public PlaceTables(int maximum)
    {
        _maximum = Math.Max(SegmentedTable<Place>.LeastMaximum, maximum);
        _departed = new DepartedPlaces(_maximum);
        foreach (ref var level in _levels.AsSpan()) level = new SegmentedTable<Place>(_maximum) { Leaves = Depart };
    }

    /// <summary>Places held.</summary>
    public int Count => _levels[0].Count + _levels[1].Count + _levels[2].Count;

    /// <summary>Places that left because memory was full.</summary>
    public long Overflowed => _levels.Sum(l => l.Overflowed);

    /// <summary>The places of a level; networks and customers as places are of level 0.</summary>
    public SegmentedTable<Place> this[int level] => _levels[level];

    /// <summary>The place of a key at a level; one that had left has what it had learned again.</summary>
    public ref Place At(int level, ulong key, int second)
    {
        ref var place = ref _levels[level].At(key, out var added);
        if (added) (place.Baseline, place.Second) = (_departed.Of(key), second);
        return ref place;
    }

    /// <summary>Makes room for a message's places, so that none of them leaves while it is weighed.</summary>
    public void Reserve(int places)
    {
        if (Count + places <= _maximum) return;
        SegmentedTable<Place>.LetHalfGo(_levels);
    }

    public void Save(BinaryWriter to)
    {
        foreach (var level in _levels) level.Save(to);
        _departed.Save(to);
    }

    public void Load(BinaryReader from)
    {
        foreach (var level in _levels) level.Load(from);
        _departed.Load(from);
    }

    private void Depart(in Place place) => _departed.Add(place.Key, place.Baseline);
}
