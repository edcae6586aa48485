using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>
/// A zeroed array outside the managed heap, for tables of hundreds of megabytes: it grows where it lies, goes back to
/// the system the moment it is not needed, and lies in huge pages where the system gives them (random access to small
/// ones waits for the page tables more than for the data).
/// </summary>
#pragma warning disable CA1001 // the memory gives itself back when nothing refers to it any more
internal sealed unsafe class Slab<T>
#pragma warning restore CA1001
    where T : unmanaged
{
    private readonly nuint _most;
    private SlabMemory _memory;
    private T* _items;

    /// <summary>Takes memory for some items.</summary>
    /// <param name="length">Items now.</param>
    /// <param name="most">Items up to which it can grow without moving; a hint.</param>
    public Slab(int length, int most = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        _most = (nuint)Math.Max(length, most) * (nuint)sizeof(T);
        _memory = new SlabMemory((nuint)length * (nuint)sizeof(T), _most);
        _items = (T*)_memory.Start;
    }

    /// <summary>Items.</summary>
    public int Length { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length) ThrowOutside(index);
            return ref _items[index];
        }
    }

    /// <summary>A slab of items as <see cref="StateBytes"/> writes them.</summary>
    public static Slab<T> Read(BinaryReader from, int most = 0)
    {
        StateBytes.Check<T>();
        var slab = new Slab<T>(Math.Max(1, StateBytes.ReadCount(from)), most);
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(slab.AsSpan()));
        return slab;
    }

    /// <summary>All items. Nothing may use them after <see cref="Grow"/> or <see cref="Release"/>.</summary>
    public Span<T> AsSpan() => new(_items, Length);

    /// <summary>Brings an item towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index)
    {
        if (Sse.IsSupported) Sse.Prefetch0(_items + index);
    }

    /// <summary>Has memory provided, on another thread, for a length to which this will soon grow in place.</summary>
    public void TouchAhead(int length) => _memory.TouchAhead((nuint)Length * (nuint)sizeof(T), (nuint)length * (nuint)sizeof(T));

    /// <summary>Has memory provided, on another thread, for all items.</summary>
    public void TouchAll() => _memory.TouchAhead(0, (nuint)Length * (nuint)sizeof(T));

    /// <summary>Adds zeroed items behind those that there are.</summary>
    public void Grow(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, Length);
        var bytes = (nuint)length * (nuint)sizeof(T);
        if (bytes > _memory.Bytes)
        {
            var memory = new SlabMemory(bytes, _most);
            NativeMemory.Copy(_items, (void*)memory.Start, (nuint)Length * (nuint)sizeof(T));
            _memory.Dispose();
            _memory = memory;
            _items = (T*)memory.Start;
        }

        Length = length;
    }

    /// <summary>Gives the memory back at once. Nothing may refer to an item any more.</summary>
    public void Release() => _memory.Dispose();

    private static void ThrowOutside(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, "outside the slab");
}
