namespace Tidegate.Traffic.Importers;

/// <summary>Jasmin's messages.log: SMS-MT lines of the SMPP client listener and DLR lines; and the gateway's logs, which name accounts.</summary>
internal sealed class JasminImporter() : VendorImporter("jasmin", "jasmin-log", "messages.log")
{
    public override bool ReadsJson => false;

    public override int Recognise(ReadOnlySpan<byte> head) => head.IsEmpty || head[0] is (byte)'{' or (byte)'[' ? 0
        : Math.Max(Marks(head, "SMS-MT [", "msgid:", "[content:"), Marks(head, "DLR [cid:", "[smpp-msgid:", "[status:"));

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JasminFields(new ByteWindow(content, report), report);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new JasminMapper(sink, options);
}
