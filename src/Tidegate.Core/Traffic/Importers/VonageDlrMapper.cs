namespace Tidegate.Traffic.Importers;

/// <summary>
/// Delivery webhooks name the sender "to" and the destination "msisdn". They do not say when the message was sent: the
/// earliest time of a message's webhooks stands for it, which is late by the time delivery took.
/// </summary>
internal sealed class VonageDlrMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(TimeZoneInfo.Utc))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "messageId", "api-key", "to", "msisdn", "network-code", "price", "status", "scts", "err-code", "message-timestamp",
    ];

    private readonly TimeText _carrier = new(TimeZoneInfo.Utc, "yyMMddHHmm");

    private enum Slot
    {
        Id, Account, Sender, Destination, Network, Price, Status, Carrier, Error, Pushed,
    }

    public override void Map(FieldReader record)
    {
        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryDestination(record, (int)Slot.Destination, out m.Destination)) return;
        if (!TryCustomer(record, record[(int)Slot.Account], out m.Customer)) return;
        var hasCarrier = _carrier.TryParse(record[(int)Slot.Carrier], out var carrier);
        var pushed = OptionalTime(record, (int)Slot.Pushed);
        if (!hasCarrier && pushed == ImportedMessage.NoTime)
        {
            Sink.Bad(record.Line, "neither message-timestamp (2026-03-02 10:00:00 +0000) nor scts (YYMMDDHHMM) is a time", record[(int)Slot.Carrier]);
            return;
        }

        m.SubmitTime = hasCarrier && pushed != ImportedMessage.NoTime ? Math.Min(carrier, pushed) : hasCarrier ? carrier : pushed;
        m.Sender = Sender(record[(int)Slot.Sender]);
        m.Network = Network(record[(int)Slot.Network]);
        m.Price = Amount(record, (int)Slot.Price);
        m.Segments = 1;
        if (VonageStatus.IsFinal(record[(int)Slot.Status], Sink, out m.Status))
        {
            m.StatusTime = Math.Max(pushed, m.SubmitTime);
            m.ErrorCode = ErrorCode(VonageStatus.Error(record[(int)Slot.Error]));
        }

        Sink.Add(m);
    }
}
