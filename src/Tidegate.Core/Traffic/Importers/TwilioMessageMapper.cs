namespace Tidegate.Traffic.Importers;

/// <summary>
/// Twilio's Message resource. Prices are negative and filled in late, `num_segments` is 0 while a Messaging Service
/// has not chosen a sender, times may be RFC 2822. "sent" and earlier statuses are not final.
/// </summary>
internal sealed class TwilioMessageMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(options.TimeZone))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "sid", "account_sid", "from", "to", "status", "direction", "date_created", "date_sent|sent_date", "date_updated",
        "num_segments", "error_code", "price", "price_unit", "messaging_service_sid", "message_sid", "outcome",
    ];

    private enum Slot
    {
        Sid, Account, From, To, Status, Direction, Created, Sent, Updated, Segments, Error, Price, Unit, Service, FeedbackOf, Outcome,
    }

    /// <summary>Columns that a message log should have. Rows of message feedback have ids and outcomes of their own.</summary>
    public static ExpectedColumn[] Expected(ImportOptions options) =>
    [
        new("Sid", "", (int)Slot.Sid, (int)Slot.FeedbackOf),
        new("To", "", (int)Slot.To, (int)Slot.Outcome),
        new("DateCreated or SentDate", "", (int)Slot.Created, (int)Slot.Sent),
        ExpectedColumn.Customer("AccountSid", (int)Slot.Account, options.DefaultCustomer),
        new("From", "senders are not known", (int)Slot.From, (int)Slot.Service),
        new("Status", "how messages ended is not known", (int)Slot.Status, (int)Slot.Outcome),
        new("NumSegments", "every message is taken as one segment", (int)Slot.Segments, (int)Slot.Outcome),
        new("Price", "what messages cost is not known", (int)Slot.Price, (int)Slot.Outcome),
        new("PriceUnit", "the currency of prices is not known", (int)Slot.Unit, (int)Slot.Outcome),
    ];

    protected override bool TakesAnySign => true;

    public override void Map(FieldReader record)
    {
        if (!record[(int)Slot.Outcome].IsEmpty)
        {
            MapFeedback(record);
            return;
        }

        var status = record[(int)Slot.Status];
        if (record[(int)Slot.Direction].StartsWith("inbound"u8) || Is(status, "received"u8) || Is(status, "receiving"u8))
        {
            Sink.LeftOut("inbound message");
            return;
        }

        if (Is(status, "scheduled"u8) || Is(status, "canceled"u8))
        {
            Sink.LeftOut("message not sent (scheduled or canceled)");
            return;
        }

        if (record[(int)Slot.To].IndexOf((byte)':') > 0)
        {
            Sink.LeftOut("message of another channel than SMS");
            return;
        }

        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Sid, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        if (!TryCustomer(record, record[(int)Slot.Account], out m.Customer)) return;
        var sendSlot = record[(int)Slot.Created].IsEmpty ? Slot.Sent : Slot.Created;
        if (!TryTime(record, (int)sendSlot, out m.SubmitTime)) return;
        var sender = record[(int)Slot.From];
        m.Sender = Sender(sender.IsEmpty ? record[(int)Slot.Service] : sender);
        m.Segments = Count(record, (int)Slot.Segments, zeroIsUnknown: true);
        m.Price = Amount(record, (int)Slot.Price);
        m.Currency = Currency(record[(int)Slot.Unit]);
        if (TwilioStatus.IsFinal(status, record[(int)Slot.Error], Sink, out m.Status))
        {
            m.ErrorCode = TwilioStatus.Error(record[(int)Slot.Error]) is { IsEmpty: false } code ? ErrorCode(code) : 0;
            m.StatusTime = StatusTime(record, m.SubmitTime);
        }

        Sink.Add(m);
    }

    private long StatusTime(FieldReader record, long submitted)
    {
        var updated = OptionalTime(record, (int)Slot.Updated) != ImportedMessage.NoTime;
        return StatusTime(record, (int)(updated ? Slot.Updated : Slot.Sent), submitted);
    }

    /// <summary>Message feedback: "confirmed" is a use of the code; "unconfirmed" is Twilio's default and says nothing.</summary>
    private void MapFeedback(FieldReader record)
    {
        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.FeedbackOf, out m.Key)) return;
        if (!Is(record[(int)Slot.Outcome], "confirmed"u8))
        {
            Sink.LeftOut("feedback \"unconfirmed\", the default, which says nothing");
            return;
        }

        var slot = record[(int)Slot.Updated].IsEmpty ? Slot.Created : Slot.Updated;
        if (!TryTime(record, (int)slot, out m.ConversionTime)) return;
        TryDefaultCustomer(record, out m.Customer);
        m.Converted = true;
        Sink.Add(m);
    }

    private void TryDefaultCustomer(FieldReader record, out int customer) =>
        customer = record[(int)Slot.Account].IsEmpty ? 0 : Sink.Names.Customers.Intern(record[(int)Slot.Account]);

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(value, word);
}
