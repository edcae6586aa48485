using System.Buffers;
using System.Buffers.Binary;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Text;

namespace Tidegate.Smpp.Tests.Fuzzing;

/// <summary>Mutates golden PDUs and holds the codec to what it promises: nothing that is read crashes it, frames end, what can be read is written
/// back octet for octet, a fault is inside the body, and a mask leaves the header and the length. One thread; the same seed gives the same PDUs.</summary>
internal sealed class PduFuzz(ulong seed)
{
    private const int Room = 2048;
    private static readonly byte[][] Goldens = [.. Golden.All.Select(Golden.Bytes)];
    private readonly byte[] _pdu = new byte[Room];
    private readonly byte[] _scratch = new byte[Room * 2];
    private readonly byte[] _masked = new byte[Room];
    private ulong _state = seed;
    private int _length;

    /// <summary>PDUs mutated.</summary>
    public long Tried { get; private set; }

    /// <summary>Of them, those whose body could be read.</summary>
    public long Sound { get; private set; }

    /// <summary>Of them, those that the framer took.</summary>
    public long Framed { get; private set; }

    /// <summary>The last PDU as it was mutated.</summary>
    public ReadOnlySpan<byte> Last => _pdu.AsSpan(0, _length);

    /// <summary>Mutates one and checks it.</summary>
    /// <exception cref="InvalidOperationException">A promise is broken; or whatever the codec threw.</exception>
    public void Next()
    {
        Tried++;
        var golden = Goldens[Below(Goldens.Length)];
        golden.CopyTo(_pdu, 0);
        _length = golden.Length;
        for (var mutations = 1 + Below(4); mutations > 0; mutations--) Mutate();
        Frames();
        if (_length < SmppHeader.Size) return;
        Bodies();
        Masks();
        if ((Tried & 15) == 0) Texts();
    }

    private void Mutate()
    {
        switch (Below(10))
        {
            case 0 or 1 when _length > 0:
                _pdu[Below(_length)] ^= (byte)(1 << Below(8));
                break;
            case 2 when _length > 0:
                _pdu[Below(_length)] = (byte)Random();
                break;
            case 3 when _length >= 4: // a length that lies
                BinaryPrimitives.WriteUInt32BigEndian(_pdu, Below(3) == 0 ? (uint)Random() : (uint)(_length + Below(40) - 20));
                break;
            case 4:
                _length -= Below(_length + 1);
                break;
            case 5: // another command over this body
                if (_length >= 8) Goldens[Below(Goldens.Length)].AsSpan(4, 4).CopyTo(_pdu.AsSpan(4));
                break;
            case 6: // an optional parameter, with a length that may lie
                Span<byte> tlv = stackalloc byte[4 + 12];
                BinaryPrimitives.WriteUInt64BigEndian(tlv[4..], Random());
                BinaryPrimitives.WriteUInt16BigEndian(tlv, (ushort)Random());
                BinaryPrimitives.WriteUInt16BigEndian(tlv[2..], (ushort)(Below(4) == 0 ? Random() : (ulong)Below(13)));
                Insert(_length < SmppHeader.Size ? _length : SmppHeader.Size + Below(_length - SmppHeader.Size + 1), tlv[..(4 + Below(13))]);
                break;
            case 7: // a piece of another
                var other = Goldens[Below(Goldens.Length)];
                var from = Below(other.Length);
                Insert(Below(_length + 1), other.AsSpan(from, Below(other.Length - from + 1)));
                break;
            case 8: // another behind it
                Insert(_length, Goldens[Below(Goldens.Length)]);
                break;
            default:
                if (_length < 2) break;
                var at = Below(_length);
                var gone = 1 + Below(Math.Min(8, _length - at));
                _pdu.AsSpan(at + gone, _length - at - gone).CopyTo(_pdu.AsSpan(at));
                _length -= gone;
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length > Room) return;
        _pdu.AsSpan(at, _length - at).CopyTo(_pdu.AsSpan(at + piece.Length));
        piece.CopyTo(_pdu.AsSpan(at));
        _length += piece.Length;
    }

    private void Frames()
    {
        var received = new ReadOnlySequence<byte>(_pdu, 0, _length);
        for (var i = 0; ; i++)
        {
            var before = received.Length;
            if (PduFramer.TryTake(ref received, Room, out var header, out var pdu) != FrameResult.Complete) return;
            if (pdu.Length != header.Length || received.Length != before - pdu.Length) throw new InvalidOperationException("a frame is not as long as it says");
            if (i > _length / SmppHeader.Size) throw new InvalidOperationException("frames have no end");
            if (i == 0) Framed++;
        }
    }

    private void Bodies()
    {
        ReadOnlySpan<byte> pdu = Last;
        var sound = SmppHeader.Read(pdu).Command switch
        {
            CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => Body<Bind>(pdu),
            CommandId.Outbind => Body<Outbind>(pdu),
            CommandId.SubmitSm or CommandId.DeliverSm => Body<MessageSm>(pdu),
            CommandId.SubmitMulti => Body<SubmitMulti>(pdu),
            CommandId.SubmitMultiResp => Body<SubmitMultiResp>(pdu),
            CommandId.DataSm => Body<DataSm>(pdu),
            CommandId.QuerySm => Body<QuerySm>(pdu),
            CommandId.QuerySmResp => Body<QuerySmResp>(pdu),
            CommandId.CancelSm => Body<CancelSm>(pdu),
            CommandId.ReplaceSm => Body<ReplaceSm>(pdu),
            CommandId.AlertNotification => Body<AlertNotification>(pdu),
            CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp or CommandId.SubmitSmResp
                or CommandId.DeliverSmResp or CommandId.DataSmResp => Body<TextResp>(pdu),
            _ => Body<Bodiless>(pdu),
        };
        if (sound) Sound++;
    }

    private bool Body<TBody>(ReadOnlySpan<byte> pdu)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        if (!PduBody.TryRead<TBody>(pdu[SmppHeader.Size..], out var body, out var fault))
            return fault.Offset <= pdu.Length - SmppHeader.Size ? false : throw new InvalidOperationException($"a fault behind the end: {fault}");
        var header = SmppHeader.Read(pdu);
        var length = PduWriter.Write(_scratch, header.Command, header.Status, header.Sequence, body);
        return _scratch.AsSpan(4, length - 4).SequenceEqual(pdu[4..]) ? true : throw new InvalidOperationException("written back it is another");
    }

    private void Masks()
    {
        var masked = _masked.AsSpan(0, _length);
        Last.CopyTo(masked);
        PduMask.Mask(masked);
        if (!masked[..SmppHeader.Size].SequenceEqual(Last[..SmppHeader.Size])) throw new InvalidOperationException("a mask changed the header");
    }

    private void Texts()
    {
        if (!PduBody.TryRead<MessageSm>(Last[SmppHeader.Size..], out var message, out _)) return;
        var part = Concatenation.Of(message.Settings.EsmClass, message.UserData, message.Tlvs);
        if (part.Number < 1 || part.Number > part.Total || part.Total > 255) throw new InvalidOperationException($"part {part.Number} of {part.Total}");
        var text = MessageText.Decode(UserDataHeader.Skip(message.Settings.EsmClass, message.UserData), message.Settings.DataCoding);
        if (text?.Length > message.UserData.Length) throw new InvalidOperationException("a text longer than its octets");
        DeliveryReceipt.TryRead(message.Settings.EsmClass, message.UserData, message.Tlvs, out _);
        DeliveryReceipt.TryRead(message.Settings.EsmClass, message.Settings.DataCoding, message.UserData, message.Tlvs, stackalloc byte[128], out _);
        _ = PartCount.Of(message.UserData, message.Settings.DataCoding);
    }

    private int Below(int bound) => (int)(((Random() >> 32) * (ulong)bound) >> 32);

    // SplitMix64: https://prng.di.unimi.it/splitmix64.c
    private ulong Random()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
