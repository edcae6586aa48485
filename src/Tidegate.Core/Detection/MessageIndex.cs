using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>Finds positions in the <see cref="MessageLog"/> by key; the keys themselves lie with the messages.</summary>
internal sealed class MessageIndex
{
    private const int Segments = 4;
    private const int FirstSize = 1024;

    private readonly Segment[] _segments = new Segment[Segments];

    public MessageIndex()
    {
        foreach (ref var segment in _segments.AsSpan()) segment.Slots = new Slab<uint>(FirstSize);
    }

    /// <summary>Brings a key's slot towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (!Sse.IsSupported) return;
        var hash = Mix.Hash(key);
        var slots = _segments[SegmentOf(hash)].Slots;
        Sse.Prefetch0(Unsafe.AsPointer(ref slots[Home(hash, slots.Length)]));
    }

    /// <summary>Starts to look for a key.</summary>
    public Probe Start(ulong key)
    {
        var hash = Mix.Hash(key);
        var slots = _segments[SegmentOf(hash)].Slots;
        return new Probe { Slots = slots, Slot = Home(hash, slots.Length) };
    }

    /// <summary>The next position at which the key may be; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
#pragma warning disable CA1822 // reads as a question to the index
    public bool Next(ref Probe probe, out uint position)
#pragma warning restore CA1822
    {
        position = probe.Slots[probe.Slot];
        if (++probe.Slot == probe.Slots.Length) probe.Slot = 0;
        return position != 0;
    }

    /// <summary>Adds a key at a position.</summary>
    public void Add(ulong key, uint position, MessageLog log)
    {
        var hash = Mix.Hash(key);
        ref var segment = ref _segments[SegmentOf(hash)];
        if (segment.Count * 2 >= segment.Slots.Length) Grow(ref segment, log);
        Put(segment.Slots, hash, position);
        segment.Count++;
    }

    /// <summary>Removes a key at a position.</summary>
    public void Remove(ulong key, uint position, MessageLog log)
    {
        var hash = Mix.Hash(key);
        ref var segment = ref _segments[SegmentOf(hash)];
        var slots = segment.Slots;
        var slot = Home(hash, slots.Length);
        while (slots[slot] != position) slot = After(slot, slots.Length);

        // Backward-shift deletion keeps probe runs unbroken without tombstones.
        for (var next = After(slot, slots.Length); slots[next] != 0; next = After(next, slots.Length))
        {
            var home = Home(Mix.Hash(log.KeyAt(slots[next])), slots.Length);
            if (Distance(home, next, slots.Length) < Distance(slot, next, slots.Length)) continue;
            slots[slot] = slots[next];
            slot = next;
        }

        slots[slot] = 0;
        segment.Count--;
    }

    // Bit 0 of a hash is always set.
    private static int SegmentOf(ulong hash) => (int)(hash >> 1) & (Segments - 1);

    private static int Home(ulong hash, int length) => (int)(((hash >> 32) * (ulong)length) >> 32);

    private static int After(int slot, int length) => slot + 1 == length ? 0 : slot + 1;

    private static int Distance(int from, int to, int length) => to >= from ? to - from : to - from + length;

    private static void Put(Slab<uint> slots, ulong hash, uint position)
    {
        var slot = Home(hash, slots.Length);
        while (slots[slot] != 0) slot = After(slot, slots.Length);
        slots[slot] = position;
    }

    private static void Grow(ref Segment segment, MessageLog log)
    {
        var old = segment.Slots;
        segment.Slots = new Slab<uint>(old.Length + (old.Length >> 1));
        foreach (var position in old.AsSpan()) if (position != 0) Put(segment.Slots, Mix.Hash(log.KeyAt(position)), position);
        old.Dispose();
    }

    /// <summary>Where a search is.</summary>
    internal struct Probe
    {
        public Slab<uint> Slots;
        public int Slot;
    }

    private struct Segment
    {
        public Slab<uint> Slots;
        public int Count;
    }
}
