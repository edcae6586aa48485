namespace Tidegate.Traffic.Importers;

/// <summary>Twilio's message log as CSV: the Console's export, or the Message resource with its own names.</summary>
internal sealed class TwilioCsvImporter() : VendorImporter("twilio", "twilio-csv", "message log as CSV, of the Console or the Message resource")
{
    public override bool ReadsJson => false;

    public override int Recognise(ReadOnlySpan<byte> head) =>
        Math.Max(Columns(head, "sid", "accountsid", "numsegments"), Columns(head, "sid", "to", "direction", "numsegments", "priceunit"));

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options) =>
        new CsvFields(new ByteWindow(content, report), report, TwilioMessageMapper.Names, TwilioMessageMapper.Expected(options));

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new TwilioMessageMapper(sink, options);
}
