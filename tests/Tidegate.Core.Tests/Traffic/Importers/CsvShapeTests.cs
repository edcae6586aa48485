using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Vendors' CSV as spreadsheets save it again: other delimiters, other column names.</summary>
public sealed class CsvShapeTests
{
    private const string Twilio = "From,To,Body,Status,SentDate,NumSegments,AccountSid,Sid,Direction,Price,PriceUnit\n"
        + "A,+393391234567,\"x; y|z\",delivered,2026-03-02T10:00:01Z,2,AC1,SM1,outbound-api,-0.075,USD\n";

    private const string Vonage = "account_id,message_id,direction,from,to,date_received,date_finalized,status,total_price\n"
        + "acme,m1,outbound,A,393391234567,2026-03-02T10:00:01Z,2026-03-02T10:00:02Z,delivered,0.075\n";

    private static readonly ImportMapping Map = new() { Time = "Data", Destination = "Numero", Customer = "Cliente", Price = "Prezzo" };

    private static string[] Auto(string text, out SourceReport report)
    {
        using var source = EventReader.Open(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "x", new TrafficNames(), new ReadingOptions());
        var batch = new TrafficEvent[10];
        var count = source.Read(batch);
        report = source.Report;
        return [.. batch.Take(count).Select(e => $"{e.Kind} {e.Destination} {e.Segments} {e.Price}")];
    }

    [Theory]
    [InlineData(";", "")]
    [InlineData("\t", "")]
    [InlineData("|", "")]
    [InlineData(";", "sep=;\r\n")]
    [InlineData("^", "SEP=^\n")]
    [InlineData(";", "\"sep=;\"\n")]
    [InlineData(",", "\r\n\n")]
    public void Delimiter_IsToldFromTheHeaderOrItsOwnLine(string delimiter, string before)
    {
        foreach (var plain in new[] { Twilio, Vonage })
        {
            var expected = Auto(plain, out var first);
            expected.Length.ShouldBe(2);
            Auto(before + plain.Replace(",", delimiter, StringComparison.Ordinal), out var report).ShouldBe(expected);
            report.Format.ShouldBe(first.Format);
            report.BadRecordCount.ShouldBe(0);
        }
    }

    [Fact]
    public void Delimiter_LineThatNamesIt_CountsAsALine() =>
        Imported.Text("sep=;\n" + Twilio.Replace(',', ';') + "a;b\n", "twilio-csv").Report.BadRecords.Single().Line.ShouldBe(4);

    [Fact]
    public void Quote_NeverClosedBeforeALongField_IsOneFaultThatNamesIt()
    {
        var run = Imported.Text(Twilio + "A,\"" + new string('x', 30 << 20) + "\n" + Twilio.Split('\n')[1] + "\n", "twilio-csv");
        var bad = run.Report.BadRecords.ShouldHaveSingleItem();
        (bad.Line, run.Report.BadRecordCount).ShouldBe((3, 1));
        bad.Reason.ShouldContain("a quote that is never closed (it opens field 2)");
        run.Events.Count(e => e.Kind == EventKind.Submit).ShouldBe(2, "what follows on the next line is read");
    }

    [Fact]
    public void Delimiter_InQuotedNames_DoesNotCount() =>
        Imported.Text("\"To, of all, and more\";Sid;AccountSid;SentDate;To\nx;SM1;AC1;2026-03-02T10:00:01Z;+393391234567\n", "twilio-csv").Events[0].Destination.ShouldBe(393391234567ul);

    [Theory]
    [InlineData(';', '\0')]
    [InlineData('\t', '\0')]
    [InlineData(':', ':')]
    public void Mapping_DelimiterIsItsOwnOrTheHeaders(char delimiter, char stated)
    {
        var csv = "Data,Numero,Cliente,Prezzo\n1772445601,+393391234567,acme,0.5\n".Replace(',', delimiter);
        Imported.Text(csv, "mapping", new ImportOptions { Mapping = Map with { Delimiter = stated } }).Lines.ShouldBe(["10:00:01.000 submit acme  393391234567 x1 price 0.5"]);
    }

    [Fact]
    public void Mapping_ColumnThatIsNeeded_IsOneErrorWithTheColumnsThereAre()
    {
        var run = Imported.Text("Data,Numero,Prezzo\n1772445601,+393391234567,0.5\n1772445602,+393391234567,0.5\n", "mapping", new ImportOptions { DefaultCustomer = "acme", Mapping = Map with { Destination = "Nummer|Ziel" } });
        run.Events.ShouldBeEmpty();
        var bad = run.Report.BadRecords.ShouldHaveSingleItem();
        bad.Line.ShouldBe(1);
        bad.Reason.ShouldBe("no column \"Nummer\" or \"Ziel\", which the mapping names for destination; without it nothing can be read. The file has: Data, Numero, Prezzo");
    }

    [Fact]
    public void Mapping_ColumnThatIsNotNeeded_IsARemarkWithItsKey() =>
        Imported.Text("Data,Numero,Cliente\n1772445601,+393391234567,acme\n", "mapping", new ImportOptions { Mapping = Map }).Report.Remarks
            .ShouldBe(["no column \"Prezzo\", which the mapping names for price: taken as not stated; the file has: Data, Numero, Cliente"]);

    [Theory]
    [InlineData("To", "A", "To")]
    [InlineData("AccountSid", "Account", "AccountSid")]
    [InlineData("SentDate", "Data", "DateCreated or SentDate")]
    public void Vendor_ColumnThatIsNeeded_IsOneError(string name, string renamed, string told)
    {
        var run = Imported.Text(Twilio.Replace(name, renamed, StringComparison.Ordinal), "twilio-csv");
        run.Events.ShouldBeEmpty();
        var bad = run.Report.BadRecords.ShouldHaveSingleItem();
        bad.Reason.ShouldContain($"no column {told}");
        bad.Reason.ShouldContain("The file has: From, ");
    }

    [Fact]
    public void Vendor_IsRecognisedWithoutAColumnThatIsNeeded()
    {
        Auto(Twilio.Replace("To,", "A,", StringComparison.Ordinal), out var twilio).ShouldBeEmpty();
        twilio.BadRecords.ShouldHaveSingleItem().Reason.ShouldStartWith("no column To; without it");
        Auto(Vonage.Replace(",to,", ",a,", StringComparison.Ordinal), out var vonage).ShouldBeEmpty();
        vonage.BadRecords.ShouldHaveSingleItem().Reason.ShouldStartWith("no column to; without it");
    }

    [Fact]
    public void Vendor_ColumnThatIsNotNeeded_IsARemark()
    {
        var run = Imported.Text(Twilio.Replace("Price,", "Prezzo,", StringComparison.Ordinal), "twilio-csv");
        run.Lines.Length.ShouldBe(2);
        run.Report.Remarks.ShouldBe(["no column Price: what messages cost is not known; the file has: From, To, Body, Status, SentDate, NumSegments, AccountSid, Sid, Direction, Prezzo, PriceUnit"]);
    }

    [Fact]
    public void FileWithoutAHeader_KeepsItsNumbersToItself() =>
        Imported.Text("2026-03-02T10:00:01Z,+393391234567\n", "mapping", new ImportOptions { Mapping = Map }).Report.BadRecords.ShouldHaveSingleItem().Reason.ShouldNotContain("393391234567");

    [Theory]
    [InlineData("\"code\n12\"", "\r")]
    [InlineData("\"code\r\n12 \"\"now\"\"\"", "\r")]
    [InlineData("\"code\r12\"", "\n")]
    [InlineData("\"code\r12\"", "\r\n")]
    public void LinesThatEndInCr_MayHoldLfInQuotes(string body, string end)
    {
        var row = Twilio.Split('\n')[1].Replace("\"x; y|z\"", body, StringComparison.Ordinal);
        var text = string.Join(end, Twilio.Split('\n')[0], row, row.Replace("SM1", "SM2", StringComparison.Ordinal), "");
        Auto(text, out var report).Length.ShouldBe(4);
        report.BadRecordCount.ShouldBe(0);
        report.Remarks.ShouldNotContain(r => r.Contains("code", StringComparison.Ordinal));
    }

    [Fact]
    public void LinesThatEndDifferently_AreAFaultThatShowsNoRow()
    {
        var text = Twilio.Split('\n')[0] + "\r" + Twilio.Split('\n')[1].Replace("\"x; y|z\"", "SECRET code", StringComparison.Ordinal) + "\r\nx\n";
        Auto(text, out var report).ShouldBeEmpty();
        report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("some lines end with CR alone");
        report.Remarks.Concat(report.BadRecords.Select(b => b.Reason + b.Value)).ShouldNotContain(r => r.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public void FileWithoutAHeader_KeepsItsTextToItself()
    {
        Imported.Text("2026-03-02T10:00:01Z,+393391234567,SECRET code\n", "mapping", new ImportOptions { Mapping = Map }).Report.BadRecords.ShouldHaveSingleItem().Reason
            .ShouldEndWith("The file has: 3 columns, the first row does not look like a header");
        Auto("2026-03-02T10:00:01Z,+393391234567,SECRET code\n", out var report).ShouldBeEmpty();
        report.BadRecords.ShouldHaveSingleItem().Reason.ShouldNotContain("SECRET");
    }

    [Theory]
    [InlineData("\"x; y|z\"")]
    [InlineData("\"\"")]
    [InlineData("\",x\"")]
    [InlineData("\"one\ntwo\"")]
    [InlineData("x")]
    public void Quote_NeverClosed_CostsItsLineAlone(string next)
    {
        const string body = "\"x; y|z\"";
        var row = Twilio.Split('\n')[1];
        string Row(string id, string text) => row.Replace("SM1", id, StringComparison.Ordinal).Replace(body, text, StringComparison.Ordinal) + "\n";
        var run = Imported.Text(Twilio + Row("SM2", "\"SECRET") + Row("SM3", next) + Row("SM4", body) + Row("SM5", body).TrimEnd(), "twilio-csv");
        run.Events.Count(e => e.Kind == EventKind.Submit).ShouldBe(4);
        var bad = run.Report.BadRecords.ShouldHaveSingleItem();
        (bad.Line, bad.Value).ShouldBe((3, "A"));
        bad.Reason.ShouldContain("a quote that is not closed on its line (it opens field 3)");
        run.Report.Records.ShouldBe(5);
    }

    [Theory]
    [InlineData("\"He said \"hi\" to me\"")]
    [InlineData("\"He said\nto \"me\" so\"")]
    [InlineData("\"a\nb,c,d\"")]
    public void Quote_WithinAText_CostsNothing(string body)
    {
        var run = Imported.Text(Twilio.Replace("\"x; y|z\"", body, StringComparison.Ordinal), "twilio-csv");
        run.Lines.Length.ShouldBe(2);
        run.Report.BadRecordCount.ShouldBe(0);
    }

    [Fact]
    public void RowsOutOfStep_ShowNoText() =>
        Imported.Text(Twilio + "A,\"B\nSECRET, one\nSECRET, two\n", "twilio-csv").Report.BadRecords.ShouldAllBe(b => !b.Value.Contains("SECRET", StringComparison.Ordinal));

    [Fact]
    public void EverySplitOfTheInput_ReadsTheSame()
    {
        var row = Twilio.Split('\n')[1];
        string Row(string id, string text) => row.Replace("SM1", id, StringComparison.Ordinal).Replace("\"x; y|z\"", text, StringComparison.Ordinal) + "\n";
        var content = System.Text.Encoding.UTF8.GetBytes(Twilio + Row("SM2", "\"open") + Row("SM3", "\"one\ntwo\"") + Row("SM4", "\"a\"\"b\"") + Row("SM5", "\"He said\nto \"me\" so\"") + Row("SM6", "\"open") + "a,b\n");
        var whole = Imported.From(new MemoryStream(content), "twilio-csv");
        whole.Events.Count(e => e.Kind == EventKind.Submit).ShouldBe(4);
        for (var split = 1; split < content.Length; split++)
        {
            var run = Imported.From(new TrickleStream(content, split, 1), "twilio-csv");
            run.Lines.ShouldBe(whole.Lines);
            run.Report.BadRecords.ShouldBe(whole.Report.BadRecords);
        }
    }
}
