using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Every sample in samples/imports against what it must become: events, bad records by line, and counts.</summary>
public sealed class SampleTests
{
    private static readonly ImportOptions Options = new() { DefaultCustomer = "dflt", Mapping = Mappings.German };

    /// <summary>Sample, format, lines of bad records, number of records.</summary>
    public static TheoryData<string, string, long[], int> Samples => new()
    {
        { "twilio-message-log.csv", "twilio-csv", [11, 13], 12 },
        { "twilio-messages.ndjson", "twilio-json", [], 7 },
        { "twilio-event-stream.ndjson", "twilio-events", [13, 14], 15 },
        { "vonage-report.csv", "vonage-report-csv", [11], 10 },
        { "vonage-report.json", "vonage-report-json", [215], 10 },
        { "vonage-dlr.ndjson", "vonage-dlr", [5], 6 },
        { "infobip-logs.json", "infobip", [253], 9 },
        { "infobip-reports.json", "infobip", [], 4 },
        { "aws-sms-events.ndjson", "aws-sms-events", [12], 13 },
        { "sinch-delivery-reports.ndjson", "sinch", [8], 8 },
        { "sinch-batches.json", "sinch", [22], 3 },
        { "kannel-access.log", "kannel-access-log", [15], 14 },
        { "jasmin-messages.log", "jasmin-log", [13], 13 },
        { "mitto-records.ndjson", "mitto", [7], 8 },
        { "mapping-example.csv", "mapping", [5], 5 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_GivesItsGoldenEvents(string file, string format, long[] badLines, int records)
    {
        var run = Imported.Sample(file, format, Options);
        run.Lines.ShouldBe(Golden.Of(file));
        run.Report.Records.ShouldBe(records);
        run.Report.BadRecords.Select(b => b.Line).ShouldBe(badLines);
        run.Report.BadRecordCount.ShouldBe(badLines.Length);
        run.Report.BadRecords.ShouldAllBe(b => b.Reason.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_ComesInOrderOfTime(string file, string format, long[] badLines, int records)
    {
        _ = (badLines, records);
        var times = Imported.Sample(file, format, Options).Events.ConvertAll(e => e.Time);
        times.ShouldBe(times.Order());
    }

    /// <summary>Text of the samples' messages and full numbers must be in no name, reason, value, remark or preview.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_LeavesNoTextAndNoFullNumberBehind(string file, string format, long[] badLines, int records)
    {
        _ = (badLines, records);
        var run = Imported.Sample(file, format, Options);
        var kept = run.Report.BadRecords.Select(b => b.Reason + b.Value).Concat(run.Report.Remarks).ToList();
        using var content = File.OpenRead(Imported.SamplePath(file));
        var examples = ImportPreview.Explain(content, file, format, Options, 100);
        examples.Count.ShouldBeGreaterThanOrEqualTo(records - 2);
        kept.AddRange(examples.Select(e => e.Raw).Concat(examples.SelectMany(e => e.Events)).Concat(examples.SelectMany(e => e.Notes)));
        foreach (var line in kept)
        {
            // Senders and customers may be numbers of the customer's own; destinations begin with these codes.
            line.ShouldNotMatch(@"(?<!\d)(39339|99450)\d{2}");
            line.ShouldNotContain("48151", Case.Insensitive);
            line.ShouldNotContain("Il tuo codice");
            line.ShouldNotContain("99120");
        }
    }

    [Fact]
    public void Recognise_TakesMittosMessagesWithTheDocumentedFieldsAlone()
    {
        var head = """{"id":"m1","timestamp":"2026-03-02T00:00:09Z","trafficAccountId":"acme","from":"ACME","to":"393391234567","type":"GSM","textLength":20,"responseCode":0}"""u8.ToArray();
        VendorImporters.All.Where(i => i.Recognise(head) > 0).Select(i => i.Format).ShouldBe(["mitto"]);
    }

    [Fact]
    public void EveryFormat_SaysWhatItReads() => VendorImporters.All.ShouldAllBe(i => i.What.Length > 0);

    [Fact]
    public void Recognise_TakesEverySampleForItsOwnFormatAlone()
    {
        foreach (object[] sample in Samples)
        {
            var (file, format) = ((string)sample[0], (string)sample[1]);
            var head = File.ReadAllBytes(Imported.SamplePath(file)).AsSpan();
            if (head.Length > 65536) head = head[..65536];
            foreach (var importer in VendorImporters.All)
            {
                var sure = importer.Recognise(head);
                if (importer.Format == format && format != "mapping") sure.ShouldBeGreaterThanOrEqualTo(80, $"{importer.Format} on {file}");
                else sure.ShouldBe(0, $"{importer.Format} on {file}");
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"submit","time":"2026-03-02T00:00:08.996Z","message_id":"m1","customer":"acme","sender":"ACME","destination":"+393391234567","mccmnc":"22201","supplier":"tim-direct","category":"otp","segments":1,"price":0.0755,"cost":0.0657,"currency":"EUR"}""")]
    [InlineData("type,time,message_id,customer,sender,destination,mccmnc,supplier,category,segments,price,cost,currency,status,error_code,converted\n")]
    [InlineData("")]
    [InlineData("\0\u0001\u0002 garbage [from: [to:")]
    [InlineData("{\"a\":1}")]
    [InlineData("id,to,status\n1,2,3\n")]
    public void Recognise_DoesNotTakeTidegatesOwnFormatsNorGarbage(string head) =>
        VendorImporters.All.ShouldAllBe(i => i.Recognise(System.Text.Encoding.UTF8.GetBytes(head)) == 0);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Auto_TakesTheSampleForItsFormat(string file, string format, long[] badLines, int records)
    {
        _ = badLines;
        if (format == "mapping") return; // asked for by name alone
        using var source = EventReader.Open(File.OpenRead(Imported.SamplePath(file)), file, new TrafficNames(), new ReadingOptions { Import = Options });
        var batch = new TrafficEvent[100];
        var count = 0;
        for (int read; (read = source.Read(batch)) > 0;) count += read;
        source.Report.Format.ShouldBe(format);
        source.Report.Records.ShouldBe(records);
        count.ShouldBe(Golden.Of(file).Length);
    }

    [Fact]
    public void Formats_AreUnique() => VendorImporters.All.Select(i => i.Format).ShouldBeUnique();
}
