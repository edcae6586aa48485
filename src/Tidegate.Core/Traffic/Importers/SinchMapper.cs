using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// A Sinch message is a batch and a recipient, and its id here is "batch/recipient". A batch says when it was made and
/// for whom; a report says how it ended. Without the batch, sending is taken from the batch id, a ULID.
/// </summary>
internal sealed class SinchMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(options.TimeZone))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "type", "batch_id", "id", "recipient", "to", "from|applied_originator", "code", "status", "at", "operator_status_at",
        "operator", "number_of_message_parts", "created_at", "send_at", "canceled", "statuses.code", "service_plan_id",
    ];

    private enum Slot
    {
        Type, Batch, Id, Recipient, To, From, Code, Status, At, OperatorAt, Operator, Segments, Created, SendAt, Canceled, Statuses, Plan,
    }

    public override void Map(FieldReader record)
    {
        if (!record[(int)Slot.Recipient].IsEmpty) MapReport(record);
        else if (!record[(int)Slot.Statuses].IsEmpty) Sink.LeftOut("report on a whole batch, which has no times");
        else if (record[(int)Slot.Type].StartsWith("mo_"u8)) Sink.LeftOut("inbound message");
        else MapBatch(record);
    }

    private void MapBatch(FieldReader record)
    {
        if (record[(int)Slot.Canceled].SequenceEqual("true"u8))
        {
            Sink.LeftOut("batch that was canceled");
            return;
        }

        var m = new ImportedMessage();
        var slot = record[(int)Slot.SendAt].IsEmpty ? Slot.Created : Slot.SendAt;
        if (!TryCustomer(record, record[(int)Slot.Plan], out m.Customer) || !TryTime(record, (int)slot, out m.SubmitTime)) return;
        m.Sender = Sender(record[(int)Slot.From]);
        m.Segments = Count(record, (int)Slot.Segments);
        foreach (var range in record[(int)Slot.To].Split((byte)'\n'))
        {
            var recipient = record[(int)Slot.To][range];
            if (!TryMessage(record, record[(int)Slot.Id], recipient, ref m)) continue;
            Sink.Add(m);
        }
    }

    private void MapReport(FieldReader record)
    {
        var m = new ImportedMessage();
        if (!TryTime(record, (int)Slot.At, out var at) || !TryCustomer(record, record[(int)Slot.Plan], out m.Customer)) return;
        if (!TryMessage(record, record[(int)Slot.Batch], record[(int)Slot.Recipient], ref m)) return;
        var operatorAt = OptionalTime(record, (int)Slot.OperatorAt);
        var statusTime = operatorAt == ImportedMessage.NoTime ? at : Math.Min(operatorAt, at);
        m.SubmitTime = Ulid.TryTime(record[(int)Slot.Batch], out var made) && made <= at && at - made < Ulid.LongestLife ? made : statusTime;
        m.Sender = Sender(record[(int)Slot.From]);
        m.Network = Network(record[(int)Slot.Operator]);
        m.Segments = Count(record, (int)Slot.Segments);
        if (IsFinal(record[(int)Slot.Status], out m.Status))
        {
            m.StatusTime = Math.Max(statusTime, m.SubmitTime);
            m.ErrorCode = record[(int)Slot.Code].SequenceEqual("0"u8) ? 0 : ErrorCode(record[(int)Slot.Code]);
        }

        Sink.Add(m);
    }

    private bool TryMessage(FieldReader record, ReadOnlySpan<byte> batch, ReadOnlySpan<byte> recipient, ref ImportedMessage m)
    {
        if (batch.IsEmpty || batch.Length > 64)
        {
            Sink.Bad(record.Line, "no batch id", batch);
            return false;
        }

        if (!Destinations.TryParse(recipient, out m.Destination))
        {
            Sink.Bad(record.Line, $"recipient is not {Destinations.Expected}", recipient);
            return false;
        }

        Span<byte> id = stackalloc byte[96];
        batch.CopyTo(id);
        id[batch.Length] = (byte)'/';
        m.Destination.TryFormat(id[(batch.Length + 1)..], out var digits);
        m.Key = Sink.Key(id[..(batch.Length + 1 + digits)]);
        return true;
    }

    private bool IsFinal(ReadOnlySpan<byte> status, out ReceiptStatus meaning)
    {
        meaning = ReceiptStatus.Unknown;
        if (Is(status, "QUEUED"u8) || Is(status, "DISPATCHED"u8))
        {
            Sink.Intermediate(status);
            return false;
        }

        if (Is(status, "DELIVERED"u8)) meaning = ReceiptStatus.Delivered;
        else if (Is(status, "FAILED"u8) || Is(status, "DELETED"u8)) meaning = ReceiptStatus.Undelivered;
        else if (Is(status, "EXPIRED"u8)) meaning = ReceiptStatus.Expired;
        else if (Is(status, "REJECTED"u8) || Is(status, "ABORTED"u8) || Is(status, "CANCELLED"u8)) meaning = ReceiptStatus.Rejected;
        else if (!Is(status, "UNKNOWN"u8)) Sink.UnknownStatus(status);
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);
}
