namespace Tidegate.Traffic.Importers;

/// <summary>Vonage SMS delivery receipt webhooks, one JSON object a line.</summary>
internal sealed class VonageDlrImporter() : VendorImporter("vonage", "vonage-dlr", "SMS delivery receipt webhooks, one JSON object a line")
{
    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head) => Math.Max(
        Marks(head, "\"msisdn\"", "\"messageId\"", "\"scts\""),
        Marks(head, "\"msisdn\"", "\"messageId\"", "\"message-timestamp\""));

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, VonageDlrMapper.Names, []);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new VonageDlrMapper(sink, options);
}
