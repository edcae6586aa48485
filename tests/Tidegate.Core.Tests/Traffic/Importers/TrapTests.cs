using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>What exports are known to trip readers up with (ECOSYSTEM, 2.4), one by one.</summary>
public sealed class TrapTests
{
    private static readonly ImportOptions Acme = new() { DefaultCustomer = "acme" };

    private static string Kannel(string text, string coding = "0", string udh = "0:", string? length = null) =>
        $"2026-03-02 10:00:01 Sent SMS [SMSC:s] [SVC:u] [ACT:] [BINF:] [FID:1] [META:] [from:A] [to:+393391234567] [flags:-1:{coding}:-1:-1:31] [msg:{length ?? text.Length.ToString(CultureInfo.InvariantCulture)}:{text}] [udh:{udh}]\n";

    [Fact]
    public void Kannel_TextWithEverythingThatEndsAField_IsTakenByItsLength()
    {
        var text = "] [udh:0:]\n2026-03-02 10:00:02 Sent SMS [SMSC:x] [to:+1] [msg:3:abc";
        var run = Imported.Text(Kannel(text) + Kannel("ok"), "kannel-access-log");
        run.Lines.Length.ShouldBe(2);
        run.Report.BadRecordCount.ShouldBe(0);
    }

    [Fact]
    public void Kannel_LineAfterTextOverLines_KeepsItsNumber()
    {
        var run = Imported.Text(Kannel("a\nb\nc") + "nonsense\n", "kannel-access-log");
        run.Report.BadRecords.Single().Line.ShouldBe(4);
    }

    [Theory]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(306, 2)]
    [InlineData(307, 3)]
    public void Kannel_Gsm_PartsAreComputed(int length, int parts) =>
        Imported.Text(Kannel(new string('a', length)), "kannel-access-log").Events.Single().Segments.ShouldBe((ushort)parts);

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void Kannel_Ucs2_IsHexWithLengthInOctets(int characters, int parts) =>
        Imported.Text(Kannel(string.Concat(Enumerable.Repeat("0041", characters)), "2", length: (characters * 2).ToString(CultureInfo.InvariantCulture)), "kannel-access-log")
            .Events.Single().Segments.ShouldBe((ushort)parts);

    [Fact]
    public void Kannel_EuroAndBracesTakeTwoSeptets() =>
        Imported.Text(Kannel(new string('{', 81)), "kannel-access-log").Events.Single().Segments.ShouldBe((ushort)2);

    [Theory]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("0")]
    public void Kannel_UnsetCoding_IsGsm(string unset) =>
        Imported.Text(Kannel(new string('a', 100), unset), "kannel-access-log").Events.Single().Segments.ShouldBe((ushort)1);

    [Fact]
    public void Kannel_CustomFormat_BuildsItsParser()
    {
        const string format = "%T|%l|%i|%n|%I|%F|%p>%P|%c:%d|%L:%b|%%";
        var log = "2026-03-02 11:00:00 1772445601|Sent SMS|tim|bank|5d3f9c6e-0000-0000-0000-000000000001|AB12|ACME>+393391234567|0:31|11:code|12|3\n4|%\n"
            + "2026-03-02 11:00:05 1772445605|Receive DLR|tim|bank|5d3f9c6e-0000-0000-0000-000000000002|ab12|ACME>+393391234567|0:1|0:|%\n";
        var run = Imported.Text(log, "kannel-access-log", new ImportOptions { KannelAccessLogFormat = format, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome") });
        run.Report.BadRecords.ShouldBeEmpty();
        run.Lines.ShouldBe(["10:00:01.000 submit bank ACME 393391234567 x1 via tim", "10:00:05.000 receipt Delivered"]);
        run.Events[1].MessageKey.ShouldBe(run.Events[0].MessageKey);
    }

    [Fact]
    public void Kannel_CleanCustomFormat_WithItsOwnTime_IsUtc()
    {
        var run = Imported.Text("2026-03-02 10:00:01 Sent SMS [u] +393391234567\n", "kannel-access-log",
            new ImportOptions { KannelAccessLogFormat = "%t %l [%n] %P", TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome") });
        run.Lines.ShouldBe(["10:00:01.000 submit u  393391234567 x1"]);
    }

    [Fact]
    public void Kannel_CustomFormat_WithoutATime_TakesTheLoggersOrSaysSo()
    {
        var options = new ImportOptions { KannelAccessLogFormat = "%l [%n] %P" };
        Imported.Text("2026-03-02 10:00:01 Sent SMS [u] +393391234567\n", "kannel-access-log", options).Lines.ShouldBe(["10:00:01.000 submit u  393391234567 x1"]);
        Imported.Text("Sent SMS [u] +393391234567\n", "kannel-access-log", options).Report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("neither %t nor %T");
    }

    [Fact]
    public void Kannel_DefaultFormat_TimeIsLocal() =>
        Imported.Text(Kannel("a"), "kannel-access-log", new ImportOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome") }).Lines.Single().ShouldStartWith("09:00:01.000");

    [Fact]
    public void Kannel_ReferencesComingRoundAgain_BeginAnotherMessage()
    {
        var run = Imported.Text(Kannel("a", udh: "6:050003CC0201") + Kannel("b", udh: "6:050003CC0202") + Kannel("c", udh: "6:050003CC0201") + Kannel("d", udh: "6:050003CC0202"), "kannel-access-log");
        run.Events.ConvertAll(e => (int)e.Segments).ShouldBe([2, 2]);
    }

    [Fact]
    public void Vonage_PartsAreJoined_InWhateverOrderTheirLinesCome()
    {
        var rows = Enumerable.Range(0, 40).SelectMany(i => new[] { 1, 2 }.Select(part =>
            $"acme,m{i}-{part},outbound,ACME,393391234567,2026-03-{2 + (i / 20):00}T{i % 20:00}:30:0{part}+0000,2026-03-{2 + (i / 20):00}T{i % 20:00}:30:05+0000,delivered,0.01,true,050003{i % 4:X2}020{part}\n")).ToArray();
        const string Header = "account_id,message_id,direction,from,to,date_received,date_finalized,status,total_price,concatenated,udh\n";
        var inOrder = Imported.Text(Header + string.Concat(rows), "vonage-report-csv");
        inOrder.Events.Count(e => e.Kind == EventKind.Submit).ShouldBe(40);
        Gen.Shuffle(rows).Sample(
            shuffled => Imported.Text(Header + string.Concat(shuffled), "vonage-report-csv").Lines.Order().ShouldBe(inOrder.Lines.Order()),
            iter: 50,
            seed: "0N0XIzNsQ0O2");
    }

    private static string Twilio(string sent, string price = "-0.0075", string segments = "1", string status = "delivered") =>
        $"sid,account_sid,from,to,status,direction,date_created,num_segments,price,price_unit\nSM1,AC1,A,+393391234567,{status},outbound-api,\"{sent}\",{segments},{price},USD\n";

    [Theory]
    [InlineData("Mon, 02 Mar 2026 10:00:01 +0000")]
    [InlineData("Mon, 2 Mar 2026 12:00:01 +0200")]
    [InlineData("2026-03-02T10:00:01Z")]
    [InlineData("2026-03-02 10:00:01")]
    [InlineData("2026-03-02T05:00:01.000-05:00")]
    [InlineData("1772445601")]
    [InlineData("1772445601000")]
    public void Times_AreReadInAllTheirForms(string time) =>
        Imported.Text(Twilio(time), "twilio-csv").Lines[0].ShouldStartWith("10:00:01.000 submit");

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2170-01-01T00:00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("02/03/2026 10:00")]
    [InlineData("")]
    public void Times_ThatCannotBe_AreBadRecords(string time)
    {
        var run = Imported.Text(Twilio(time), "twilio-csv");
        run.Events.ShouldBeEmpty();
        run.Report.BadRecords.Single().Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("-0.00750", 0.0075f)]
    [InlineData("0.0075", 0.0075f)]
    [InlineData("", float.NaN)]
    [InlineData("null", float.NaN)]
    [InlineData("soon", float.NaN)]
    public void Twilio_Prices_AreNegativeOrMissing(string price, float expected) =>
        Imported.Text(Twilio("2026-03-02T10:00:01Z", price), "twilio-csv").Events[0].Price.ShouldBe(expected);

    [Fact]
    public void Twilio_NoSegmentsYet_IsOne() =>
        Imported.Text(Twilio("2026-03-02T10:00:01Z", segments: "0"), "twilio-csv").Events[0].Segments.ShouldBe((ushort)1);

    [Fact]
    public void Twilio_EventStreams_NetworkOfTheSenderIsNotTaken() =>
        Imported.Sample("twilio-event-stream.ndjson", "twilio-events").Events.ShouldAllBe(e => e.Network == 0);

    [Fact]
    public void Infobip_DeliveredToOperator_IsNotFinal()
    {
        var run = Imported.Sample("infobip-logs.json", "infobip", Acme);
        run.Report.Remarks.ShouldContain("1 x status not final: DELIVERED_TO_OPERATOR");
        run.Events.Count(e => e is { Kind: EventKind.Receipt, Status: ReceiptStatus.Delivered }).ShouldBe(1);
    }

    [Fact]
    public void Infobip_SignalsBlocked_IsARejectionInBothItsGroups()
    {
        var run = Imported.Sample("infobip-logs.json", "infobip", Acme);
        var blocked = run.Events.Where(e => run.Names.ErrorCodes[e.ErrorCode] == "SIGNALS_BLOCKED").ToList();
        blocked.Count.ShouldBe(2);
        blocked.ShouldAllBe(e => e.Status == ReceiptStatus.Rejected);
    }

    [Fact]
    public void Aws_Successful_IsAcceptanceByTheCarrierAndNoReceipt()
    {
        const string line = """{"eventType":"TEXT_SUCCESSFUL","eventTimestamp":1686975103470,"isFinal":true,"destinationPhoneNumber":"+14255550156","messageId":"m","messageRequestTimestamp":1686975103170,"context":{"account":"bar"}}""";
        var run = Imported.Text(line, "aws-sms-events");
        run.Lines.ShouldBe(["04:11:43.170 submit bar  14255550156 x1"]);
        run.Report.Remarks.ShouldBe(["1 x status not final: TEXT_SUCCESSFUL"]);
    }

    [Theory]
    [InlineData("+39 (339) 123-4567", "", 393391234567)]
    [InlineData("0039 339 123 4567", "", 393391234567)]
    [InlineData("393391234567", "49", 393391234567)]
    [InlineData("0151 23456789", "49", 4915123456789)]
    [InlineData("4915123456789", "49", 4915123456789)]
    [InlineData("949104323", "251", 251949104323)]
    [InlineData("3391234567", "39", 393391234567)]
    [InlineData("2025550123", "1", 12025550123)]
    [InlineData("12025550123", "1", 12025550123)]
    [InlineData("89161234567", "7", 79161234567)]
    public void Destinations_BecomeInternational(string written, string country, ulong expected)
    {
        var mapping = new ImportMapping { Time = "t", Destination = "to", DefaultCountryCallingCode = country };
        var run = Imported.Text($"t,to\n2026-03-02T10:00:01Z,{written}\n", "mapping", Acme with { Mapping = mapping });
        run.Events.Single().Destination.ShouldBe(expected);
    }

    [Theory]
    [InlineData("0151 23456789")]
    [InlineData("39339")]
    [InlineData("1234567890123456")]
    [InlineData("ACME")]
    [InlineData("")]
    public void Destinations_ThatCannotBe_AreBadAndMasked(string written)
    {
        var run = Imported.Text($"t,to\n2026-03-02T10:00:01Z,{written}\n", "mapping", Acme with { Mapping = new ImportMapping { Time = "t", Destination = "to" } });
        run.Events.ShouldBeEmpty();
        run.Report.BadRecords.Single().Value.ShouldNotMatch(@"\d{7}");
    }

    [Fact]
    public void Mapping_OneRecordASegment_IsJoined()
    {
        var mapping = new ImportMapping { Time = "t", Destination = "to", MessageId = "id", SegmentGroup = "ref", Cost = "cost", Status = "s", StatusMap = new Dictionary<string, MappedStatus> { ["ok"] = MappedStatus.Delivered, ["no"] = MappedStatus.Undelivered } };
        const string csv = "id,ref,t,to,cost,s\n1,r1,2026-03-02T10:00:01Z,+393391234567,0.05,ok\n2,r1,2026-03-02T10:00:01Z,+393391234567,0.05,no\n3,r1,2026-03-02T10:00:02Z,+393391234567,0.05,ok\n4,r2,2026-03-02T10:00:02Z,+393391234567,0.05,ok\n";
        Imported.Text(csv, "mapping", Acme with { Mapping = mapping }).Lines.ShouldBe(
        [
            "10:00:01.000 submit acme  393391234567 x3 cost 0.15", "10:00:02.000 submit acme  393391234567 x1 cost 0.05",
            "10:00:02.000 receipt Undelivered", "10:00:02.000 receipt Delivered",
        ]);
    }

    [Fact]
    public void Mapping_JsonPathsAndTwoColumnNetwork()
    {
        var mapping = new ImportMapping { Format = MappingFormat.Json, Time = "meta.sent", Destination = "to.msisdn", Mcc = "net.mcc", Mnc = "net.mnc", Customer = "acct", Price = "price", PricePerSegment = true, Segments = "parts" };
        const string json = """{"items":[{"acct":"b","meta":{"sent":1772445601000},"to":{"msisdn":"393391234567"},"net":{"mcc":222,"mnc":"01"},"price":"0.05","parts":2}],"next":{"a":[1]}}""";
        Imported.Text(json, "mapping", new ImportOptions { Mapping = mapping }).Lines.ShouldBe(["10:00:01.000 submit b  393391234567 x2 net 22201 price 0.1"]);
    }

    [Fact]
    public void Mapping_ColumnThatIsNotThere_IsNamed()
    {
        var run = Imported.Text("t,to\n2026-03-02T10:00:01Z,+393391234567\n", "mapping", Acme with { Mapping = new ImportMapping { Time = "t", Destination = "to", Sender = "absender" } });
        run.Lines.Length.ShouldBe(1);
        run.Report.Remarks.Single().ShouldContain("absender");
    }

    [Fact]
    public void Csv_ExportsPutTogether_HeaderInBetweenIsPassedOver()
    {
        var run = Imported.Text(Twilio("2026-03-02T10:00:01Z") + Twilio("2026-03-02T10:00:02Z"), "twilio-csv");
        run.Lines.Length.ShouldBe(4);
        run.Report.BadRecordCount.ShouldBe(0);
    }

    [Fact]
    public void NoCustomer_IsABadRecordThatSaysWhatToDo() =>
        Imported.Sample("sinch-batches.json", "sinch").Report.BadRecords[0].Reason.ShouldContain("default customer");

    [Fact]
    public void TooManyRecords_AreRemarkedAndTheRestIsKept()
    {
        var run = Imported.Sample("mitto-records.ndjson", "mitto", new ImportOptions { MaxRecords = 2 });
        run.Lines.Length.ShouldBe(2);
        run.Report.Remarks.ShouldContain(r => r.Contains("More than 2 records"));
    }

    [Fact]
    public void TruncatedGzip_GivesWhatWasReadAndARemark()
    {
        var lines = new StringBuilder("sid,account_sid,from,to,status,direction,date_created,num_segments,price,price_unit\n");
        for (var i = 0; i < 5000; i++) lines.Append(CultureInfo.InvariantCulture, $"SM{i * 7919 % 100003},AC1,A,+3933912{i:00000},delivered,outbound-api,2026-03-02T10:00:01Z,1,-0.1,USD\n");
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        using var cut = new GZipStream(new MemoryStream(packed.ToArray()[..(int)(packed.Length / 2)]), CompressionMode.Decompress);
        var run = Imported.From(cut, "twilio-csv");
        run.Events.Count.ShouldBeInRange(1000, 9000);
    }

    [Fact]
    public void Json_BrokenLines_CostNoOtherLine()
    {
        const string good = """{"id":"1","timestamp":"2026-03-02T10:00:01Z","from":"A","to":"393391234567","responseCode":0}""";
        var run = Imported.Text(good + "\n" + good[..40] + "\n" + good + "\n{\"id\":\n[1,2]\nnonsense\n" + good + "\n{\"a\":tru}\n" + good.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), "mitto", Acme);
        run.Events.Count.ShouldBe(2);
        run.Report.BadRecordCount.ShouldBeInRange(3, 5);
    }

    [Fact]
    public void Csv_QuoteNeverClosed_CostsItsLineAlone()
    {
        var run = Imported.Text(Twilio("2026-03-02T10:00:01Z") + "SM2,AC1,\"A,+393391234568,delivered,outbound-api,2026-03-02T10:00:01Z,1,,\nSM3,AC1,A,+393391234569,delivered,outbound-api,2026-03-02T10:00:01Z,1,,\n", "twilio-csv");
        run.Events.Count(e => e.Kind == EventKind.Submit).ShouldBe(2);
        run.Report.BadRecords.Single().Line.ShouldBe(3);
    }

    [Fact]
    public void Garbage_NeverThrows()
    {
        var options = new ImportOptions { DefaultCustomer = "acme", DefaultCountryCallingCode = "39", Mapping = Mappings.German };
        foreach (var importer in VendorImporters.All)
        {
            Gen.Byte.Array[0, 400].Sample(bytes => Imported.From(new MemoryStream(bytes), importer.Format, options), iter: 60, threads: 1, seed: "0N0XIzNsQ0O2");
        }
    }

    /// <summary>A sample cut, doubled or scratched anywhere still gives what can be read, and never an exception.</summary>
    [Fact]
    public void ScratchedSamples_NeverThrow()
    {
        var options = new ImportOptions { DefaultCustomer = "acme", Mapping = Mappings.German };
        foreach (object[] sample in SampleTests.Samples)
        {
            var bytes = File.ReadAllBytes(Imported.SamplePath((string)sample[0]));
            Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]).Sample(
                (at, value, cut) =>
                {
                    var scratched = bytes[..Math.Max(at + 1, cut)];
                    scratched[at] = value;
                    Imported.From(new MemoryStream(scratched), (string)sample[1], options);
                },
                iter: 40,
                threads: 1,
                seed: "0N0XIzNsQ0O2");
        }
    }

    /// <summary>Order in the file does not matter: shuffled lines of one record each give the same events.</summary>
    [Theory]
    [InlineData("aws-sms-events.ndjson", "aws-sms-events")]
    [InlineData("twilio-messages.ndjson", "twilio-json")]
    public void OrderOfRecords_DoesNotMatter(string file, string format)
    {
        var lines = File.ReadAllLines(Imported.SamplePath(file));
        var expected = Imported.Sample(file, format, Acme).Lines.Order(StringComparer.Ordinal).ToArray();
        Gen.Shuffle(lines).Sample(
            shuffled => Imported.Text(string.Join('\n', shuffled), format, Acme).Lines.Order(StringComparer.Ordinal).SequenceEqual(expected).ShouldBeTrue(),
            iter: 30,
            threads: 1,
            seed: "0N0XIzNsQ0O2");
    }

    [Theory]
    [InlineData("[{A}", 1)]
    [InlineData("[{A},\n{B},", 2)]
    [InlineData("{\"messages\":[{A},{B}", 2)]
    [InlineData("{\"messages\":[{A},{B}],\"page\":{\"next\":1}", 2)]
    public void JsonArray_CutAfterAnObject_IsTold(string cut, int objects)
    {
        static string Message(string sid) => "{\"sid\":\"" + sid + "\",\"account_sid\":\"AC1\",\"to\":\"+393391234567\",\"from\":\"A\",\"direction\":\"outbound-api\",\"status\":\"sent\",\"date_sent\":\"2026-03-02T10:00:01Z\"}";
        var content = cut.Replace("{A}", Message("SM1"), StringComparison.Ordinal).Replace("{B}", Message("SM2"), StringComparison.Ordinal);
        var run = Imported.Text(content, "twilio-json");
        run.Events.Count(e => e.Kind == EventKind.Submit).ShouldBe(objects);
        run.Report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("the array is not closed; the file breaks off here");

        var whole = content.TrimEnd(',') + (cut.Contains("page", StringComparison.Ordinal) ? "}" : cut[0] == '[' ? "]" : "]}");
        Imported.Text(whole, "twilio-json").Report.BadRecords.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("%t %l %i", "%P (the receiver) is missing")]
    [InlineData("%t %P", "%l (what the line tells")]
    [InlineData("%t %l %p%P", "between %p and %P stands nothing")]
    [InlineData("%t %l %P %z %k", null)]
    public void Kannel_FormatThatCannotBeRead_HasAFault(string format, string? fault)
    {
        if (fault is null) new KannelTemplate(format).Fault.ShouldBeNull();
        else new KannelTemplate(format).Fault.ShouldNotBeNull().ShouldContain(fault);
    }

    [Fact]
    public void Explain_ShowsBrokenRecordsToo()
    {
        using var content = File.OpenRead(Imported.SamplePath("kannel-access.log"));
        var examples = ImportPreview.Explain(content, "x", "kannel-access-log", new ImportOptions(), 14);
        examples.Count.ShouldBe(14);
        examples[0].Raw.ShouldContain("[to:+39339*******]");
        examples[0].Raw.ShouldContain("(text left out)");
        examples[0].Events.Single().ShouldBe("""{"type":"submit","time":"2026-03-02T10:00:01.000Z","message_id":"00A1B2C3","customer":"acme","sender":"ACME","destination":"+39339*******","supplier":"tim-direct","segments":1}""");
        examples.ShouldContain(e => e.Raw == "" && e.Line == 15);
    }
}
