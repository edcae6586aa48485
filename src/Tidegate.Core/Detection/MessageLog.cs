using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>
/// The hot window: recent submissions in order of arrival, found again by message id. Grows to its maximum; beyond
/// that, or beyond the time kept, the oldest leave. Sequence numbers never repeat.
/// </summary>
/// <remarks>Messages lie in chunks that are taken and given back, so that the window needs the memory of what it holds.</remarks>
internal sealed class MessageLog
{
    private const int ChunkBits = 15;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const int PrefetchAhead = 16;
    private const int SpareAt = ChunkMask - (ChunkMask >> 2); // where a chunk is so full that the next is soon needed

    private readonly int _maximum;
    private readonly Slab<Message> _none = new(1 << ChunkBits); // stands in for chunks not held
    private readonly Slab<Message>[] _chunks;
    private readonly MessageIndex _index;
    private Slab<Message>? _spare;

    public MessageLog(int maximum)
    {
        _maximum = Math.Max(1024, maximum);
        _index = new MessageIndex(_maximum);
        _chunks = new Slab<Message>[BitOperations.RoundUpToPowerOf2((uint)(_maximum >> ChunkBits) + 2)];
        Array.Fill(_chunks, _none);
    }

    /// <summary>Sequence number of the oldest message held.</summary>
    public long First { get; private set; }

    /// <summary>Sequence number that the next message will get.</summary>
    public long Next { get; private set; }

    /// <summary>Messages that left before their time because the window was full.</summary>
    public long LeftEarly { get; private set; }

    public bool Holds(long sequence) => sequence >= First && sequence < Next;

    public ref Message this[long sequence] => ref ChunkOf(sequence)[(int)sequence & ChunkMask];

    /// <summary>The sequence number of a message, or -1. Customer 0 stands for any; of several the last is taken.</summary>
    public long Find(ulong key, int customer)
    {
        var found = -1L;
        var probe = _index.Start(key);
        while (_index.Next(ref probe, out var position))
        {
            var sequence = SequenceOf(position);
            ref var m = ref this[sequence];
            if (m.Key != key) continue;
            if (m.Customer == customer) return sequence;
            if (customer == 0) found = Math.Max(found, sequence);
        }

        return found;
    }

    /// <summary>Brings the index slot of a key towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong key) => _index.Prefetch(key);

    /// <summary>Brings the message that a key's index slot leads to towards the cache.</summary>
    public unsafe void PrefetchMessage(ulong key)
    {
        if (!Sse.IsSupported) return;
        var probe = _index.Start(key);
        if (!_index.Next(ref probe, out var position)) return;
        ref var message = ref this[SequenceOf(position)];
        Sse.Prefetch0(Unsafe.AsPointer(ref message));
        Sse.Prefetch0(Unsafe.AsPointer(ref message.Marks));
    }

    /// <summary>Adds a message and returns its sequence number.</summary>
    public long Add(in Message message)
    {
        if (Next - First >= _maximum)
        {
            LeftEarly++;
            RemoveFirst();
        }

        var sequence = Next++;
        if ((sequence & ChunkMask) == 0 || sequence == First) Hold(sequence);
        if ((sequence & ChunkMask) == SpareAt && _spare is null) (_spare = new Slab<Message>(1 << ChunkBits)).TouchAll();
        this[sequence] = message;
        _index.Add(message.Key, PositionOf(sequence));
        return sequence;
    }

    /// <summary>Lets the messages from before a time go.</summary>
    public void Expire(long before)
    {
        while (First < Next && this[First].Time < before)
        {
            if (First + PrefetchAhead < Next) _index.Prefetch(this[First + PrefetchAhead].Key);
            RemoveFirst();
        }
    }

    public void Save(BinaryWriter to)
    {
        to.Write(First);
        to.Write(LeftEarly);
        to.Write((int)(Next - First));
        for (var s = First; s < Next; s++) to.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Message>(in this[s])));
    }

    public void Load(BinaryReader from)
    {
        while (First < Next) RemoveFirst();
        First = Next = from.ReadInt64();
        LeftEarly = from.ReadInt64();
        for (var left = StateBytes.ReadCount(from); left > 0; left--)
        {
            var message = default(Message);
            from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<Message>(ref message)));
            Add(message);
        }
    }

    // A sequence number as the index keeps it: 31 bits of it, never 0.
    private static uint PositionOf(long sequence) => (uint)(sequence & int.MaxValue) + 1;

    private long SequenceOf(uint position) => First + ((position - 1 - First) & int.MaxValue);

    private ref Slab<Message> ChunkOf(long sequence) => ref _chunks[(int)(sequence >> ChunkBits) & (_chunks.Length - 1)];

    private void Hold(long sequence)
    {
        ref var chunk = ref ChunkOf(sequence);
        if (chunk != _none) return;
        chunk = _spare ?? new Slab<Message>(1 << ChunkBits);
        _spare = null;
    }

    private void RemoveFirst()
    {
        _index.Remove(this[First].Key, PositionOf(First));
        First++;
        if ((First & ChunkMask) != 0) return;
        ref var chunk = ref ChunkOf(First - 1);
        _spare?.Release();
        _spare = chunk;
        chunk = _none;
    }
}
