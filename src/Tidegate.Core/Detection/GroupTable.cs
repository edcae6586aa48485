using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tidegate.Detection;

/// <summary>Groups by key. Bounded: beyond the maximum, new groups share one overflow group that never alarms.</summary>
internal sealed class GroupTable(int maximum)
{
    private Slot[] _slots = new Slot[1024];
    private Slab<Group> _groups = new(256, maximum + 2);
    private int _count = 1;

    /// <summary>Groups held.</summary>
    public int Count => _count - 1;

    /// <summary>Messages that fell into the overflow group.</summary>
    public long Overflowed { get; private set; }

    public ref Group this[int index] => ref _groups[index];

    public static ulong Key(Root root, int rootId, int network) => Mix.Hash(((ulong)root << 60) | (uint)rootId, (ulong)(uint)network);

    /// <summary>Index of a group, new or known; 0 for the overflow.</summary>
    public int IndexOf(Root root, int rootId, int network, int second)
    {
        var key = Key(root, rootId, network);
        var slot = SlotOf(key);
        if (_slots[slot].Key == key) return _slots[slot].Index;
        if (_count > maximum)
        {
            Overflowed++;
            return 0;
        }

        if (_count == _groups.Length) _groups.Grow(_groups.Length * 2);
        if (_count * 2 > _slots.Length)
        {
            BuildSlots(_slots.Length * 2);
            slot = SlotOf(key);
        }

        _slots[slot] = new Slot { Key = key, Index = _count };
        _groups[_count] = new Group { Key = key, Root = root, RootId = rootId, Network = network, Since = second, Second = second };
        return _count++;
    }

    /// <summary>Index of a known group, or 0.</summary>
    public int Find(Root root, int rootId, int network) => Find(Key(root, rootId, network));

    /// <summary>Index of a known group by its key, or 0.</summary>
    public int Find(ulong key) => _slots[SlotOf(key)].Index;

    /// <summary>Brings a key's slot towards the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchSlot(ulong key)
    {
        if (!Sse.IsSupported) return;
        ref var slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), (int)(key >> 24) & (_slots.Length - 1));
        Sse.Prefetch0(Unsafe.AsPointer(ref slot));
    }

    /// <summary>Brings a group towards the cache.</summary>
    public unsafe void Prefetch(int index)
    {
        if (!Sse.IsSupported) return;
        ref var group = ref Unsafe.As<Group, byte>(ref _groups[index]);
        for (nint at = 0; at < Unsafe.SizeOf<Group>(); at += 64) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AddByteOffset(ref group, at)));
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Overflowed);
        StateBytes.Write<Group>(to, _groups.AsSpan()[.._count]);
    }

    public void Load(BinaryReader from)
    {
        Overflowed = from.ReadInt64();
        _groups.Release();
        _groups = Slab<Group>.Read(from, maximum + 2);
        _count = _groups.Length;
        BuildSlots((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, _count * 4)));
    }

    private int SlotOf(ulong key)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(key >> 24) & mask;
        while (_slots[slot].Index != 0 && _slots[slot].Key != key) slot = (slot + 1) & mask;
        return slot;
    }

    private void BuildSlots(int length)
    {
        _slots = new Slot[length];
        for (var i = 1; i < _count; i++) _slots[SlotOf(_groups[i].Key)] = new Slot { Key = _groups[i].Key, Index = i };
    }

    private struct Slot
    {
        public ulong Key;
        public int Index;
    }
}
