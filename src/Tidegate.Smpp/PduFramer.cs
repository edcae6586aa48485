using System.Buffers;

namespace Tidegate.Smpp;

/// <summary>What the next octets of a connection are.</summary>
public enum FrameResult
{
    /// <summary>A PDU begins, and more octets are needed.</summary>
    Incomplete,

    /// <summary>A whole PDU was taken.</summary>
    Complete,

    /// <summary>Not SMPP, or a PDU over the limit. There is no way back into step: close the connection.</summary>
    Invalid,
}

/// <summary>Cuts a stream of octets into PDUs. A declared length is held against a limit before anything is waited for, and
/// nothing is allocated by it.</summary>
public static class PduFramer
{
    /// <summary>The limit that is used where none is set, octets: room for 255 destinations and a large message_payload.</summary>
    public const int DefaultLimit = 64 << 10;

    /// <summary>Takes the next PDU from the front of what was received.</summary>
    /// <param name="received">What was received; on <see cref="FrameResult.Complete"/> what comes after the PDU.</param>
    /// <param name="limit">Octets that a PDU may have, header included.</param>
    /// <param name="header">The header, when 16 octets are there.</param>
    /// <param name="pdu">The whole PDU, header included, as it was received.</param>
    public static FrameResult TryTake(ref ReadOnlySequence<byte> received, int limit, out SmppHeader header, out ReadOnlySequence<byte> pdu)
    {
        pdu = default;
        header = default;
        if (received.Length < SmppHeader.Size) return FrameResult.Incomplete;
        if (received.FirstSpan.Length >= SmppHeader.Size)
        {
            header = SmppHeader.Read(received.FirstSpan);
        }
        else
        {
            Span<byte> octets = stackalloc byte[SmppHeader.Size];
            received.Slice(0, SmppHeader.Size).CopyTo(octets);
            header = SmppHeader.Read(octets);
        }

        if (header.Length < SmppHeader.Size || header.Length > limit) return FrameResult.Invalid;
        if (received.Length < header.Length) return FrameResult.Incomplete;
        pdu = received.Slice(0, header.Length);
        received = received.Slice(pdu.End);
        return FrameResult.Complete;
    }
}
