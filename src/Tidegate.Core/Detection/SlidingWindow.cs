using System.Numerics;
using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// Items in order of arrival, found by sequence number; the oldest leave first. Sequence numbers never repeat. Items
/// lie in chunks that are taken and given back, so that the window needs the memory of what it holds.
/// </summary>
internal sealed class SlidingWindow<T>
    where T : unmanaged
{
    private const int ChunkBits = 17; // whole huge pages for items of 16 and of 48 bytes
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const int SpareAt = ChunkMask - (ChunkMask >> 2); // where a chunk is so full that the next is soon needed

    private readonly Slab<T> _none = new(1 << ChunkBits); // stands in for chunks not held
    private readonly Slab<T>[] _chunks;
    private Slab<T>? _spare;
    private Slab<T>? _spareAfter; // else a chunk would be taken and another given back with every chunk that fills

    /// <summary>An empty window.</summary>
    /// <param name="maximum">Most items that it will hold at a time.</param>
    public SlidingWindow(int maximum)
    {
        _chunks = new Slab<T>[BitOperations.RoundUpToPowerOf2((uint)(maximum >> ChunkBits) + 2)];
        Array.Fill(_chunks, _none);
    }

    /// <summary>Sequence number of the oldest item held.</summary>
    public long First { get; private set; }

    /// <summary>Sequence number that the next item will get.</summary>
    public long Next { get; private set; }

    public ref T this[long sequence] => ref ChunkOf(sequence)[(int)sequence & ChunkMask];

    /// <summary>Adds an item and returns its sequence number.</summary>
    public long Add(in T item)
    {
        var sequence = Next++;
        if ((sequence & ChunkMask) == 0 || sequence == First) Hold(sequence);
        if ((sequence & ChunkMask) == SpareAt && _spare is null) (_spare = new Slab<T>(1 << ChunkBits)).TouchAll();
        this[sequence] = item;
        return sequence;
    }

    /// <summary>The items that lie in one piece with an item of a sequence number, and before it: as many as are held, itself the last.</summary>
    public ReadOnlySpan<T> UpTo(long sequence)
    {
        var before = Math.Min(sequence & ChunkMask, sequence - First);
        return ChunkOf(sequence).AsSpan().Slice((int)((sequence & ChunkMask) - before), (int)before + 1);
    }

    /// <summary>Lets the oldest item go.</summary>
    public void RemoveFirst()
    {
        First++;
        if ((First & ChunkMask) != 0) return;
        ref var chunk = ref ChunkOf(First - 1);
        if (_spare is null) _spare = chunk;
        else if (_spareAfter is null) _spareAfter = chunk;
        else chunk.Release();

        chunk = _none;
    }

    public void Save(BinaryWriter to)
    {
        StateBytes.Check<T>();
        to.Write(First);
        to.Write((int)(Next - First));
        for (var s = First; s < Next;)
        {
            var at = (int)s & ChunkMask;
            var run = (int)Math.Min(ChunkMask + 1 - at, Next - s);
            to.Write(MemoryMarshal.AsBytes(ChunkOf(s).AsSpan().Slice(at, run)));
            s += run;
        }
    }

    /// <summary>Sets the sequence number of the first item that will be added; this must still be new.</summary>
    public void BeginAt(long sequence) => First = Next = sequence;

    /// <summary>Takes saved items; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        StateBytes.Check<T>();
        BeginAt(from.ReadInt64());
        for (var left = StateBytes.ReadCount(from); left > 0; left--)
        {
            var item = default(T);
            from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref item)));
            Add(item);
        }
    }

    private ref Slab<T> ChunkOf(long sequence) => ref _chunks[(int)(sequence >> ChunkBits) & (_chunks.Length - 1)];

    private void Hold(long sequence)
    {
        ref var chunk = ref ChunkOf(sequence);
        if (chunk != _none) return;
        chunk = _spare ?? new Slab<T>(1 << ChunkBits);
        (_spare, _spareAfter) = (_spareAfter, null);
    }
}
