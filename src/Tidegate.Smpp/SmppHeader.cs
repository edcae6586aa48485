using System.Buffers.Binary;

namespace Tidegate.Smpp;

/// <summary>The 16 octets before every PDU's body: SMPP 3.4, 3.2. All numbers are big-endian.</summary>
/// <param name="Length">Octets of the whole PDU as its sender says, these 16 included.</param>
/// <param name="Command">What it is.</param>
/// <param name="Status">0 in requests; the outcome in responses.</param>
/// <param name="Sequence">Pairs a response with its request. Peers use 0 and values over 0x7FFFFFFF too.</param>
public readonly record struct SmppHeader(uint Length, CommandId Command, CommandStatus Status, uint Sequence)
{
    /// <summary>Octets of a header, and so of the shortest PDU.</summary>
    public const int Size = 16;

    /// <summary>Where the sequence number is: the only octets that a transparent proxy changes.</summary>
    public const int SequenceOffset = 12;

    /// <summary>Reads a header. Nothing in it is trusted or checked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 octets.</exception>
    public static SmppHeader Read(ReadOnlySpan<byte> pdu) => new(
        BinaryPrimitives.ReadUInt32BigEndian(pdu),
        (CommandId)BinaryPrimitives.ReadUInt32BigEndian(pdu[4..]),
        (CommandStatus)BinaryPrimitives.ReadUInt32BigEndian(pdu[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(pdu[SequenceOffset..]));

    /// <summary>Writes the header as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 16 octets to write to.</exception>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination[SequenceOffset..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], (uint)Status);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)Command);
        BinaryPrimitives.WriteUInt32BigEndian(destination, Length);
    }

    /// <summary>Gives a PDU another sequence number, in place.</summary>
    public static void WriteSequence(Span<byte> pdu, uint sequence) => BinaryPrimitives.WriteUInt32BigEndian(pdu[SequenceOffset..], sequence);
}
