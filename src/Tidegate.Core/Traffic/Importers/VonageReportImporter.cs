namespace Tidegate.Traffic.Importers;

/// <summary>Vonage Reports API, product SMS, outbound, as CSV or JSON.</summary>
internal sealed class VonageReportImporter(bool json) : VendorImporter("vonage", json ? "vonage-report-json" : "vonage-report-csv", $"Reports API, product SMS, outbound, as {(json ? "JSON" : "CSV")}")
{
    public override bool ReadsJson => json;

    public override int Recognise(ReadOnlySpan<byte> head) => json
        ? Marks(head, "\"account_id\"", "\"message_id\"", "\"date_received\"")
        : Columns(head, "accountid", "messageid", "datereceived");

    protected override FieldReader Fields(Stream content, SourceReport report, ImportOptions options)
    {
        var window = new ByteWindow(content, report);
        return json ? new JsonFields(window, report, VonageReportMapper.Names, ["records"]) : new CsvFields(window, report, VonageReportMapper.Names, VonageReportMapper.Expected(options));
    }

    protected override RecordMapper Mapper(ImportSink sink, ImportOptions options) => new VonageReportMapper(sink, options);
}
