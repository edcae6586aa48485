using System.Text;
using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Records, lines and whole files that say less than most, or something odd.</summary>
public sealed class OddRecordTests
{
    private const string Infobip = "{\"messageId\":\"I1\",\"entityId\":\"acme\",\"to\":\"393391234567\",\"from\":\"A\",\"sentAt\":\"2026-03-02T10:00:08.000+0000\",\"doneAt\":\"2026-03-02T10:00:09.000+0000\","
        + "\"price\":{\"pricePerMessage\":0.05,\"currency\":\"EUR\"},\"status\":{\"id\":5,\"groupId\":3,\"groupName\":\"DELIVERED\",\"name\":\"DELIVERED_TO_HANDSET\"}}";

    private static readonly ImportOptions Acme = new() { DefaultCustomer = "acme" };

    private static string Rejected(string meta) =>
        "2026-03-02 10:00:15 REJECTED Send SMS [SMSC:tim] [SVC:acme] [ACT:] [BINF:] [FID:] [META:" + meta + "] [from:ACME] [to:+393391234578] [flags:-1:0:-1:-1:31] [msg:8:err:0042] [udh:0:]\n";

    [Theory]
    [InlineData("{\"messageId\":\"m1\",\"timestamp\":\"2026-03-02T10:01:00Z\"}\n{\"messageId\":\"m2\",\"timestamp\":\"2026-03-02T10:01:00Z\"}\n", "mitto")]
    [InlineData("[\n  {\n    \"convertedAt\": \"2026-03-02T10:01:00Z\",\n    \"messageId\": \"m1\"\n  }\n]", "mitto")]
    [InlineData("{\"messageId\":\"m1\",\"timestamp\":\"2026-03-02T10:01:00Z\",\"text\":\"x\"}", "tidegate-ndjson")]
    [InlineData("{\"messageId\":\"m1\"}", "tidegate-ndjson")]
    [InlineData("{\"messageId\":\"m1\",\"timestamp\":", "tidegate-ndjson")]
    [InlineData("{\"type\":\"conversion\",\"time\":\"2026-03-02T10:01:00Z\",\"message_id\":\"m1\"}", "tidegate-ndjson")]
    public void Mitto_ConversionsByThemselves_AreRecognised(string content, string format)
    {
        var taken = Taken.From(content);
        taken.Report.Format.ShouldBe(format);
        if (format == "mitto") taken.Events.ShouldAllBe(e => e.Kind == EventKind.Conversion && e.Converted);
    }

    [Theory]
    [InlineData("{\"sid\":\"SM1\",\"accountSid\":\"AC1\",\"to\":\"+393391234567\",\"from\":\"A\",\"direction\":\"outbound-api\",\"status\":\"delivered\",\"dateCreated\":\"2026-03-02T10:00:01Z\",\"dateUpdated\":\"2026-03-02T10:00:02Z\",\"numSegments\":\"2\",\"price\":\"-0.1\",\"priceUnit\":\"USD\",\"errorCode\":null}")]
    [InlineData("{\"Sid\":\"SM1\",\"Account_Sid\":\"AC1\",\"To\":\"+393391234567\",\"From\":\"A\",\"Direction\":\"outbound-api\",\"Status\":\"delivered\",\"DATE_CREATED\":\"2026-03-02T10:00:01Z\",\"DateUpdated\":\"2026-03-02T10:00:02Z\",\"NumSegments\":\"2\",\"Price\":\"-0.1\",\"PriceUnit\":\"USD\"}")]
    public void Twilio_NamesOfJson_AreTakenInAnyForm(string record)
    {
        Imported.Text(record, "twilio-json").Lines.ShouldBe(["10:00:01.000 submit AC1 A 393391234567 x2 price 0.1 USD", "10:00:02.000 receipt Delivered"]);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(record));
        ImportPreview.Explain(content, "x", "twilio-json", new ImportOptions(), 1).ShouldHaveSingleItem().Raw.ShouldContain("AC1");
    }

    [Theory]
    [InlineData("{\"results\":[]}", true)]
    [InlineData("{ \"first_page_uri\": \"x\", \"messages\": [ ], \"page\": 0 }\n", true)]
    [InlineData("{\"results\":[1]}", false)]
    [InlineData("{\"a\":{\"results\":[]}}", false)]
    [InlineData("{\"results\":[]", false)]
    [InlineData("{\"colours\":[]}", false)]
    [InlineData("{\"type\":\"receipt\",\"message_id\":\"m1\",\"data\":[]}", false)]
    public void EmptyList_IsAnExportWithoutARecord(string content, bool empty)
    {
        var taken = Taken.From(content);
        taken.Events.ShouldBeEmpty();
        (taken.Report.BadRecordCount == 0).ShouldBe(empty);
        if (empty) taken.Report.Records.ShouldBe(0);
    }

    [Theory]
    [InlineData("twilio", "{\"messages\":[]}", "twilio-json")]
    [InlineData("twilio", "{\"results\":[]}", "twilio-json")]
    [InlineData("vonage", "{\"records\":[]}", "vonage-report-json")]
    [InlineData("twilio", "Sid,To\n", "twilio-csv")]
    [InlineData("infobip", "{\"results\":[]}", "infobip")]
    public void Vendor_OfContentThatSaysNothing_IsReadAsWhatItIs(string vendor, string content, string format)
    {
        var report = Taken.From(content, new ReadingOptions { Format = vendor }).Report;
        report.Format.ShouldBe(format);
        if (content[0] == '{') report.BadRecordCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("kannel-access-log")]
    [InlineData("jasmin-log")]
    public void LogLineTooLong_IsOneBadLine(string format)
    {
        var run = Imported.Text(new string('z', 20 << 20) + "\n" + (format[0] == 'k' ? "BAD LINE\n" : "2026-03-02 10:00:01 INFO 1 SMS-MT [cid:tim]\n"), format, Acme);
        run.Report.BadRecords.Select(b => b.Line).ShouldBe([1, 2]);
        run.Report.BadRecordCount.ShouldBe(2);
    }

    [Theory]
    [InlineData("?smpp?dlr_err=69&", "69")]
    [InlineData("?smpp?a=1&dlr_err=NACK%2F0x00000045%2Fx", "0x00000045")]
    [InlineData("", null)]
    public void Kannel_RefusedMessage_HasTheErrorOfItsMetadata(string meta, string? code) =>
        Imported.Text(Rejected(meta), "kannel-access-log").Lines[1].ShouldBe("10:00:15.000 receipt Rejected" + (code is null ? "" : " error " + code));

    [Fact]
    public void Infobip_NegativePrice_IsLeftOutAndTold()
    {
        var run = Imported.Text(Infobip.Replace("0.05", "-0.05", StringComparison.Ordinal), "infobip");
        run.Lines[0].ShouldBe("10:00:08.000 submit acme A 393391234567 x1");
        run.Report.Remarks.ShouldContain("1 x price or cost left out, negative where charges are positive: \"-0.05\" (line 1)");
    }

    [Fact]
    public void Infobip_StatusBeforeSending_IsTold()
    {
        var run = Imported.Text(Infobip.Replace("10:00:09", "09:00:00", StringComparison.Ordinal), "infobip");
        run.Lines[1].ShouldBe("10:00:08.000 receipt Delivered");
        run.Report.Remarks.ShouldContain("1 x time of a status before that of sending, taken as that of sending: \"2026-03-02T09:00:00.000+0000\" (line 1)");
    }

    [Fact]
    public void Contract_NumberInQuotes_IsToldAsAString()
    {
        const string record = """{"type":"submit","time":"2026-03-02T10:00:00Z","message_id":"m1","customer":"acme","destination":"+393391234567","price":"0.07"}""";
        Taken.From(record).Report.Remarks.ShouldContain("1 x price left out, expected a number with a decimal point, not a string: \"0.07\" (line 1)");
        Taken.From(record.Replace("price", "segments", StringComparison.Ordinal)).OnlyFault().ShouldBe("segments: expected a whole number from 1 to 255, not a string");
    }

    [Fact]
    public void Receipt_AboveItsMessage_IsJoinedOnceAllIsRead()
    {
        const string sent = "2026-03-02 10:00:01 INFO     1 SMS-MT [cid:tim] [queue-msgid:q1] [smpp-msgid:b'0a'] [status:CommandStatus.ESME_ROK] [from:b'A'] [to:b'393391234567'] [content:b'hi'] [tlvs:none]\n";
        const string dlr = "2026-03-02 10:00:08 INFO     1 DLR [cid:tim] [smpp-msgid:A] [status:DELIVRD] [err:0] [content:'x']\n";
        var options = Acme with { DefaultCountryCallingCode = "39" };
        Imported.Text(dlr + sent, "jasmin-log", options).Events.Select(e => e.MessageKey).Distinct().Count().ShouldBe(1);
        var before = Imported.Text(dlr.Replace("10:00:08", "07:00:08", StringComparison.Ordinal) + sent, "jasmin-log", options);
        before.Lines.ShouldHaveSingleItem().ShouldContain("submit");
        before.Report.Remarks.ShouldContain("1 x receipt of a message that is not in the log");
    }

    [Theory]
    [InlineData("twilio-csv", "Sid,AccountSid,From,To,DateCreated,Status\nSM1,acme,A,+393391234567,2026-03-02T10:00:00Z,\n")]
    [InlineData("twilio-csv", "Sid,AccountSid,From,To,DateCreated\nSM1,acme,A,+393391234567,2026-03-02T10:00:00Z\n")]
    [InlineData("vonage-report-csv", "message_id,account_id,from,to,date_received,status\nv1,acme,A,393391234567,2026-03-02T10:00:00+0000,\n")]
    [InlineData("infobip", """{"results":[{"messageId":"i1","entityId":"acme","from":"A","to":"393391234567","sentAt":"2026-03-02T10:00:00.000+0000","doneAt":"2026-03-02T10:00:09.000+0000","status":null}]}""")]
    public void Record_without_a_status_makes_no_receipt(string format, string export)
    {
        var run = Imported.Text(export, format);
        run.Lines.ShouldBe(["10:00:00.000 submit acme A 393391234567 x1"]);
        run.Report.Remarks.ShouldContain("1 x record without a status, which makes no receipt");
    }
}
