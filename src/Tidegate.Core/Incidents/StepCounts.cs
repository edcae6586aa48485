namespace Tidegate.Incidents;

/// <summary>
/// Counts by step of time. Steps begin as minutes; when more than <see cref="Most"/> would be needed they double in
/// length, so that the size is bounded whatever the time covered. Steps are numbered from the Unix epoch.
/// </summary>
internal sealed class StepCounts
{
    /// <summary>Most steps kept.</summary>
    public const int Most = 300;

    private List<int> _counts = [];

    /// <summary>Length of a step, milliseconds.</summary>
    public long Step { get; private set; } = 60_000;

    /// <summary>Number of the first step; meaningless while there is none.</summary>
    public long First { get; private set; }

    /// <summary>Counts from the first step on.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Start of the first step, Unix ms.</summary>
    public long Start => First * Step;

    /// <summary>Number of the step that a time lies in.</summary>
    public long StepOf(long time) => (long)Math.Floor(time / (double)Step);

    /// <summary>Counts one at a time; true when the steps have doubled for it.</summary>
    public bool Add(long time)
    {
        var doubled = Cover(time);
        _counts[(int)(StepOf(time) - First)]++;
        return doubled;
    }

    /// <summary>Counts one fewer at a time.</summary>
    public void Remove(long time)
    {
        var at = StepOf(time) - First;
        if (at >= 0 && at < _counts.Count && _counts[(int)at] > 0) _counts[(int)at]--;
    }

    /// <summary>Makes the steps reach a time; true when they have doubled for it.</summary>
    public bool Cover(long time)
    {
        if (_counts.Count == 0)
        {
            First = StepOf(time);
            _counts.Add(0);
            return false;
        }

        var doubled = false;
        while (Math.Max(StepOf(time), First + _counts.Count - 1) - Math.Min(StepOf(time), First) >= Most)
        {
            Double();
            doubled = true;
        }

        var at = StepOf(time);
        if (at < First)
        {
            _counts.InsertRange(0, new int[First - at]);
            First = at;
        }

        while (at >= First + _counts.Count) _counts.Add(0);
        return doubled;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Step);
        to.Write(First);
        to.Write(_counts.Count);
        foreach (var count in _counts) to.Write(count);
    }

    public void Load(BinaryReader from)
    {
        Step = from.ReadInt64();
        First = from.ReadInt64();
        var count = from.ReadInt32();
        _counts = [];
        for (var i = 0; i < count; i++) _counts.Add(from.ReadInt32());
    }

    private void Double()
    {
        var first = First >> 1;
        var counts = new List<int>();
        for (var i = 0; i < _counts.Count; i++)
        {
            var at = (int)(((First + i) >> 1) - first);
            while (at >= counts.Count) counts.Add(0);
            counts[at] += _counts[i];
        }

        (First, Step, _counts) = (first, Step * 2, counts);
    }
}
