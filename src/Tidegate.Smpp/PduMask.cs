using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Text;

namespace Tidegate.Smpp;

/// <summary>Makes a PDU fit to be shown to others: what could be a number, a text or a password is overwritten, octet by octet, so that lengths and
/// places stay as they were. Kept are headers, system ids, names of senders without their digits, message ids, settings, which part of a message it is,
/// a receipt's id, state, error and dates, and optional parameters that are numbers of the protocol's own. What cannot be read is overwritten whole.</summary>
public static class PduMask
{
    /// <summary>What is written over.</summary>
    public const byte Mark = (byte)'*';

    /// <summary>Masks a PDU in place.</summary>
    /// <param name="pdu">The whole PDU; all but its header is masked where the body cannot be read.</param>
    public static void Mask(Span<byte> pdu)
    {
        if (pdu.Length <= SmppHeader.Size) return;
        var body = pdu[SmppHeader.Size..];
        var header = SmppHeader.Read(pdu);
        if (!TryMask(header.Command, header.Status, body)) body.Fill(Mark);
    }

    private static bool TryMask(CommandId command, CommandStatus status, Span<byte> body)
    {
        switch (command)
        {
            case CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver when PduBody.TryRead<Bind>(body, out var bind, out _):
                All(body, bind.Password);
                Names(body, bind.SystemType);
                Names(body, bind.AddressRange.Digits);
                return Tlvs(body, bind.Tlvs);
            case CommandId.Outbind when PduBody.TryRead<Outbind>(body, out var outbind, out _):
                All(body, outbind.Password);
                return Tlvs(body, outbind.Tlvs);
            case CommandId.SubmitSm or CommandId.DeliverSm when PduBody.TryRead<MessageSm>(body, out var message, out _):
                Names(body, message.ServiceType);
                Times(body, message.Settings);
                TextMask.Mask(Own(body, message.ShortMessage), message.Settings.EsmClass, command == CommandId.DeliverSm, message.Source.Digits, message.Destination.Digits);
                Tlvs(body, message.Tlvs, message.Source.Digits, message.Destination.Digits);
                Names(body, message.Source.Digits); // last: ids are compared with them
                Names(body, message.Destination.Digits);
                return true;
            case CommandId.SubmitMulti when PduBody.TryRead<SubmitMulti>(body, out var multi, out _):
                Names(body, multi.ServiceType);
                Names(body, multi.Source.Digits);
                foreach (var destination in multi.Destinations) All(body, destination.Address.Digits);
                Times(body, multi.Settings);
                TextMask.Mask(Own(body, multi.ShortMessage), multi.Settings.EsmClass, isReceived: false, default, default);
                return Tlvs(body, multi.Tlvs);
            case CommandId.SubmitMultiResp when PduBody.TryRead<SubmitMultiResp>(body, out var answer, out _):
                foreach (var one in answer.Unsuccessful) All(body, one.Address.Digits);
                Id(body, answer.MessageId, default, default);
                return Tlvs(body, answer.Tlvs);
            case CommandId.DataSm when PduBody.TryRead<DataSm>(body, out var data, out _):
                Names(body, data.ServiceType);
                Tlvs(body, data.Tlvs, data.Source.Digits, data.Destination.Digits);
                Names(body, data.Source.Digits);
                Names(body, data.Destination.Digits);
                return true;
            case CommandId.QuerySm when PduBody.TryRead<QuerySm>(body, out var query, out _):
                Id(body, query.MessageId, query.Source.Digits, default);
                Names(body, query.Source.Digits);
                return Tlvs(body, query.Tlvs);
            case CommandId.QuerySmResp when PduBody.TryRead<QuerySmResp>(body, out var queried, out _):
                Id(body, queried.MessageId, default, default);
                Time(body, queried.FinalDate);
                return Tlvs(body, queried.Tlvs);
            case CommandId.CancelSm when PduBody.TryRead<CancelSm>(body, out var cancel, out _):
                Names(body, cancel.ServiceType);
                Id(body, cancel.MessageId, cancel.Source.Digits, cancel.Destination.Digits);
                Names(body, cancel.Source.Digits);
                Names(body, cancel.Destination.Digits);
                return Tlvs(body, cancel.Tlvs);
            case CommandId.ReplaceSm when PduBody.TryRead<ReplaceSm>(body, out var replace, out _):
                Id(body, replace.MessageId, replace.Source.Digits, default);
                Names(body, replace.Source.Digits);
                Time(body, replace.ScheduleTime);
                Time(body, replace.ValidityPeriod);
                All(body, replace.ShortMessage);
                return Tlvs(body, replace.Tlvs);
            case CommandId.AlertNotification when PduBody.TryRead<AlertNotification>(body, out var alert, out _):
                Names(body, alert.Source.Digits);
                Names(body, alert.Esme.Digits);
                return Tlvs(body, alert.Tlvs);
            case CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp when PduBody.TryRead<TextResp>(body, out var bound, out _):
                return Tlvs(body, bound.Tlvs);
            case CommandId.SubmitSmResp or CommandId.DataSmResp when PduBody.TryRead<TextResp>(body, out var response, out _):
                if (status == CommandStatus.Ok) Id(body, response.Text, default, default);
                else All(body, response.Text); // no message, so no id: an explanation
                return Tlvs(body, response.Tlvs);
            case CommandId.DeliverSmResp when PduBody.TryRead<TextResp>(body, out var taken, out _):
                All(body, taken.Text); // SMPP 3.4, 4.6.2: unused
                return Tlvs(body, taken.Tlvs);
            default:
                return false;
        }
    }

    private static Span<byte> Own(Span<byte> body, ReadOnlySpan<byte> view) =>
        !view.IsEmpty && ((ReadOnlySpan<byte>)body).Overlaps(view, out var at) ? body.Slice(at, view.Length) : default;

    private static void All(Span<byte> body, ReadOnlySpan<byte> view) => Own(body, view).Fill(Mark);

    private static void Id(Span<byte> body, ReadOnlySpan<byte> view, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination)
    {
        if (!IdMask.IsId(view, source, destination)) All(body, view);
    }

    // Letters stay: they are the name of a sender, or of a service.
    private static void Names(Span<byte> body, ReadOnlySpan<byte> view)
    {
        foreach (ref var octet in Own(body, view))
            if (!char.IsAsciiLetter((char)octet)) octet = Mark;
    }

    private static void Times(Span<byte> body, MessageSettings settings)
    {
        Time(body, settings.ScheduleTime);
        Time(body, settings.ValidityPeriod);
    }

    // SMPP 3.4, 7.1.1: sixteen, of which the last is a sign or R. What is not is no time.
    private static void Time(Span<byte> body, ReadOnlySpan<byte> view)
    {
        if (view.Length != 16 || view[15] is not ((byte)'+' or (byte)'-' or (byte)'R')) All(body, view);
    }

    private static bool Tlvs(Span<byte> body, Tlvs tlvs, ReadOnlySpan<byte> source = default, ReadOnlySpan<byte> destination = default)
    {
        var read = 0;
        foreach (var tlv in tlvs)
        {
            if (tlv.Tag == TlvTag.ReceiptedMessageId) Id(body, tlv.Value.TrimEnd((byte)0), source, destination);
            else if (!IsKept(tlv.Tag, tlv.Value.Length)) All(body, tlv.Value);
            read += 4 + tlv.Value.Length;
        }

        All(body, tlvs.Octets[read..]); // what does not end inside
        return true;
    }

    private static bool IsKept(ushort tag, int length) => tag switch
    {
        TlvTag.UserMessageReference or TlvTag.SarMessageReference or TlvTag.SarTotalSegments or TlvTag.SarSegmentNumber or TlvTag.ScInterfaceVersion or TlvTag.NetworkErrorCode or TlvTag.MessageState => length <= 4,
        0x0005 or 0x0006 or 0x0007 or 0x0008 or 0x000D or 0x000E or 0x000F or 0x0010 or 0x0017 or 0x0019 => length <= 4, // subunits, networks, bearers, telematics, time to live, payload's kind
        0x0201 or 0x020D or 0x0304 or 0x0420 or 0x0421 or 0x0422 or 0x0425 or 0x0426 or 0x0428 => length <= 1, // privacy, language, counts, flags, congestion
        _ => false,
    };
}

/// <summary>Masks a message's text.</summary>
internal static class TextMask
{
    private static ReadOnlySpan<byte> Concatenations => [0x00, 0x08];

    public static void Mask(Span<byte> text, byte esmClass, bool isReceived, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination)
    {
        var header = UserDataHeader.IsIn(esmClass) && text.Length > 0 && text[0] < text.Length ? text[0] + 1 : 0;
        if (header > 1) Elements(text[1..header]);
        var rest = text[header..];
        if (!isReceived || !DeliveryReceipt.IsMarked(esmClass) || !ReceiptText.TryRead(rest, out var receipt))
        {
            rest.Fill(PduMask.Mark);
            return;
        }

        Span<byte> kept = stackalloc byte[rest.Length <= 255 ? rest.Length : 0];
        if (kept.IsEmpty)
        {
            rest.Fill(PduMask.Mark);
            return;
        }

        kept.Fill(PduMask.Mark);
        if (IdMask.IsId(receipt.Id, source, destination)) Keep(kept, rest, receipt.Id, 3);
        if (IdMask.IsState(receipt.Stat)) Keep(kept, rest, receipt.Stat, 5);
        if (receipt.Err.Length <= 4) Keep(kept, rest, receipt.Err, 4);
        if (IdMask.IsDate(receipt.SubmitDate, source, destination)) Keep(kept, rest, receipt.SubmitDate, 12);
        if (IdMask.IsDate(receipt.DoneDate, source, destination)) Keep(kept, rest, receipt.DoneDate, 10);
        kept.CopyTo(rest);
    }

    // A field with its name before it.
    private static void Keep(Span<byte> kept, ReadOnlySpan<byte> text, ReadOnlySpan<byte> field, int name)
    {
        if (field.IsEmpty || !text.Overlaps(field, out var at)) return;
        if (at >= name && text[at - 1] == (byte)':') text.Slice(at - name, name).CopyTo(kept[(at - name)..]);
        field.CopyTo(kept[at..]);
    }

    // Which part it is stays; other elements may have content.
    private static void Elements(Span<byte> elements)
    {
        while (elements.Length >= 2 && elements[1] <= elements.Length - 2)
        {
            var value = elements.Slice(2, elements[1]);
            if (!Concatenations.Contains(elements[0]) || value.Length > 4) value.Fill(PduMask.Mark);
            elements = elements[(2 + value.Length)..];
        }

        elements.Fill(PduMask.Mark);
    }
}
