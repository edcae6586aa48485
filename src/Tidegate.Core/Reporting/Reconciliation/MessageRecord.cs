using System.Runtime.InteropServices;
using Tidegate.Traffic;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>What reconciliation keeps of a message: 40 bytes, spilled to disk as they are.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct MessageRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Size = 40;

    public ulong Id;
    public ulong Destination;
    public long Time;
    public int Customer;
    public int Sender;
    public float Amount;
    public ushort Currency;

    /// <summary>1 where the other file has the same id and destination, but not so often.</summary>
    public ushort Repeated;

    /// <summary>Numbers of the same block of 10,000 share it.</summary>
    public readonly ulong Block => Destination / 10_000;

    /// <summary>The start of its hour, Unix milliseconds.</summary>
    public readonly long Hour => Time - ((Time % 3_600_000 + 3_600_000) % 3_600_000);

    /// <summary>Makes the record of a submission.</summary>
    public static MessageRecord Of(in TrafficEvent message, float amount) => new()
    {
        Id = message.MessageKey,
        Destination = message.Destination,
        Time = message.Time,
        Customer = message.Customer,
        Sender = message.Sender,
        Amount = amount,
        Currency = message.Currency,
    };

    /// <summary>By id, destination, time and the rest, so that the order is the same whatever the order of the file.</summary>
    public static int CompareIds(MessageRecord a, MessageRecord b)
    {
        var by = a.Id.CompareTo(b.Id);
        if (by == 0) by = a.Destination.CompareTo(b.Destination);
        return by != 0 ? by : CompareTimes(in a, in b);
    }

    /// <summary>By time and the rest.</summary>
    public static int CompareTimes(in MessageRecord a, in MessageRecord b)
    {
        var by = a.Time.CompareTo(b.Time);
        if (by == 0) by = a.Amount.CompareTo(b.Amount);
        if (by == 0) by = a.Currency.CompareTo(b.Currency);
        if (by == 0) by = a.Customer.CompareTo(b.Customer);
        return by != 0 ? by : a.Sender.CompareTo(b.Sender);
    }
}
