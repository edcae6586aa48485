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
    private Generations _ids = new(new ulong[FirstSize], [0]);

    /// <summary>Ids forgotten because there was no more room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Notes an event; false when it was there already.</summary>
    public bool Add(in TrafficEvent e)
    {
        // A receipt of status unknown is not that which settles how the message ended.
        var kind = (ulong)e.Kind | (e.Converted ? 16UL : 0) | (e.Kind == EventKind.Receipt && e.Status == ReceiptStatus.Unknown ? 32UL : 0);
        var id = Mix.Hash(e.MessageKey, ((ulong)(uint)e.Customer << 8) | kind);
        var slot = SlotOf(_ids.Young, id);
        if (_ids.Young[slot] == id || _ids.Old[SlotOf(_ids.Old, id)] == id) return false;
        if (_ids.Count * 3 >= _ids.Young.Length * 2)
        {
            Grow();
            slot = SlotOf(_ids.Young, id);
        }

        _ids.Young[slot] = id;
        _ids.Count++;
        return true;
    }

    /// <summary>Writes all ids.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(Forgotten);
        _ids.Save(to);
    }

    /// <summary>Takes saved ids.</summary>
    public void Load(BinaryReader from)
    {
        Forgotten = from.ReadInt64();
        _ids.Load(from);
        if (!int.IsPow2(_ids.Young.Length) || !int.IsPow2(_ids.Old.Length) || _ids.Count < 0 || _ids.Count >= _ids.Young.Length) throw new InvalidDataException("message ids that are none");
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
        if (_ids.Count >= _half)
        {
            Forgotten += _ids.Old.Length == 1 ? 0 : _ids.Old.Length - _ids.Old.AsSpan().Count(0UL);
            // Room of the same size, and used again: at a hundred thousand events a second it is full every two minutes.
            _ids.Turn();
            return;
        }

        var grown = new ulong[_ids.Young.Length * 2];
        foreach (var id in _ids.Young) if (id != 0) grown[SlotOf(grown, id)] = id;
        _ids.Young = grown;
    }
}
