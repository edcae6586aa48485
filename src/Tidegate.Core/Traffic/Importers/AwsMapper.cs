namespace Tidegate.Traffic.Importers;

/// <summary>
/// Several events a message; "isFinal" is true on TEXT_SUCCESSFUL too, which only says that the carrier accepted it and
/// makes no receipt. TEXT_UNKNOWN comes by itself after 72 hours. A block by SMS Protect is a rejection.
/// </summary>
internal sealed class AwsMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(TimeZoneInfo.Utc))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "messageId|detail.messageId|MessageId", "context.account|detail.context.account", "originationPhoneNumber|detail.originationPhoneNumber",
        "destinationPhoneNumber|detail.destinationPhoneNumber", "mcc|detail.mcc", "mnc|detail.mnc",
        "messageRequestTimestamp|detail.messageRequestTimestamp", "eventTimestamp|detail.eventTimestamp|timestamp",
        "totalMessageParts|detail.totalMessageParts", "totalMessagePrice|detail.totalMessagePrice",
        "totalCarrierFee|detail.totalCarrierFee", "messageType|detail.messageType", "eventType|detail.eventType",
        "messageStatus|detail.messageStatus", "messageFeedbackStatus|detail.messageFeedbackStatus|MessageFeedbackStatus", "account",
    ];

    private enum Slot
    {
        Id, Account, From, To, Mcc, Mnc, Requested, Time, Segments, Price, Fee, Type, Event, Status, Feedback, Envelope,
    }

    public override void Map(FieldReader record)
    {
        var kind = record[(int)Slot.Event];
        if (!kind.StartsWith("TEXT_"u8) && record[(int)Slot.Feedback].IsEmpty)
        {
            Sink.LeftOut("event of another type: " + Mask.Numbers(kind));
            return;
        }

        var m = new ImportedMessage();
        if (record[(int)Slot.To].IsEmpty && !record[(int)Slot.Feedback].IsEmpty)
        {
            if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryTime(record, (int)Slot.Time, out var reported)) return;
            SetFeedback(record[(int)Slot.Feedback], reported, ref m);
            Sink.Add(m);
            return;
        }

        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        var account = record[(int)Slot.Account].IsEmpty ? record[(int)Slot.Envelope] : record[(int)Slot.Account];
        if (!TryCustomer(record, account, out m.Customer) || !TryTime(record, (int)Slot.Requested, out m.SubmitTime)) return;
        m.Sender = Sender(record[(int)Slot.From]);
        m.Network = Network(record[(int)Slot.Mcc], record[(int)Slot.Mnc]);
        m.Segments = Count(record, (int)Slot.Segments);
        m.Price = Amount(record, (int)Slot.Price) + (Amount(record, (int)Slot.Fee) is var fee && float.IsNaN(fee) ? 0 : fee);
        m.Currency = float.IsNaN(m.Price) ? (ushort)0 : Currency("USD"u8);
        m.Category = record[(int)Slot.Type].SequenceEqual("PROMOTIONAL"u8) ? Category.Marketing
            : record[(int)Slot.Type].SequenceEqual("TRANSACTIONAL"u8) ? Category.Transactional : Category.Unknown;
        var time = StatusTime(record, (int)Slot.Time, m.SubmitTime);
        if (kind.StartsWith("TEXT_"u8) && IsFinal(kind, out m.Status))
        {
            m.StatusTime = time;
            m.ErrorCode = m.Status == ReceiptStatus.Delivered ? 0 : ErrorCode(kind);
        }

        SetFeedback(record[(int)Slot.Feedback], time, ref m);
        Sink.Add(m);
    }

    private bool IsFinal(ReadOnlySpan<byte> kind, out ReceiptStatus status)
    {
        status = ReceiptStatus.Unknown;
        var word = kind[5..];
        if (word.SequenceEqual("QUEUED"u8) || word.SequenceEqual("PENDING"u8) || word.SequenceEqual("SENT"u8) || word.SequenceEqual("SUCCESSFUL"u8))
        {
            Sink.Intermediate(kind);
            return false;
        }

        if (word.SequenceEqual("DELIVERED"u8)) status = ReceiptStatus.Delivered;
        else if (word.SequenceEqual("TTL_EXPIRED"u8)) status = ReceiptStatus.Expired;
        else if (word.SequenceEqual("UNREACHABLE"u8) || word.SequenceEqual("CARRIER_UNREACHABLE"u8)) status = ReceiptStatus.Undelivered;
        else if (IsRefusal(word)) status = ReceiptStatus.Rejected;
        else if (!word.SequenceEqual("UNKNOWN"u8)) Sink.UnknownStatus(kind);
        return true;
    }

    private static bool IsRefusal(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("INVALID"u8) || word.SequenceEqual("INVALID_MESSAGE"u8) || word.SequenceEqual("BLOCKED"u8)
        || word.SequenceEqual("CARRIER_BLOCKED"u8) || word.SequenceEqual("SPAM"u8) || word.SequenceEqual("PROTECT_BLOCKED"u8);

    /// <summary>RECEIVED is a use of the code. FAILED is set by itself after an hour, yet says that no use was reported.</summary>
    private static void SetFeedback(ReadOnlySpan<byte> feedback, long time, ref ImportedMessage m)
    {
        if (!feedback.SequenceEqual("RECEIVED"u8) && !feedback.SequenceEqual("FAILED"u8)) return;
        m.ConversionTime = time;
        m.Converted = feedback.SequenceEqual("RECEIVED"u8);
    }
}
