namespace Tidegate.Traffic.Importers;

/// <summary>
/// One row a part: rows whose user data header carries one reference are one message. Every value is a string, numbers
/// have no "+", the currency is always empty, and `network` may be letters ("US-FIXED").
/// </summary>
internal sealed class VonageReportMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(options.TimeZone))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "message_id|id", "account_id", "direction", "from", "to", "network", "date_received", "date_finalized", "status",
        "error_code", "total_price|price", "currency", "udh", "concatenated",
    ];

    private enum Slot
    {
        Id, Account, Direction, From, To, Network, Received, Finalized, Status, Error, Price, Currency, Udh, Concatenated,
    }

    /// <summary>Columns that a report should have.</summary>
    public static ExpectedColumn[] Expected(ImportOptions options) =>
    [
        new("message_id", "", (int)Slot.Id),
        new("to", "", (int)Slot.To),
        new("date_received", "", (int)Slot.Received),
        ExpectedColumn.Customer("account_id", (int)Slot.Account, options.DefaultCustomer),
        new("from", "senders are not known", (int)Slot.From),
        new("status", "how messages ended is not known", (int)Slot.Status),
        new("date_finalized", "receipts stand at the time of sending", (int)Slot.Finalized),
        new("total_price", "what messages cost is not known", (int)Slot.Price),
    ];

    public override void Map(FieldReader record)
    {
        if (record[(int)Slot.Direction].StartsWith("inbound"u8))
        {
            Sink.LeftOut("inbound message");
            return;
        }

        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        if (!TryCustomer(record, record[(int)Slot.Account], out m.Customer) || !TryTime(record, (int)Slot.Received, out m.SubmitTime)) return;
        m.Sender = Sender(record[(int)Slot.From]);
        m.Network = Network(record[(int)Slot.Network]);
        m.Segments = 1;
        m.Price = Amount(record, (int)Slot.Price);
        m.Currency = Currency(record[(int)Slot.Currency]);
        if (ConcatHeader.TryParse(record[(int)Slot.Udh], out var part))
        {
            m.Part = part.Part;
            m.PartGroup = PartGroups.Of(m.Customer, m.Sender, m.Destination, part);
        }
        else if (record[(int)Slot.Concatenated].SequenceEqual("true"u8))
        {
            Sink.LeftOut("part of a long message without a header that says which: taken as a message of its own");
        }

        if (VonageStatus.IsFinal(record[(int)Slot.Status], Sink, out m.Status))
        {
            m.StatusTime = StatusTime(record, (int)Slot.Finalized, m.SubmitTime);
            m.ErrorCode = ErrorCode(VonageStatus.Error(record[(int)Slot.Error]));
        }

        Sink.Add(m);
    }
}
