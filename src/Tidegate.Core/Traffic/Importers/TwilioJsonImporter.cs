namespace Tidegate.Traffic.Importers;

/// <summary>Twilio's Message and Message Feedback resources as JSON: lists of the API, or a bulk export's lines.</summary>
internal sealed class TwilioJsonImporter() : VendorImporter("twilio", "twilio-json", "Message and Message Feedback resources: API lists, bulk exports")
{
    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head) => Math.Max(
        Math.Max(Marks(head, "\"account_sid\"", "\"num_segments\"", "\"sid\"", "\"direction\""), Marks(head, "\"accountSid\"", "\"numSegments\"", "\"sid\"", "\"direction\"")),
        Math.Max(Marks(head, "\"message_sid\"", "\"outcome\"", "\"account_sid\""), Marks(head, "\"messageSid\"", "\"outcome\"", "\"accountSid\"")));

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, TwilioMessageMapper.Names, ["messages"], plain: true);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new TwilioMessageMapper(sink, options);
}
