namespace Tidegate.Traffic.Importers;

/// <summary>
/// Mitto: what a client keeps of each message sent through the REST API (request and response in one object), and its
/// calls of `/sms/converted`, as JSON lines.
/// </summary>
internal sealed class MittoImporter() : VendorImporter("mitto", "mitto", "messages (request and response in one object) and conversions, one a line")
{
    private const int Likely = 60;

    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head)
    {
        var marks = Math.Max(
            Marks(head, "\"responseCode\"", "\"responseText\"", "\"to\""),
            Math.Max(Marks(head, "\"trafficAccountId\"", "\"to\""), Marks(head, "\"messageId\"", "\"trafficAccountId\"")));
        return marks > 0 ? marks : MittoConversion.IsFirstOf(head) ? Likely : 0;
    }

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, MittoMapper.Names, JsonFields.UsualArrays);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new MittoMapper(sink, options);
}
