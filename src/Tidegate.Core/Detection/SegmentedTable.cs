using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>An entry of a <see cref="SegmentedTable{T}"/>.</summary>
internal interface ISegmentedEntry
{
    /// <summary>Its key; never 0, and bit 0 is always set.</summary>
    ulong Key { get; set; }

    /// <summary>Second in which it was last used.</summary>
    int Used { get; }

    /// <summary>Whether it stays when memory is full at a second, though others were used after it.</summary>
    bool StaysAt(int second);
}

/// <summary>
/// Entries by key, open addressing. Bounded: when the maximum is reached, a part of those longest unused leaves, which is
/// counted and told.
/// </summary>
/// <remarks>Split into segments that grow one by one, so that growing neither stops the traffic nor needs twice the memory.</remarks>
internal sealed class SegmentedTable<T>
    where T : unmanaged, ISegmentedEntry
{
    /// <summary>The least maximum.</summary>
    public const int LeastMaximum = 1024;

    private const int Segments = 4;
    private const int FirstSize = 128;
    private const int FullTenths = 6;

    // A quarter of the fullest segment leaves at a time: little by little.
    private const int LeavePart = 4;

    // Where less than this part would leave, those that would stay for what they hold leave as well: each time the whole segment is gone through.
    private const int LeastLeavePart = 8;

    // Seconds unused after which nothing stays for what it holds: what is kept does not fade of itself.
    private const int StaysFor = 86_400;

    private static readonly int InLine = 64 / Unsafe.SizeOf<T>();

    private readonly int _maximum;
    private readonly int _mostInSegment;
    private readonly Segment[] _segments = new Segment[Segments];
    private T[] _run = [];

    public SegmentedTable(int maximum)
    {
        _maximum = Math.Max(LeastMaximum, maximum);
        _mostInSegment = (int)Math.Min(int.MaxValue / 2, _maximum * 5L / (2 * Segments));
        foreach (ref var segment in _segments.AsSpan()) segment.Slots = new Slab<T>(FirstSize, _mostInSegment);
    }

    /// <summary>Told of each entry that leaves because the table is full.</summary>
    public Leaving? Leaves { get; init; }

    /// <summary>Entries held.</summary>
    public int Count { get; private set; }

    /// <summary>Entries that left because the table was full.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Brings a key's entry towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong key)
    {
        var slots = _segments[SegmentOf(key)].Slots;
        slots.Prefetch(Home(key, slots.Length));
    }

    /// <summary>The entry of a key, new or known. Valid until the next call.</summary>
    public ref T At(ulong key) => ref At(key, out _);

    /// <summary>The entry of a key, and whether it is new. Valid until the next call.</summary>
    public ref T At(ulong key, out bool added)
    {
        added = false;
        ref var segment = ref _segments[SegmentOf(key)];
        var slots = segment.Slots;
        for (var slot = Home(key, slots.Length); ; slot = slot + 1 == slots.Length ? 0 : slot + 1)
        {
            ref var entry = ref slots[slot];
            if (entry.Key == key) return ref entry;
            if (entry.Key != 0) continue;
            added = true;
            return ref Add(ref segment, key, slot);
        }
    }

    /// <summary>The entry of a key, or a null reference.</summary>
    public ref T Find(ulong key)
    {
        var slots = _segments[SegmentOf(key)].Slots;
        for (var slot = Home(key, slots.Length); ; slot = slot + 1 == slots.Length ? 0 : slot + 1)
        {
            ref var entry = ref slots[slot];
            if (entry.Key == key) return ref entry;
            if (entry.Key == 0) return ref Unsafe.NullRef<T>();
        }
    }

    /// <summary>What <paramref name="of"/> makes of every entry, in no order that means anything.</summary>
    public IEnumerable<TResult> All<TResult>(Reading<TResult> of)
    {
        foreach (var segment in _segments)
            for (var i = 0; i < segment.Slots.Length; i++)
                if (segment.Slots[i].Key != 0) yield return of(in segment.Slots[i]);
    }

    /// <summary>Makes something of an entry.</summary>
    internal delegate TResult Reading<TResult>(in T entry);

    /// <summary>Told of an entry that leaves.</summary>
    internal delegate void Leaving(in T entry);

    // Segments are saved as they lie in memory: where things lie tells what is sampled when memory is full.
    public void Save(BinaryWriter to)
    {
        to.Write(Overflowed);
        foreach (var segment in _segments) StateBytes.Write<T>(to, segment.Slots.AsSpan());
    }

    public void Load(BinaryReader from)
    {
        Overflowed = from.ReadInt64();
        Count = 0;
        foreach (ref var segment in _segments.AsSpan())
        {
            segment.Slots.Release();
            segment.Slots = Slab<T>.Read(from, _mostInSegment);
            segment.Count = 0;
            foreach (ref var slot in segment.Slots.AsSpan()) if (slot.Key != 0) segment.Count++;
            if (segment.Count >= segment.Slots.Length) throw new InvalidDataException($"segment of {segment.Slots.Length} slots that holds {segment.Count}; expected a free slot");
            Count += segment.Count;
        }
    }

    // Bit 0 of a key is always set, so that the segment is told by the bits after it, and the slot by the upper half.
    private static int SegmentOf(ulong key) => (int)(key >> 1) & (Segments - 1);

    // The first of a cache line's entries, so that a line is looked through before the next is waited for.
    private static int Home(ulong key, int length) => (int)(((key >> 32) * (ulong)length) >> 32) & ~(InLine - 1);

    private static int Free(Slab<T> slots, ulong key)
    {
        var slot = Home(key, slots.Length);
        while (slots[slot].Key != 0) slot = slot + 1 == slots.Length ? 0 : slot + 1;
        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref T Add(ref Segment segment, ulong key, int slot)
    {
        if (Count >= _maximum)
        {
            LetGo(ref Fullest());
            slot = Free(segment.Slots, key);
        }
        else if (segment.Count * 10L >= segment.Slots.Length * (long)FullTenths)
        {
            Rehashing.Grow(segment.Slots, Larger(segment.Slots.Length), Rule.All, ref _run);
            slot = Free(segment.Slots, key);
        }

        // A segment that is a sixteenth short of growing will grow soon.
        if (segment.Count == (int)(segment.Slots.Length * (long)FullTenths * 15 / 160)) segment.Slots.TouchAhead(Larger(segment.Slots.Length));
        segment.Count++;
        Count++;
        ref var entry = ref segment.Slots[slot];
        entry.Key = key;
        return ref entry;
    }

    // Most by half, for what has to be moved each time is what growing costs; large ones by a quarter, for their room is what memory goes to.
    private static int Larger(int length) => length + (length >> (length * Unsafe.SizeOf<T>() < (16 << 20) ? 1 : 2)) + 1;

    private ref Segment Fullest()
    {
        ref var fullest = ref _segments[0];
        foreach (ref var segment in _segments.AsSpan()) if (segment.Count > fullest.Count) fullest = ref segment;
        return ref fullest;
    }

    private void LetGo(ref Segment segment)
    {
        var sample = new List<int>();
        SampleUsed(segment.Slots, Math.Max(1, segment.Slots.Length / 4096), sample);
        sample.Sort();
        var (before, cutoff) = (segment.Count, sample[sample.Count / LeavePart]);
        LetGo(ref segment, new Rule(cutoff, sample[^1]));
        if (before - segment.Count < before / LeastLeavePart) LetGo(ref segment, new Rule(cutoff));
    }

    private void LetGo(ref Segment segment, Rule rule)
    {
        if (Leaves is { } leaves)
        {
            foreach (ref readonly var entry in segment.Slots.AsSpan())
                if (entry.Key != 0 && !rule.Stays(entry)) leaves(entry);
        }

        var before = segment.Count;
        segment.Count = Rehashing.Grow(segment.Slots, segment.Slots.Length, rule, ref _run);
        Count -= before - segment.Count;
        Overflowed += before - segment.Count;
    }

    private static void SampleUsed(Slab<T> slots, int step, List<int> sample)
    {
        for (var i = 0; i < slots.Length; i += step)
            if (slots[i].Key != 0) sample.Add(slots[i].Used);
    }

    /// <summary>Lets the half of some tables' entries leave that were longest unused, told from a sample; those with evidence only where too few others do.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void LetHalfGo(params ReadOnlySpan<SegmentedTable<T>> tables)
    {
        var sample = SampleUsed(tables);
        if (sample.Count == 0) return;
        var (before, cutoff) = (CountOf(tables), sample[sample.Count / 2]);
        foreach (var table in tables) table.LetGo(new Rule(cutoff, sample[^1]));
        if (before - CountOf(tables) >= before / LeastLeavePart) return;
        foreach (var table in tables) table.LetGo(new Rule(cutoff));
    }

    private static int CountOf(ReadOnlySpan<SegmentedTable<T>> tables)
    {
        var count = 0;
        foreach (var table in tables) count += table.Count;
        return count;
    }

    private void LetGo(Rule rule)
    {
        foreach (ref var segment in _segments.AsSpan()) LetGo(ref segment, rule);
    }

    private static List<int> SampleUsed(ReadOnlySpan<SegmentedTable<T>> tables)
    {
        var sample = new List<int>();
        foreach (var table in tables)
        {
            // As dense a sample of each, so that the tables count by their size.
            var step = Math.Max(1, tables[^1]._segments[0].Slots.Length / 256);
            foreach (var segment in table._segments) SampleUsed(segment.Slots, step, sample);
        }

        sample.Sort();
        return sample;
    }

    // What was used after a second stays, and what stays of itself at another, if one is given.
    private readonly struct Rule(int cutoff, int? now = null) : ISlotRule<T>
    {
        public static Rule All => new(int.MinValue);

        public bool IsHeld(in T item) => item.Key != 0;

        public bool Stays(in T item) => item.Used > cutoff || (now is { } second && second - (long)item.Used < StaysFor && item.StaysAt(second));

        public int Home(in T item, int length) => SegmentedTable<T>.Home(item.Key, length);
    }

    private struct Segment
    {
        public Slab<T> Slots;
        public int Count;
    }
}
