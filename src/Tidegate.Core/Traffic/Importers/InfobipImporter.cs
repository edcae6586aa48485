namespace Tidegate.Traffic.Importers;

/// <summary>Infobip SMS logs and delivery reports (versions 1 to 3): JSON with a `results` array.</summary>
internal sealed class InfobipImporter() : VendorImporter("infobip", "infobip", "SMS logs and delivery reports, versions 1 to 3")
{
    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head) => Marks(head, "\"messageId\"", "\"groupId\"", "\"groupName\"");

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, InfobipMapper.Names, ["results"]);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new InfobipMapper(sink, options);
}
