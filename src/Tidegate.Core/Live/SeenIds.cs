using System.Runtime.CompilerServices;
using Tidegate.Detection;
using Tidegate.Traffic;

namespace Tidegate.Live;

/// <summary>
/// The message ids that came last, however old their events are: what makes a batch that is sent again count once, where
/// the hot window of detection no longer knows it. Ids are hashes of kind, customer and message id.
/// </summary>
/// <remarks>Bounded: when the young half is full it becomes the old one, and what was in that is forgotten, and counted.</remarks>
internal sealed class SeenIds(int maximum)
{
    private const int FirstSize = 1024;

    private readonly int _half = Math.Max(FirstSize, maximum / 2);
    private ulong[] _young = new ulong[FirstSize];
    private ulong[] _old = [0];
    private int _count;

    /// <summary>Ids forgotten because there was no more room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Notes an event; false when it was there already.</summary>
    public bool Add(in TrafficEvent e)
    {
        var kind = (ulong)e.Kind | (e.Converted ? 16UL : 0);
        var id = Mix.Hash(e.MessageKey, ((ulong)(uint)e.Customer << 8) | kind);
        var slot = SlotOf(_young, id);
        if (_young[slot] == id || _old[SlotOf(_old, id)] == id) return false;
        if (_count * 3 >= _young.Length * 2)
        {
            Grow();
            slot = SlotOf(_young, id);
        }

        _young[slot] = id;
        _count++;
        return true;
    }

    /// <summary>Writes all ids.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(Forgotten);
        to.Write(_count);
        StateBytes.Write<ulong>(to, _young);
        StateBytes.Write<ulong>(to, _old);
    }

    /// <summary>Takes saved ids.</summary>
    public void Load(BinaryReader from)
    {
        Forgotten = from.ReadInt64();
        _count = from.ReadInt32();
        _young = StateBytes.Read<ulong>(from);
        _old = StateBytes.Read<ulong>(from);
        if (!int.IsPow2(_young.Length) || !int.IsPow2(_old.Length) || _count < 0 || _count >= _young.Length) throw new InvalidDataException("message ids that are none");
    }

    private static int SlotOf(ulong[] ids, ulong id)
    {
        var mask = ids.Length - 1;
        var slot = (int)(id >> 32) & mask;
        while (ids[slot] != 0 && ids[slot] != id) slot = (slot + 1) & mask;
        return slot;
    }

    // Seldom called and long: it would run as it was first compiled, for want of calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        if (_count >= _half)
        {
            Forgotten += _old.Length == 1 ? 0 : _old.Length - _old.AsSpan().Count(0UL);
            // Room of the same size, and used again: at a hundred thousand events a second it is full every two minutes.
            (_old, _young) = (_young, _old.Length == _young.Length ? _old : new ulong[_young.Length]);
            Array.Clear(_young);
            _count = 0;
            return;
        }

        var grown = new ulong[_young.Length * 2];
        foreach (var id in _young) if (id != 0) grown[SlotOf(grown, id)] = id;
        _young = grown;
    }
}
