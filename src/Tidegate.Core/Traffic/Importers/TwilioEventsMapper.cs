namespace Tidegate.Traffic.Importers;

/// <summary>
/// One event a status: the earliest of a message stands for its sending, the last final one for its receipt. `mcc` and
/// `mnc` are not taken: by the documentation they are those of the FROM number, and its example has them swapped.
/// </summary>
internal sealed class TwilioEventsMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: true), new TimeText(options.TimeZone))
{
    /// <summary>Field names, in the order of <see cref="Slot"/>.</summary>
    public static readonly string[] Names =
    [
        "type", "data.messageSid", "data.accountSid", "data.from", "data.to", "data.messageStatus", "data.timestamp",
        "data.numberOfSegments", "data.errorCode", "data.messagingServiceSid",
    ];

    private enum Slot
    {
        Type, Sid, Account, From, To, Status, Time, Segments, Error, Service,
    }

    public override void Map(FieldReader record)
    {
        if (!record[(int)Slot.Type].StartsWith("com.twilio.messaging.message."u8))
        {
            Sink.LeftOut("event of another type: " + Mask.Numbers(record[(int)Slot.Type]));
            return;
        }

        if (record[(int)Slot.To].IndexOf((byte)':') > 0)
        {
            Sink.LeftOut("message of another channel than SMS");
            return;
        }

        var m = new ImportedMessage();
        if (!TryKey(record, (int)Slot.Sid, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        if (!TryCustomer(record, record[(int)Slot.Account], out m.Customer) || !TryTime(record, (int)Slot.Time, out m.SubmitTime)) return;
        m.Sender = Sender(record[(int)Slot.From].IsEmpty ? record[(int)Slot.Service] : record[(int)Slot.From]);
        m.Segments = Count(record, (int)Slot.Segments, zeroIsUnknown: true);
        var error = TwilioStatus.Error(record[(int)Slot.Error]);
        if (TwilioStatus.IsFinal(record[(int)Slot.Status], error, Sink, out m.Status))
        {
            m.ErrorCode = ErrorCode(error);
            m.StatusTime = m.SubmitTime;
        }

        Sink.Add(m);
    }
}
