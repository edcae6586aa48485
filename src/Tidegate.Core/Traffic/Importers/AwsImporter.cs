namespace Tidegate.Traffic.Importers;

/// <summary>AWS End User Messaging SMS events (formerly Pinpoint), as JSON lines, concatenated by Firehose, or in EventBridge's envelope.</summary>
internal sealed class AwsImporter() : VendorImporter("aws", "aws-sms-events", "End User Messaging SMS events: lines, concatenated (Firehose), or in EventBridge's envelope")
{
    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head) => Marks(head, "\"eventType\"", "\"messageRequestTimestamp\"", "\"destinationPhoneNumber\"");

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, AwsMapper.Names, ["events", "Records"]);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new AwsMapper(sink, options);
}
