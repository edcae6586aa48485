namespace Tidegate.Traffic.Importers;

/// <summary>Sinch SMS: recipient delivery reports (webhooks or list) and batches.</summary>
internal sealed class SinchImporter() : VendorImporter("sinch", "sinch", "recipient delivery reports and batches: webhooks by line, or API lists")
{
    protected override bool Merges => true;

    public override int Recognise(ReadOnlySpan<byte> head) => Math.Max(
        Marks(head, "\"batch_id\"", "\"recipient\"", "\"code\""),
        Marks(head, "\"created_at\"", "\"to\"", "\"mt_text\""));

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new JsonFields(new ByteWindow(content, report), report, SinchMapper.Names, ["delivery_reports", "batches"]);

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new SinchMapper(sink, options);
}
