using System.Buffers.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Infobip's groups say what a status means, but for two traps: DELIVERED_TO_OPERATOR (id 2) stands in group DELIVERED
/// and is not final; SIGNALS_BLOCKED (id 87) stands in EXPIRED when it was charged and in REJECTED when not, and is a
/// block for fraud either way.
/// </summary>
internal sealed class InfobipMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(options.TimeZone))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "messageId", "entityId|platform.entityId", "applicationId|platform.applicationId", "from|sender", "to|destination",
        "mccMnc", "sentAt", "doneAt", "smsCount|messageCount", "price.pricePerMessage", "price.currency", "status.groupId",
        "status.id", "status.name", "error.id", "error.name",
    ];

    private enum Slot
    {
        Id, Entity, Application, From, To, Network, Sent, Done, Segments, Price, Currency, Group, Status, StatusName, Error, ErrorName,
    }

    public override void Map(FieldReader record)
    {
        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Id, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        var account = record[(int)Slot.Entity].IsEmpty ? record[(int)Slot.Application] : record[(int)Slot.Entity];
        if (!TryCustomer(record, account, out m.Customer) || !TryTime(record, (int)Slot.Sent, out m.SubmitTime)) return;
        m.Sender = Sender(record[(int)Slot.From]);
        m.Network = Network(record[(int)Slot.Network]);
        m.Segments = Count(record, (int)Slot.Segments);
        m.Price = Amount(record, (int)Slot.Price) * m.Segments;
        m.Currency = Currency(record[(int)Slot.Currency]);
        if (IsFinal(record, out m.Status, out m.ErrorCode)) m.StatusTime = StatusTime(record, (int)Slot.Done, m.SubmitTime);
        Sink.Add(m);
    }

    private bool IsFinal(FieldReader record, out ReceiptStatus status, out int errorCode)
    {
        status = ReceiptStatus.Unknown;
        errorCode = 0;
        var name = record[(int)Slot.StatusName];
        if (name.IsEmpty && record[(int)Slot.Group].IsEmpty && record[(int)Slot.Status].IsEmpty)
        {
            Sink.NoStatus();
            return false;
        }

        if (!Utf8Parser.TryParse(record[(int)Slot.Group], out int group, out _)) group = -1;
        if (!Utf8Parser.TryParse(record[(int)Slot.Status], out int id, out _)) id = -1;
        if (group is 0 or 1 || id == 2)
        {
            Sink.Intermediate(name);
            return false;
        }

        var blocked = id == 87 || name.SequenceEqual("SIGNALS_BLOCKED"u8);
        status = blocked ? ReceiptStatus.Rejected : group switch
        {
            2 => ReceiptStatus.Undelivered,
            3 => ReceiptStatus.Delivered,
            4 => ReceiptStatus.Expired,
            5 => ReceiptStatus.Rejected,
            _ => ReceiptStatus.Unknown,
        };
        if (group is < 2 or > 5) Sink.UnknownStatus(name);
        // The error says why; where it is "no error" the status itself does, unless the message was delivered.
        var error = record[(int)Slot.ErrorName];
        var hasError = !IsNull(error) && !error.SequenceEqual("NO_ERROR"u8) && !record[(int)Slot.Error].SequenceEqual("0"u8);
        errorCode = blocked || (!hasError && status != ReceiptStatus.Delivered) ? ErrorCode(name) : hasError ? ErrorCode(error) : 0;
        return true;
    }
}
