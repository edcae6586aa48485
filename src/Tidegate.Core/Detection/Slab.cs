using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>
/// A zeroed array outside the managed heap, for tables of hundreds of megabytes: it goes back to the system the moment
/// it is outgrown, and lies in huge pages where the system gives them (random access to small ones waits for the page
/// tables more than for the data).
/// </summary>
internal sealed unsafe class Slab<T> : IDisposable
    where T : unmanaged
{
    private readonly SlabMemory _memory;
    private readonly T* _items;

    public Slab(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        _memory = new SlabMemory((nuint)length * (nuint)sizeof(T));
        _items = (T*)_memory.Start;
    }

    /// <summary>A slab of items as <see cref="StateBytes"/> writes them.</summary>
    public static Slab<T> Read(BinaryReader from)
    {
        var slab = new Slab<T>(Math.Max(1, StateBytes.ReadCount(from)));
        from.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(slab.AsSpan()));
        return slab;
    }

    /// <summary>Items.</summary>
    public int Length { get; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length) ThrowOutside(index);
            return ref _items[index];
        }
    }

    /// <summary>All items. Nothing may use them after <see cref="Dispose"/>.</summary>
    public Span<T> AsSpan() => new(_items, Length);

    /// <summary>Gives the memory back. Nothing may refer to an item any more.</summary>
    public void Dispose() => _memory.Dispose();

    private static void ThrowOutside(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, "outside the slab");
}
