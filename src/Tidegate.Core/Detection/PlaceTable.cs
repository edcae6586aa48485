using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>
/// Places by key, open addressing. Bounded: when the maximum is reached, places without evidence that were longest
/// idle leave, which is counted.
/// </summary>
/// <remarks>Split into segments that grow one by one, so that growing neither stops the traffic nor needs twice the memory.</remarks>
internal sealed class PlaceTable(int maximum)
{
    private const int Segments = 32;
    private const int FirstSize = 128;

    private readonly int _maximum = Math.Max(1024, maximum);
    private readonly Segment[] _segments = CreateSegments();

    /// <summary>Places held.</summary>
    public int Count { get; private set; }

    /// <summary>Places that left because the table was full.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Brings a key's place towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (!Sse.IsSupported) return;
        var places = _segments[SegmentOf(key)].Places;
        ref var place = ref places[Home(key, places.Length)];
        Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    /// <summary>Makes sure that <paramref name="places"/> can be added within the maximum.</summary>
    public void Reserve(int places)
    {
        if (Count + places > _maximum) Evict();
    }

    /// <summary>The place of a key, new or known. Valid until the next call of this or of <see cref="Reserve"/>.</summary>
    public ref Place At(ulong key)
    {
        ref var segment = ref _segments[SegmentOf(key)];
        var places = segment.Places;
        for (var slot = Home(key, places.Length); ; slot = slot + 1 == places.Length ? 0 : slot + 1)
        {
            ref var place = ref places[slot];
            if (place.Key == key) return ref place;
            if (place.Key == 0) return ref Add(ref segment, key, slot);
        }
    }

    /// <summary>The place of a key, or a null reference.</summary>
    public ref Place Find(ulong key)
    {
        var places = _segments[SegmentOf(key)].Places;
        for (var slot = Home(key, places.Length); ; slot = slot + 1 == places.Length ? 0 : slot + 1)
        {
            ref var place = ref places[slot];
            if (place.Key == key) return ref place;
            if (place.Key == 0) return ref Unsafe.NullRef<Place>();
        }
    }

    // Segments are saved as they lie in memory: where things lie tells what is sampled when memory is full.
    public void Save(BinaryWriter to)
    {
        to.Write(Overflowed);
        foreach (var segment in _segments) StateBytes.Write<Place>(to, segment.Places.AsSpan());
    }

    public void Load(BinaryReader from)
    {
        Overflowed = from.ReadInt64();
        Count = 0;
        foreach (ref var segment in _segments.AsSpan())
        {
            segment.Places.Dispose();
            segment.Places = Slab<Place>.Read(from);
            segment.Count = 0;
            foreach (ref var slot in segment.Places.AsSpan()) if (slot.Key != 0) segment.Count++;
            if (segment.Count >= segment.Places.Length) throw new InvalidDataException($"segment of {segment.Places.Length} slots that holds {segment.Count}; expected a free slot");
            Count += segment.Count;
        }
    }

    // Bit 0 of a key is always set, so that the segment is told by the bits after it, and the slot by the upper half.
    private static int SegmentOf(ulong key) => (int)(key >> 1) & (Segments - 1);

    private static int Home(ulong key, int length) => (int)(((key >> 32) * (ulong)length) >> 32);

    private static Segment[] CreateSegments()
    {
        var segments = new Segment[Segments];
        foreach (ref var segment in segments.AsSpan()) segment.Places = new Slab<Place>(FirstSize);
        return segments;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref Place Add(ref Segment segment, ulong key, int slot)
    {
        if (segment.Count * 10 >= segment.Places.Length * 7)
        {
            segment.Places = Copied(segment.Places, segment.Places.Length + (segment.Places.Length >> 2) + 1, int.MinValue, out segment.Count);
            slot = Free(segment.Places, key);
        }

        segment.Count++;
        Count++;
        ref var place = ref segment.Places[slot];
        place.Key = key;
        return ref place;
    }

    private static int Free(Slab<Place> places, ulong key)
    {
        var slot = Home(key, places.Length);
        while (places[slot].Key != 0) slot = slot + 1 == places.Length ? 0 : slot + 1;
        return slot;
    }

    private static Slab<Place> Copied(Slab<Place> old, int length, int cutoff, out int count)
    {
        var places = new Slab<Place>(length);
        count = 0;
        foreach (ref var place in old.AsSpan())
        {
            if (place.Key == 0 || (place.Second <= cutoff && ShareChannel.Peak(place.LogEvidence) < ShareChannel.Learns)) continue;
            places[Free(places, place.Key)] = place;
            count++;
        }

        old.Dispose();
        return places;
    }

    private void Evict()
    {
        var cutoff = MedianSecond();
        var before = Count;
        Count = 0;
        foreach (ref var segment in _segments.AsSpan())
        {
            segment.Places = Copied(segment.Places, segment.Places.Length, cutoff, out segment.Count);
            Count += segment.Count;
        }

        Overflowed += before - Count;
    }

    private int MedianSecond()
    {
        var sample = new List<int>();
        foreach (var segment in _segments)
        {
            for (var i = 0; i < segment.Places.Length; i += Math.Max(1, segment.Places.Length / 256))
                if (segment.Places[i].Key != 0) sample.Add(segment.Places[i].Second);
        }

        sample.Sort();
        return sample.Count == 0 ? int.MaxValue : sample[sample.Count / 2];
    }

    private struct Segment
    {
        public Slab<Place> Places;
        public int Count;
    }
}
