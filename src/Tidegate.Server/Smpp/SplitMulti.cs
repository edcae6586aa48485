using System.Buffers;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Smpp;

/// <summary>A submit_multi of which some numbers are blocked: the rest goes on, and the blocked ones come back in unsuccess_sme of its
/// response.</summary>
/// <param name="Pdu">What goes on.</param>
/// <param name="Refused">The blocked numbers as a submission.</param>
/// <param name="Unsuccessful">They as unsuccess_sme has them.</param>
internal sealed record SplitMulti(byte[] Pdu, Submission Refused, byte[] Unsuccessful)
{
    /// <summary>The PDU without some of its destinations.</summary>
    /// <param name="multi">The submission.</param>
    /// <param name="blocked">By place among the destinations, whether it is blocked.</param>
    /// <param name="status">The status that the blocked ones get.</param>
    /// <param name="refused">What was refused.</param>
    public static SplitMulti Of(SubmitMulti multi, IReadOnlyList<bool> blocked, CommandStatus status, Submission refused)
    {
        var (rest, left) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        Span<byte> code = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(code, (uint)status);
        var (place, kept) = (0, 0);
        foreach (var destination in multi.Destinations)
        {
            if (blocked[place++])
            {
                left.Write(destination.Octets[1..]); // without dest_flag it is as unsuccess_sme begins
                left.Write(code);
            }
            else
            {
                rest.Write(destination.Octets);
                kept++;
            }
        }

        if (!Destinations.TryCreate(kept, rest.WrittenSpan, out var destinations)) throw new InvalidOperationException("destinations that were read cannot be written");
        var pdu = new byte[PduFramer.DefaultLimit + 1024];
        var length = PduWriter.Write(pdu, CommandId.SubmitMulti, CommandStatus.Ok, 0, new SubmitMulti
        {
            ServiceType = multi.ServiceType,
            Source = multi.Source,
            Destinations = destinations,
            Settings = multi.Settings,
            ShortMessage = multi.ShortMessage,
            Tlvs = multi.Tlvs,
        });
        return new SplitMulti(pdu[..length], refused, left.WrittenSpan.ToArray());
    }

    /// <summary>The response with the blocked numbers added; as it is where it is an error or cannot be read: then none was taken.</summary>
    public byte[] Merge(byte[] response)
    {
        var header = SmppHeader.Read(response);
        if (header.Command != CommandId.SubmitMultiResp || header.Status != CommandStatus.Ok) return response;
        if (!PduBody.TryRead<SubmitMultiResp>(response.AsSpan(SmppHeader.Size), out var read, out _)) return response;
        byte[] octets = [.. read.Unsuccessful.Octets, .. Unsuccessful];
        if (!Tidegate.Smpp.Pdus.Unsuccessful.TryCreate(read.Unsuccessful.Count + Refused.Destinations.Count, octets, out var all)) return response;
        var merged = new byte[response.Length + octets.Length + 16];
        var length = PduWriter.Write(merged, header.Command, header.Status, header.Sequence, new SubmitMultiResp { HasBody = true, MessageId = read.MessageId, Unsuccessful = all, Tlvs = read.Tlvs });
        return merged[..length];
    }
}
