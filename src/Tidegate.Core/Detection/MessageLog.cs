using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// The hot window: recent submissions in order of arrival, found again by message id. A ring that grows to its
/// maximum; beyond that, or beyond the time kept, the oldest leave. Sequence numbers never repeat.
/// </summary>
internal sealed class MessageLog(int maximum)
{
    private readonly int _maximum = Math.Max(1024, maximum);
    private Message[] _ring = new Message[1024];
    private int[] _index = new int[4096];

    /// <summary>Sequence number of the oldest message held.</summary>
    public long First { get; private set; }

    /// <summary>Sequence number that the next message will get.</summary>
    public long Next { get; private set; }

    /// <summary>Messages that left before their time because the window was full.</summary>
    public long LeftEarly { get; private set; }

    public bool Holds(long sequence) => sequence >= First && sequence < Next;

    public ref Message this[long sequence] => ref _ring[(int)(sequence & (_ring.Length - 1))];

    /// <summary>The sequence number of a message, or -1. Customer 0 stands for any.</summary>
    public long Find(ulong key, int customer)
    {
        var mask = _index.Length - 1;
        for (var slot = Slot(key, mask); _index[slot] != 0; slot = (slot + 1) & mask)
        {
            ref var m = ref _ring[_index[slot] - 1];
            if (m.Key == key && (customer == 0 || m.Customer == customer)) return SequenceOf(_index[slot] - 1);
        }

        return -1;
    }

    /// <summary>Brings the index slot of a key towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong key)
    {
        if (!System.Runtime.Intrinsics.X86.Sse.IsSupported) return;
        ref var slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_index), Slot(key, _index.Length - 1));
        System.Runtime.Intrinsics.X86.Sse.Prefetch0(Unsafe.AsPointer(ref slot));
    }

    /// <summary>Adds a message and returns its sequence number.</summary>
    public long Add(in Message message)
    {
        if (Next - First == _ring.Length)
        {
            if (_ring.Length * 2L <= _maximum) Grow();
            else
            {
                LeftEarly++;
                RemoveFirst();
            }
        }

        var sequence = Next++;
        var at = (int)(sequence & (_ring.Length - 1));
        _ring[at] = message;
        Link(message.Key, at);
        return sequence;
    }

    /// <summary>Lets the messages from before a time go.</summary>
    public void Expire(long before)
    {
        while (First < Next && this[First].Time < before) RemoveFirst();
    }

    public void Save(BinaryWriter to)
    {
        to.Write(First);
        to.Write(Next);
        to.Write(LeftEarly);
        to.Write(_ring.Length);
        Held(out var older, out var newer);
        to.Write(MemoryMarshal.AsBytes(older));
        to.Write(MemoryMarshal.AsBytes(newer));
    }

    public void Load(BinaryReader from)
    {
        First = from.ReadInt64();
        Next = from.ReadInt64();
        LeftEarly = from.ReadInt64();
        var length = StateBytes.ReadCount(from);
        if (First < 0 || !System.Numerics.BitOperations.IsPow2(length) || Next - First < 0 || Next - First > length)
            throw new InvalidDataException($"window of {length} messages that holds {First} to {Next}");
        _ring = new Message[length];
        _index = new int[_ring.Length * 4];
        Held(out var older, out var newer);
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(older));
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(newer));
        for (var s = First; s < Next; s++) Link(this[s].Key, (int)(s & (_ring.Length - 1)));
    }

    // What is held, in order of arrival, in one piece or two: the ring wraps round.
    private void Held(out Span<Message> older, out Span<Message> newer)
    {
        var start = (int)(First & (_ring.Length - 1));
        var count = (int)(Next - First);
        var toEnd = Math.Min(count, _ring.Length - start);
        older = _ring.AsSpan(start, toEnd);
        newer = _ring.AsSpan(0, count - toEnd);
    }

    private static int Slot(ulong key, int mask) => (int)(Mix.Hash(key) >> 20) & mask;

    private long SequenceOf(int at)
    {
        var mask = (long)_ring.Length - 1;
        return First + ((at - First) & mask);
    }

    private void Link(ulong key, int at)
    {
        var mask = _index.Length - 1;
        var slot = Slot(key, mask);
        while (_index[slot] != 0) slot = (slot + 1) & mask;
        _index[slot] = at + 1;
    }

    private void RemoveFirst()
    {
        var at = (int)(First & (_ring.Length - 1));
        var mask = _index.Length - 1;
        var slot = Slot(_ring[at].Key, mask);
        while (_index[slot] != at + 1) slot = (slot + 1) & mask;

        // Backward-shift deletion keeps probe runs unbroken without tombstones.
        for (var next = (slot + 1) & mask; _index[next] != 0; next = (next + 1) & mask)
        {
            var home = Slot(_ring[_index[next] - 1].Key, mask);
            if (((next - home) & mask) < ((next - slot) & mask)) continue;
            _index[slot] = _index[next];
            slot = next;
        }

        _index[slot] = 0;
        First++;
    }

    private void Grow()
    {
        var ring = new Message[_ring.Length * 2];
        for (var s = First; s < Next; s++) ring[(int)(s & (ring.Length - 1))] = this[s];
        _ring = ring;
        _index = new int[_ring.Length * 4];
        for (var s = First; s < Next; s++) Link(this[s].Key, (int)(s & (_ring.Length - 1)));
    }
}
