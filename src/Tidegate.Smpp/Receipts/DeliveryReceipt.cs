namespace Tidegate.Smpp.Receipts;

/// <summary>A delivery receipt: optional parameters first, then its text.</summary>
public readonly ref struct DeliveryReceipt
{
    /// <summary>The id that it is about, as it was written; empty where none is.</summary>
    public ReadOnlySpan<byte> MessageId { get; private init; }
    public MessageState State { get; private init; }

    /// <summary>The error code as text; empty where none is.</summary>
    public ReadOnlySpan<byte> Error { get; private init; }

    /// <summary>Whether esm_class marks a receipt (0x04) or a note on the way (0x20): SMPP 3.4, 5.2.12.</summary>
    public static bool IsMarked(byte esmClass) => (esmClass & 0x3C) is 0x04 or 0x20;

    /// <summary>Reads a receipt from deliver_sm or data_sm; never fails, whatever the octets are. A PDU that is not marked counts
    /// when it has both an id and a state, for some peers forget the mark.</summary>
    /// <param name="esmClass">esm_class.</param>
    /// <param name="userData">short_message or message_payload, in ASCII.</param>
    /// <param name="tlvs">The optional parameters.</param>
    /// <param name="receipt">What it says.</param>
    /// <returns>False where it is none, or cannot be read: pass it on all the same.</returns>
    public static bool TryRead(byte esmClass, ReadOnlySpan<byte> userData, Tlvs tlvs, out DeliveryReceipt receipt) =>
        TryReadText(esmClass, Text.UserDataHeader.Skip(esmClass, userData), tlvs, out receipt);

    /// <summary>Reads a receipt whose text may be in UCS-2, as its data_coding says; otherwise as without one.</summary>
    /// <param name="esmClass">esm_class.</param>
    /// <param name="dataCoding">data_coding. Some peers say UCS-2 and write ASCII, which is read too.</param>
    /// <param name="userData">short_message or message_payload.</param>
    /// <param name="tlvs">The optional parameters.</param>
    /// <param name="room">Where a text in UCS-2 is written in ASCII, an octet a character; a longer one is not read. The receipt is valid as long as this.</param>
    /// <param name="receipt">What it says.</param>
    /// <returns>False where it is none, or cannot be read: pass it on all the same.</returns>
    public static bool TryRead(byte esmClass, byte dataCoding, ReadOnlySpan<byte> userData, Tlvs tlvs, Span<byte> room, out DeliveryReceipt receipt) =>
        TryReadText(esmClass, ReceiptValue.Narrow(Text.UserDataHeader.Skip(esmClass, userData), dataCoding, room), tlvs, out receipt);

    private static bool TryReadText(byte esmClass, ReadOnlySpan<byte> ascii, Tlvs tlvs, out DeliveryReceipt receipt)
    {
        var hasText = ReceiptText.TryRead(ascii, out var text);
        var hasId = tlvs.TryFindString(TlvTag.ReceiptedMessageId, out var id) && !id.IsEmpty;
        var hasState = tlvs.TryFindNumber(TlvTag.MessageState, out var number) && number <= (uint)MessageState.Skipped;
        var state = (MessageState)number;
        if (!hasState && !MessageStates.TryParse(text.Stat, out state)) state = MessageState.Unknown;
        receipt = new DeliveryReceipt { MessageId = hasId ? id : text.Id, State = state, Error = text.Err };
        return (hasText || hasState) && (IsMarked(esmClass) || !receipt.MessageId.IsEmpty);
    }
}
