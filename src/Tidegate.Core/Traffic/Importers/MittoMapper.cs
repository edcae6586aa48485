using System.Buffers.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// A record with a destination is a message; one without is a receipt when it has a status, else a conversion, which Mitto takes as positive only. A
/// responseCode other than 0 means that the message was not taken. Delivery statuses are read as SMPP words, for Mitto's
/// own list is not published where it could be read.
/// </summary>
internal sealed class MittoMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(options.TimeZone))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "id|messageId", "trafficAccountId|account", "from", "to", "timestamp|convertedAt|time", "type", "textLength",
        "responseCode", "status|deliveryStatus", "statusTimestamp|deliveredAt|doneAt", "mccmnc|mccMnc", "price|cost", "currency", "test",
    ];

    private enum Slot
    {
        Id, Account, From, To, Time, Type, Length, Response, Status, StatusTime, Network, Price, Currency, Test,
    }

    public override void Map(FieldReader record)
    {
        if (record[(int)Slot.To].IsEmpty)
        {
            if (record[(int)Slot.Status].IsEmpty) MapConversion(record);
            else MapReceipt(record);
            return;
        }

        if (record[(int)Slot.Test].SequenceEqual("true"u8))
        {
            Sink.LeftOut("test message, which is not sent");
            return;
        }

        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        if (!TryCustomer(record, record[(int)Slot.Account], out m.Customer) || !TryTime(record, (int)Slot.Time, out m.SubmitTime)) return;
        m.Sender = Sender(record[(int)Slot.From]);
        m.Network = Network(record[(int)Slot.Network]);
        m.Price = Amount(record, (int)Slot.Price);
        m.Currency = Currency(record[(int)Slot.Currency]);
        m.Segments = Parts(record[(int)Slot.Type], record[(int)Slot.Length]);
        SetStatus(record, ref m);
        Sink.Add(m);
    }

    private void MapConversion(FieldReader record)
    {
        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryTime(record, (int)Slot.Time, out m.ConversionTime)) return;
        m.Converted = true;
        Sink.Add(m);
    }

    private void MapReceipt(FieldReader record)
    {
        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryTime(record, (int)Slot.Time, out var time)) return;
        m.SubmitTime = time;
        SetStatus(record, ref m);
        m.SubmitTime = ImportedMessage.NoTime;
        Sink.Add(m);
    }

    private void SetStatus(FieldReader record, ref ImportedMessage m)
    {
        var response = record[(int)Slot.Response];
        var status = record[(int)Slot.Status];
        if (!response.IsEmpty && !response.SequenceEqual("0"u8))
        {
            m.Status = ReceiptStatus.Rejected;
            m.ErrorCode = ErrorCode(response);
            m.StatusTime = m.SubmitTime;
        }
        else if (DlrText.IsIntermediate(status))
        {
            Sink.Intermediate(status);
        }
        else if (!status.IsEmpty)
        {
            m.Status = DlrText.Status(status);
            m.StatusTime = StatusTime(record, (int)Slot.StatusTime, m.SubmitTime);
            if (m.Status == ReceiptStatus.Unknown) Sink.UnknownStatus(status);
        }
    }

    private static int Parts(ReadOnlySpan<byte> type, ReadOnlySpan<byte> length)
    {
        if (!Utf8Parser.TryParse(length, out int characters, out _) || characters <= 0) return 1;
        return System.Text.Ascii.EqualsIgnoreCase(type, "Unicode"u8) ? SegmentCount.Ucs2(characters * 2)
            : System.Text.Ascii.EqualsIgnoreCase(type, "Binary"u8) ? SegmentCount.Binary(characters)
            : SegmentCount.Gsm(characters);
    }
}
