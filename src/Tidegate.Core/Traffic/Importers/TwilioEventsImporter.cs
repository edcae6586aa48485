namespace Tidegate.Traffic.Importers;

/// <summary>Twilio Event Streams: CloudEvents of outbound messages, one status each.</summary>
internal sealed class TwilioEventsImporter() : VendorImporter("twilio", "twilio-events", "Event Streams, CloudEvents com.twilio.messaging.message.*")
{
    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head) => Marks(head, "\"com.twilio.messaging.", "\"messageSid\"");

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, TwilioEventsMapper.Names, []);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new TwilioEventsMapper(sink, options);
}
