using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>
/// Remembers since when a customer has messaged a number. Pairs are kept as 64-bit hashes, not as numbers.
/// When full, the half that was longest unused is forgotten, which is counted.
/// </summary>
/// <remarks>Split into segments that grow one by one, so that growing neither stops the traffic nor needs twice the memory.</remarks>
internal sealed class KnownNumbers(int maximum)
{
    private const int Segments = 32;
    private const int FirstSize = 128;

    private readonly int _maximum = Math.Max(1024, maximum);
    private readonly Segment[] _segments = CreateSegments();

    /// <summary>Answer of <see cref="Touch"/> for a pair not seen before.</summary>
    public const int New = int.MinValue;

    /// <summary>Pairs held.</summary>
    public int Count { get; private set; }

    /// <summary>Pairs forgotten because the memory was full.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Key of a pair.</summary>
    public static ulong Key(int customer, ulong destination) => Mix.Hash(destination, (ulong)customer);

    /// <summary>Brings a pair towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (!Sse.IsSupported) return;
        var pairs = _segments[SegmentOf(key)].Pairs;
        ref var pair = ref pairs[Home(key, pairs.Length)];
        Sse.Prefetch0(Unsafe.AsPointer(ref pair));
    }

    /// <summary>Notes a message at a second; returns the second of the pair's first message, or <see cref="New"/>.</summary>
    public int Touch(ulong key, int second)
    {
        ref var segment = ref _segments[SegmentOf(key)];
        var slot = SlotOf(segment.Pairs, key);
        ref var pair = ref segment.Pairs[slot];
        if (pair.Key == key)
        {
            pair.Last = Math.Max(pair.Last, second);
            if (second < pair.First) pair.First = second;
            return pair.First;
        }

        Add(ref segment, slot, new Pair { Key = key, First = second, Last = second });
        return New;
    }

    /// <summary>The second of a pair's first message, or <see cref="New"/>.</summary>
    public int Since(ulong key)
    {
        var pairs = _segments[SegmentOf(key)].Pairs;
        ref var pair = ref pairs[SlotOf(pairs, key)];
        return pair.Key == key ? pair.First : New;
    }

    /// <summary>Whether a pair had another message after its first.</summary>
    public bool UsedAgain(ulong key)
    {
        var pairs = _segments[SegmentOf(key)].Pairs;
        ref var pair = ref pairs[SlotOf(pairs, key)];
        return pair.Key == key && pair.Last > pair.First;
    }

    /// <summary>All pairs held, with the second of their first message.</summary>
    public IEnumerable<(ulong Key, int First)> All()
    {
        foreach (var segment in _segments)
            for (var i = 0; i < segment.Pairs.Length; i++)
                if (segment.Pairs[i].Key is var key and not 0) yield return (key, segment.Pairs[i].First);
    }

    // Segments are saved as they lie in memory: where things lie tells what is sampled when memory is full.
    public void Save(BinaryWriter to)
    {
        to.Write(Forgotten);
        foreach (var segment in _segments) StateBytes.Write<Pair>(to, segment.Pairs.AsSpan());
    }

    public void Load(BinaryReader from)
    {
        Forgotten = from.ReadInt64();
        Count = 0;
        foreach (ref var segment in _segments.AsSpan())
        {
            segment.Pairs.Dispose();
            segment.Pairs = Slab<Pair>.Read(from);
            segment.Count = 0;
            foreach (ref var slot in segment.Pairs.AsSpan()) if (slot.Key != 0) segment.Count++;
            if (segment.Count >= segment.Pairs.Length) throw new InvalidDataException($"segment of {segment.Pairs.Length} slots that holds {segment.Count}; expected a free slot");
            Count += segment.Count;
        }
    }

    // Bit 0 of a key is always set, so that the segment is told by the bits after it, and the slot by the upper half.
    private static int SegmentOf(ulong key) => (int)(key >> 1) & (Segments - 1);

    private static int Home(ulong key, int length) => (int)(((key >> 32) * (ulong)length) >> 32);

    private static int SlotOf(Slab<Pair> pairs, ulong key)
    {
        var slot = Home(key, pairs.Length);
        while (pairs[slot].Key != 0 && pairs[slot].Key != key) slot = slot + 1 == pairs.Length ? 0 : slot + 1;
        return slot;
    }

    private static Segment[] CreateSegments()
    {
        var segments = new Segment[Segments];
        foreach (ref var segment in segments.AsSpan()) segment.Pairs = new Slab<Pair>(FirstSize);
        return segments;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(ref Segment segment, int slot, in Pair pair)
    {
        if (Count >= _maximum || segment.Count * 10 >= segment.Pairs.Length * 7)
        {
            if (Count >= _maximum) Forget();
            else segment.Pairs = Copied(segment.Pairs, segment.Pairs.Length + (segment.Pairs.Length >> 2) + 1, int.MinValue, out segment.Count);
            slot = SlotOf(segment.Pairs, pair.Key);
        }

        segment.Pairs[slot] = pair;
        segment.Count++;
        Count++;
    }

    private static Slab<Pair> Copied(Slab<Pair> old, int length, int cutoff, out int count)
    {
        var pairs = new Slab<Pair>(length);
        count = 0;
        foreach (ref var pair in old.AsSpan())
        {
            if (pair.Key == 0 || pair.Last <= cutoff) continue;
            pairs[SlotOf(pairs, pair.Key)] = pair;
            count++;
        }

        old.Dispose();
        return pairs;
    }

    private void Forget()
    {
        var sample = new List<int>();
        foreach (var segment in _segments)
        {
            for (var i = 0; i < segment.Pairs.Length; i += Math.Max(1, segment.Pairs.Length / 256))
                if (segment.Pairs[i].Key != 0) sample.Add(segment.Pairs[i].Last);
        }

        sample.Sort();
        var cutoff = sample[sample.Count / 2];
        var before = Count;
        Count = 0;
        foreach (ref var segment in _segments.AsSpan())
        {
            segment.Pairs = Copied(segment.Pairs, segment.Pairs.Length, cutoff, out segment.Count);
            Count += segment.Count;
        }

        Forgotten += before - Count;
    }

    private struct Segment
    {
        public Slab<Pair> Pairs;
        public int Count;
    }

    private struct Pair
    {
        public ulong Key;
        public int First;
        public int Last;
    }
}
