using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// Events whose time is far from the clock, held until it is known whether a lone clock is wrong or the traffic has paused:
/// others that are far on the same side, and none that are not, say that it has paused, and then none of them is lost.
/// </summary>
internal sealed class FarEvents
{
    /// <summary>Most events that are held: with so many they are believed.</summary>
    public const int Most = 20;

    /// <summary>Events near the clock with which those ahead of it are not believed: one may be a straggler of before a pause. The clock goes back against none.</summary>
    private const int RefuteAhead = 3;

    private readonly Queue<TrafficEvent> _events = new(Most);
    private bool _behind;
    private int _near;
    private int _going;

    /// <summary>What has become known of those that are held.</summary>
    public FarEventsTurn Turn { get; private set; }

    /// <summary>Whether some are held that are behind the clock.</summary>
    public bool AreBehind => _behind && Count > 0;

    /// <summary>Events held.</summary>
    public int Count => _events.Count;

    /// <summary>Those that are held, the first of them first.</summary>
    public IReadOnlyCollection<TrafficEvent> Held => _events;

    /// <summary>Holds an event. Those that are far on the other side of the clock are wrong then.</summary>
    public void Hold(in TrafficEvent e, bool behind)
    {
        if (behind != _behind) LetGo(FarEventsTurn.Refused);
        _behind = behind;
        _events.Enqueue(e);
        if (_events.Count - _going == Most) LetGo(FarEventsTurn.Believed);
    }

    /// <summary>Notes that an event came which is near the clock.</summary>
    public void NoteNear()
    {
        if (Count > 0 && ++_near >= (_behind ? 1 : RefuteAhead)) LetGo(FarEventsTurn.Refused);
    }

    /// <summary>Lets those held go, the first of them first, with what is known of them now.</summary>
    public void LetGo(FarEventsTurn turn)
    {
        if (Count == 0) return;
        (Turn, _going, _near) = (turn, Count, 0);
    }

    /// <summary>The next one whose turn has come.</summary>
    public bool TryTake(out TrafficEvent e)
    {
        if (_going > 0)
        {
            _going--;
            return _events.TryDequeue(out e);
        }

        e = default;
        Turn = FarEventsTurn.Waits;
        return false;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_behind);
        to.Write(_near);
        to.Write(_events.Count);
        foreach (var e in _events) Write(to, e);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        _behind = from.ReadBoolean();
        _near = from.ReadInt32();
        var count = StateBytes.ReadCount(from);
        if (count >= Most) throw new InvalidDataException($"{count} events held; expected fewer than {Most}");
        for (; count > 0; count--) _events.Enqueue(Read(from));
    }

    // Field by field: as it lies in memory it has padding.
    private static void Write(BinaryWriter to, in TrafficEvent e)
    {
        to.Write(e.Time);
        to.Write(e.MessageKey);
        to.Write(e.Destination);
        to.Write(e.Customer);
        to.Write(e.Sender);
        to.Write(e.Supplier);
        to.Write(e.Network);
        to.Write(e.ErrorCode);
        to.Write(e.Price);
        to.Write(e.Cost);
        to.Write(e.Currency);
        to.Write(e.Segments);
        to.Write((byte)e.Kind);
        to.Write((byte)e.Category);
        to.Write((byte)e.Status);
        to.Write(e.Converted);
    }

    private static TrafficEvent Read(BinaryReader from) => new()
    {
        Time = from.ReadInt64(),
        MessageKey = from.ReadUInt64(),
        Destination = from.ReadUInt64(),
        Customer = from.ReadInt32(),
        Sender = from.ReadInt32(),
        Supplier = from.ReadInt32(),
        Network = from.ReadInt32(),
        ErrorCode = from.ReadInt32(),
        Price = from.ReadSingle(),
        Cost = from.ReadSingle(),
        Currency = from.ReadUInt16(),
        Segments = from.ReadUInt16(),
        Kind = (EventKind)from.ReadByte(),
        Category = (Category)from.ReadByte(),
        Status = (ReceiptStatus)from.ReadByte(),
        Converted = from.ReadBoolean(),
    };
}

/// <summary>What is known of events that are far from the clock.</summary>
internal enum FarEventsTurn : byte
{
    /// <summary>Nothing yet.</summary>
    Waits,

    /// <summary>So many came that the traffic must have paused.</summary>
    Believed,

    /// <summary>The traffic went on where the clock is: their times are wrong.</summary>
    Refused,

    /// <summary>No more events will come.</summary>
    Ended,
}
