using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>Finds positions in the <see cref="MessageLog"/> by key. A slot holds the position and the upper half of the key's hash.</summary>
internal sealed class MessageIndex
{
    private const int Segments = 4;
    private const ulong Upper = 0xFFFF_FFFF_0000_0000;
    private const int FirstSize = 256;

    private readonly Segment[] _segments = new Segment[Segments];
    private ulong[] _run = [];

    /// <summary>An index that holds nothing yet.</summary>
    /// <param name="maximum">Most keys that it will hold.</param>
    public MessageIndex(int maximum)
    {
        // Up to half full before and a third full after it grows, and segments are filled a little unevenly.
        var most = (int)Math.Min(int.MaxValue / 2, maximum * 4L / Segments);
        foreach (ref var segment in _segments.AsSpan()) segment.Slots = new Slab<ulong>(FirstSize, most);
    }

    /// <summary>A sequence number as it is kept here: 31 bits of it, never 0.</summary>
    public static uint PositionOf(long sequence) => (uint)(sequence & int.MaxValue) + 1;

    /// <summary>The sequence number of a position, where those kept begin at <paramref name="first"/> and are fewer than 2^31.</summary>
    public static long SequenceOf(uint position, long first) => first + ((position - 1 - first) & int.MaxValue);

    /// <summary>Brings a key's slot towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong key)
    {
        var hash = Mix.Hash(key);
        var slots = _segments[SegmentOf(hash)].Slots;
        slots.Prefetch(Home(hash, slots.Length));
    }

    /// <summary>Starts to look for a key.</summary>
    public Probe Start(ulong key)
    {
        var hash = Mix.Hash(key);
        var slots = _segments[SegmentOf(hash)].Slots;
        return new Probe { Slots = slots, Slot = Home(hash, slots.Length), Tag = hash & Upper };
    }

    /// <summary>The next position at which the key may be; false when there is none.</summary>
#pragma warning disable CA1822 // reads as a question to the index
    public bool Next(ref Probe probe, out uint position)
#pragma warning restore CA1822
    {
        for (; ; )
        {
            var entry = probe.Slots[probe.Slot];
            position = (uint)entry;
            if (entry == 0) return false;
            probe.Slot = After(probe.Slot, probe.Slots.Length);
            if ((entry & Upper) == probe.Tag) return true;
        }
    }

    /// <summary>Adds a key at a position, which is not 0.</summary>
    public void Add(ulong key, uint position)
    {
        var hash = Mix.Hash(key);
        ref var segment = ref _segments[SegmentOf(hash)];
        if (segment.Count * 2 >= segment.Slots.Length) Rehashing.Grow(segment.Slots, Larger(segment.Slots.Length), default(Rule), ref _run);
        else if (segment.Count == segment.Slots.Length / 32 * 15) segment.Slots.TouchAhead(Larger(segment.Slots.Length));
        Put(segment.Slots, (hash & Upper) | position);
        segment.Count++;
    }

    /// <summary>Removes a key at a position.</summary>
    public void Remove(ulong key, uint position)
    {
        var hash = Mix.Hash(key);
        ref var segment = ref _segments[SegmentOf(hash)];
        var slots = segment.Slots;
        var slot = Home(hash, slots.Length);
        while ((uint)slots[slot] != position) slot = After(slot, slots.Length);

        // Backward-shift deletion keeps probe runs unbroken without tombstones.
        for (var next = After(slot, slots.Length); slots[next] != 0; next = After(next, slots.Length))
        {
            var home = Home(slots[next], slots.Length);
            if (Distance(home, next, slots.Length) < Distance(slot, next, slots.Length)) continue;
            slots[slot] = slots[next];
            slot = next;
        }

        slots[slot] = 0;
        segment.Count--;
    }

    // Bit 0 of a hash is always set.
    private static int SegmentOf(ulong hash) => (int)(hash >> 1) & (Segments - 1);

    // Of a hash or of an entry: their upper halves are the same.
    private static int Home(ulong hash, int length) => (int)(((hash >> 32) * (ulong)length) >> 32);

    private static int After(int slot, int length) => slot + 1 == length ? 0 : slot + 1;

    private static int Distance(int from, int to, int length) => to >= from ? to - from : to - from + length;

    private static void Put(Slab<ulong> slots, ulong entry)
    {
        var slot = Home(entry, slots.Length);
        while (slots[slot] != 0) slot = After(slot, slots.Length);
        slots[slot] = entry;
    }

    private static int Larger(int length) => length + (length >> 1);

    /// <summary>Where a search is.</summary>
    internal struct Probe
    {
        public Slab<ulong> Slots;
        public int Slot;
        public ulong Tag;
    }

    private readonly struct Rule : ISlotRule<ulong>
    {
        public bool IsHeld(in ulong item) => item != 0;

        public bool Stays(in ulong item) => true;

        public int Home(in ulong item, int length) => MessageIndex.Home(item, length);
    }

    private struct Segment
    {
        public Slab<ulong> Slots;
        public int Count;
    }
}
