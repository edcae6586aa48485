using System.IO.Hashing;
using System.Text;

namespace Tidegate.Traffic;

/// <summary>
/// Gives every distinct UTF-8 name a small integer id, for one dimension of the traffic. Id 0 is "not stated",
/// id 1 is the overflow: names that came after <see cref="Capacity"/> was reached share it, and are counted.
/// </summary>
/// <remarks>Safe for threads: a reader runs ahead of detection, which names the networks of destinations itself.</remarks>
public sealed class NameTable
{
    /// <summary>Id of every name beyond the capacity.</summary>
    public const int Overflow = 1;

    private readonly Lock _adding = new();
    private readonly string[] _firstNames = ["", "(overflow)"];
    private string[] _names;
    private ulong[] _hashes;
    private int[] _slots;
    private int _count = 2;

    /// <summary>Creates a table.</summary>
    /// <param name="dimension">What is named, for messages: "customer", "sender"...</param>
    /// <param name="capacity">Most distinct names kept apart; at least 2.</param>
    public NameTable(string dimension, int capacity = 1 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        Dimension = dimension;
        Capacity = capacity;
        _names = new string[64];
        _firstNames.CopyTo(_names, 0);
        _hashes = new ulong[64];
        _slots = new int[128];
    }

    /// <summary>What the names of this table name.</summary>
    public string Dimension { get; }

    /// <summary>Most distinct names kept apart.</summary>
    public int Capacity { get; }

    /// <summary>Ids handed out so far, including 0 and the overflow.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How often a name had to be counted under <see cref="Overflow"/>.</summary>
    public long Overflowed { get; private set; }

    /// <summary>The name of an id; empty for 0.</summary>
    public string this[int id] => Volatile.Read(ref _names)[id];

    /// <summary>The id of a UTF-8 name, new or known; 0 for an empty one.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return 0;
        var hash = XxHash3.HashToUInt64(utf8) | 1;
        if (Find(hash, out _) is var known and > 0) return known;
        lock (_adding) return Find(hash, out var slot) is var added and > 0 ? added : Add(utf8, hash, slot);
    }

    /// <summary>The id of a name, new or known; 0 for an empty one.</summary>
    public int Intern(string name) => Intern(Encoding.UTF8.GetBytes(name));

    /// <summary>The id of a UTF-8 name if it has one, 0 otherwise; a name that is just being added may be missed. Takes no lock.</summary>
    internal int Find(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? 0 : Find(XxHash3.HashToUInt64(utf8) | 1, out _);

    /// <summary>The id of a name if it has one, 0 otherwise.</summary>
    internal int Find(string name)
    {
        Span<byte> utf8 = stackalloc byte[512];
        return Encoding.UTF8.TryGetBytes(name, utf8, out var length) ? Find(utf8[..length]) : 0;
    }

    /// <summary>Writes all names, in the order of their ids.</summary>
    internal void Save(BinaryWriter to)
    {
        var count = Count;
        to.Write(Overflowed);
        to.Write(count);
        for (var id = _firstNames.Length; id < count; id++) to.Write(this[id]);
    }

    /// <summary>Takes the names of a saved table, under the same ids, into an empty one.</summary>
    internal void Load(BinaryReader from)
    {
        var (overflowed, count) = (from.ReadInt64(), from.ReadInt32());
        if (_count != _firstNames.Length || count < _firstNames.Length || count > Math.Max(Capacity, _firstNames.Length))
            throw new InvalidDataException($"{count} names of {Dimension}s; expected 2 to {Capacity}");
        for (var id = _firstNames.Length; id < count; id++)
            if (Intern(from.ReadString()) != id) throw new InvalidDataException($"name {id} of {Dimension}s is there twice");
        Overflowed = overflowed;
    }

    // Without the lock a name may be missed that is just being added, but never taken for another.
    private int Find(ulong hash, out int slot)
    {
        var slots = Volatile.Read(ref _slots);
        var mask = slots.Length - 1;
        for (slot = (int)(hash >> 32) & mask; ; slot = (slot + 1) & mask)
        {
            var id = Volatile.Read(ref slots[slot]);
            if (id == 0 || Volatile.Read(ref _hashes)[id] == hash) return id;
        }
    }

    private int Add(ReadOnlySpan<byte> utf8, ulong hash, int slot)
    {
        if (_count >= Capacity)
        {
            Overflowed++;
            return Overflow;
        }

        if (_count == _names.Length) Grow();
        if (_count * 2 > _slots.Length) slot = Rehash(hash);
        var id = _count;
        _names[id] = Encoding.UTF8.GetString(utf8);
        _hashes[id] = hash;
        Volatile.Write(ref _count, id + 1);
        Volatile.Write(ref _slots[slot], id);
        return id;
    }

    private void Grow()
    {
        var names = new string[_names.Length * 2];
        _names.CopyTo(names, 0);
        Volatile.Write(ref _names, names);
        var hashes = new ulong[_hashes.Length * 2];
        _hashes.CopyTo(hashes, 0);
        Volatile.Write(ref _hashes, hashes);
    }

    private int Rehash(ulong hash)
    {
        var slots = new int[_slots.Length * 2];
        for (var id = 2; id < _count; id++) slots[FreeSlot(slots, _hashes[id])] = id;
        Volatile.Write(ref _slots, slots);
        return FreeSlot(slots, hash);
    }

    private static int FreeSlot(int[] slots, ulong hash)
    {
        var mask = slots.Length - 1;
        var slot = (int)(hash >> 32) & mask;
        while (slots[slot] != 0) slot = (slot + 1) & mask;
        return slot;
    }
}
