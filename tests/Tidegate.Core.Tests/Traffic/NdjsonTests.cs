using System.IO.Hashing;
using System.Text;
using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class NdjsonTests
{
    private const string Submit =
        """{"type":"submit","time":"2026-03-02T00:00:08.996Z","message_id":"m1","customer":"acme","sender":"ACME","destination":"+393391234567","mccmnc":"22201","supplier":"tim-direct","category":"otp","segments":2,"price":0.0755,"cost":0.0657,"currency":"EUR"}""";

    [Fact]
    public void Submission_with_every_field()
    {
        var taken = Taken.From(Submit);
        var e = taken.Only;
        e.Kind.ShouldBe(EventKind.Submit);
        e.Time.ShouldBe(DateTimeOffset.Parse("2026-03-02T00:00:08.996Z").ToUnixTimeMilliseconds());
        e.MessageKey.ShouldBe(XxHash3.HashToUInt64("m1"u8));
        taken.Names.Customers[e.Customer].ShouldBe("acme");
        taken.Names.Senders[e.Sender].ShouldBe("ACME");
        e.Destination.ShouldBe(393391234567UL);
        taken.Names.Networks[e.Network].ShouldBe("22201");
        taken.Names.Suppliers[e.Supplier].ShouldBe("tim-direct");
        e.Category.ShouldBe(Category.Otp);
        e.Segments.ShouldBe((ushort)2);
        e.Price.ShouldBe(0.0755f);
        e.Cost.ShouldBe(0.0657f);
        taken.Names.Currencies[e.Currency].ShouldBe("EUR");
        taken.Report.Format.ShouldBe("tidegate-ndjson");
    }

    [Theory]
    [InlineData("eur", "EUR")]
    [InlineData("uSd", "USD")]
    [InlineData("points", "points")]
    [InlineData("€", "€")]
    public void Currencies_are_read_in_upper_case(string written, string currency)
    {
        foreach (var content in (string[])[Submit.Replace("EUR", written, StringComparison.Ordinal), $"time,message_id,customer,destination,price,currency\n2026-03-02T00:00:08Z,m1,acme,+393391234567,0.05,{written}\n"])
        {
            var taken = Taken.From(content);
            taken.Names.Currencies[taken.Only.Currency].ShouldBe(currency);
        }
    }

    [Theory]
    [InlineData("2026-03-02T05:30:00", "2026-03-02T00:00:00Z")]
    [InlineData("2026-03-02 05:30:00.250", "2026-03-02T00:00:00.250Z")]
    [InlineData("2026-03-02T05:30:00Z", "2026-03-02T05:30:00Z")]
    [InlineData("2026-03-02T05:30:00+01:00", "2026-03-02T04:30:00Z")]
    public void Times_that_state_no_zone_are_in_that_of_the_import(string written, string time)
    {
        var kolkata = new ReadingOptions { Import = new ImportOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata") } };
        foreach (var content in (string[])
            [
                Submit.Replace("2026-03-02T00:00:08.996Z", written, StringComparison.Ordinal),
                $"[{Submit.Replace("2026-03-02T00:00:08.996Z", written, StringComparison.Ordinal)}]",
                $"time,message_id,customer,destination\n{written},m1,acme,+393391234567\n",
            ])
        {
            var taken = Taken.From(content, kolkata);
            taken.Only.Time.ShouldBe(DateTimeOffset.Parse(time).ToUnixTimeMilliseconds());
            taken.Report.Remarks.Contains("some times state no offset from UTC; they were taken as times of Asia/Kolkata").ShouldBe(written.Length is 19 or 23);
            if (written.Length is 19 or 23) Taken.From(content).Report.Remarks.ShouldContain("some times state no offset from UTC; they were taken as UTC");
        }
    }

    [Fact]
    public void Submission_with_needed_fields_only()
    {
        var e = Taken.From("""{"type":"submit","time":"2026-03-02T00:00:08Z","message_id":"m1","customer":"a","destination":"393391234567"}""").Only;
        (e.Sender, e.Supplier, e.Network, e.Currency, e.Category).ShouldBe((0, 0, 0, (ushort)0, Category.Unknown));
        e.Price.ShouldBe(float.NaN);
        e.Segments.ShouldBe((ushort)1);
    }

    [Fact]
    public void Receipt_and_conversion()
    {
        var taken = Taken.From("""
            {"type":"receipt","time":"2026-03-02T00:00:10Z","message_id":"m1","status":"undelivered","error_code":"027"}
            {"type":"conversion","time":"2026-03-02T00:00:20Z","message_id":"m1","converted":true}
            {"type":"conversion","time":"2026-03-02T00:00:30Z","message_id":"m2","converted":false}
            """);
        taken.Events.Count.ShouldBe(3);
        taken.Events[0].Status.ShouldBe(ReceiptStatus.Undelivered);
        taken.Names.ErrorCodes[taken.Events[0].ErrorCode].ShouldBe("027");
        taken.Events[1].Converted.ShouldBeTrue();
        taken.Events[2].Converted.ShouldBeFalse();
    }

    [Fact]
    public void Unknown_status_is_unknown_and_remarked()
    {
        var taken = Taken.From("""{"type":"receipt","time":"2026-03-02T00:00:10Z","message_id":"m1","status":"DELIVRD"}""");
        taken.Only.Status.ShouldBe(ReceiptStatus.Unknown);
        taken.Report.Remarks.ShouldContain(r => r.Contains("DELIVRD"));
    }

    [Fact]
    public void Unknown_fields_are_passed_over_nested_ones_too()
    {
        var e = Taken.From("""{"meta":{"a":[1,"}\"",{"type":"receipt"}]}, "type" : "submit" ,"time":"2026-03-02T00:00:08Z","x":null,"y":-1.5e3,"message_id":"m1","customer":"a","destination":"+393391234567"}""").Only;
        e.Kind.ShouldBe(EventKind.Submit);
    }

    [Fact]
    public void Escapes_in_names_are_undone()
    {
        var taken = Taken.From("""{"type":"submit","time":"2026-03-02T00:00:08Z","message_id":"m\u0031","customer":"caf\u00e9 \"\\\/\ud83d\ude00","destination":"\u002b393391234567"}""");
        taken.Names.Customers[taken.Only.Customer].ShouldBe("café \"\\/😀");
        taken.Only.MessageKey.ShouldBe(XxHash3.HashToUInt64("m1"u8));
        taken.Only.Destination.ShouldBe(393391234567UL);
    }

    [Theory]
    [InlineData("\"time\":\"2026-03-02T00:00:08.996Z\"", "\"time\":\"yesterday\"", "time")]
    [InlineData("\"time\":\"2026-03-02T00:00:08.996Z\"", "\"time\":\"1970-01-01T00:00:00Z\"", "2000 to 2099")]
    [InlineData("\"time\":\"2026-03-02T00:00:08.996Z\"", "\"time\":\"2170-01-01T00:00:00Z\"", "2000 to 2099")]
    [InlineData("\"time\":\"2026-03-02T00:00:08.996Z\"", "\"time\":\"2026-02-30T00:00:00Z\"", "time")]
    [InlineData("\"time\":\"2026-03-02T00:00:08.996Z\",", "", "time: missing")]
    [InlineData("\"message_id\":\"m1\",", "", "message_id: missing")]
    [InlineData("\"customer\":\"acme\"", "\"customer\":\"\"", "customer: missing")]
    [InlineData("\"customer\":\"acme\"", "\"customer\":{\"id\":1}", "customer: expected a string")]
    [InlineData("\"type\":\"submit\"", "\"type\":\"sumbit\"", "type: expected submit")]
    [InlineData("\"destination\":\"+393391234567\"", "\"destination\":\"12345\"", "destination")]
    [InlineData("\"destination\":\"+393391234567\"", "\"destination\":\"+3933912345678901\"", "destination")]
    [InlineData("\"destination\":\"+393391234567\"", "\"destination\":\"03391234567\"", "national form")]
    [InlineData("\"mccmnc\":\"22201\"", "\"mccmnc\":\"2220\"", "mccmnc")]
    [InlineData("\"segments\":2", "\"segments\":0", "segments")]
    [InlineData("\"segments\":2", "\"segments\":1.5", "segments")]
    [InlineData("\"sender\":\"ACME\"", "\"sender\":\"a\\u0000b\"", "escape")]
    [InlineData("\"sender\":\"ACME\"", "\"sender\":\"a\tb\"", "control character")]
    [InlineData("\"currency\":\"EUR\"}", "\"currency\":\"EUR\"", "not closed")]
    [InlineData("\"currency\":\"EUR\"}", "\"currency\":\"EUR\"}}", "text after")]
    public void Bad_field_costs_its_line_only(string good, string bad, string reason)
    {
        var taken = Taken.From(Submit + "\n" + Submit.Replace(good, bad) + "\n" + Submit + "\n");
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain(reason);
        taken.Report.BadRecords[0].Line.ShouldBe(2);
        taken.Report.Records.ShouldBe(3);
    }

    [Theory]
    [InlineData("-0.0755", "expected an amount from 0 to 1e9", "-0.0755")]
    [InlineData("1e10", "expected an amount from 0 to 1e9", "1e10")]
    [InlineData("\"0.0755\"", "expected a number with a decimal point, not a string", "0.0755")]
    [InlineData("true", "expected a number with a decimal point", "true")]
    [InlineData("{\"amount\":1}", "expected a number with a decimal point", "{\"amount\":1}")]
    public void Money_that_will_not_do_costs_the_money_and_not_the_message(string money, string expected, string shown)
    {
        var taken = Taken.From(Submit + "\n" + Submit.Replace("\"price\":0.0755", $"\"price\":{money}") + "\n" + Submit.Replace("\"cost\":0.0657", $"\"cost\":{money}") + "\n");
        taken.Report.BadRecordCount.ShouldBe(0);
        taken.Events.Select(e => (e.Price, e.Cost)).ShouldBe([(0.0755f, 0.0657f), (float.NaN, 0.0657f), (0.0755f, float.NaN)]);
        taken.Events.ShouldAllBe(e => e.Destination == 393391234567UL && e.Segments == 2);
        taken.Report.Remarks.ShouldContain($"1 x price left out, {expected}: \"{shown}\" (line 2)");
        taken.Report.Remarks.ShouldContain($"1 x cost left out, {expected}: \"{shown}\" (line 3)");
        taken.Report.Amended.Select(a => (a.Line, a.Reason)).ShouldBe([(2, "price: " + expected), (3, "cost: " + expected)]);
    }

    [Fact]
    public void Money_left_out_is_counted_in_one_remark_and_only_of_records_that_were_taken()
    {
        var negative = Submit.Replace("\"price\":0.0755", "\"price\":-1");
        var taken = Taken.From(string.Concat(Enumerable.Repeat(negative + "\n", 50)) + negative.Replace("\"segments\":2", "\"segments\":0") + "\n");
        taken.Report.BadRecordCount.ShouldBe(1);
        taken.Report.AmendedCount.ShouldBe(50);
        taken.Report.Remarks.ShouldContain("50 x price left out, expected an amount from 0 to 1e9: \"-1\" (line 1), \"-1\" (line 2), \"-1\" (line 3), ...");
    }

    [Fact]
    public void Numbers_in_bad_records_are_masked()
    {
        var taken = Taken.From(Submit.Replace("+393391234567", "0339 123 45 67"));
        taken.OnlyFault();
        taken.Report.BadRecords[0].Value.ShouldBe("0339 1** ** **");
    }

    [Fact]
    public void Name_of_more_than_256_bytes_is_bad()
    {
        Taken.From(Submit.Replace("\"ACME\"", $"\"{new string('x', 256)}\"")).Report.BadRecordCount.ShouldBe(0);
        Taken.From(Submit.Replace("\"ACME\"", $"\"{new string('x', 257)}\"")).OnlyFault().ShouldContain("256");
    }

    [Fact]
    public void Other_encodings_within_utf8_cost_their_lines()
    {
        byte[] mixed = [.. Encoding.UTF8.GetBytes(Submit + "\n"), .. Encoding.Latin1.GetBytes(Submit.Replace("ACME", "CAFÉ") + "\n"), .. Encoding.UTF8.GetBytes(Submit.Replace("ACME", "CAFÉ"))];
        var taken = Taken.From(mixed);
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain("UTF-8");
    }

    [Fact]
    public void Line_beyond_the_limit_is_skipped_and_reading_goes_on()
    {
        var options = new ReadingOptions { MaxRecordBytes = 4096 };
        var longLine = Submit.Replace("ACME", new string('x', 300_000));
        var taken = Taken.From(Submit + "\n" + longLine + "\n" + Submit, options);
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain("4096");
        taken.Report.BadRecords[0].Line.ShouldBe(2);
        taken.Report.BadRecords[0].Value.Length.ShouldBeLessThan(100);
    }

    [Fact]
    public void Blank_lines_carriage_returns_and_byte_order_mark_are_no_records()
    {
        var taken = Taken.From("\uFEFF\r\n" + Submit + "\r\n\r\n  \n" + Submit + "\r\n");
        taken.Events.Count.ShouldBe(2);
        taken.Report.Records.ShouldBe(2);
        taken.Report.BadRecordCount.ShouldBe(0);
    }

    [Fact]
    public void Every_split_of_the_input_reads_the_same()
    {
        var content = Encoding.UTF8.GetBytes(Submit.Replace("ACME", "caf\\u00e9") + "\r\nnonsense\n" + Submit.Replace("m1", "m2é") + "\n");
        var whole = Taken.From(content);
        whole.Events.Count.ShouldBe(2);
        for (var split = 1; split < content.Length; split++)
        {
            var taken = Taken.From(new TrickleStream(content, split, content.Length));
            taken.Described().ShouldBe(whole.Described());
            taken.Report.BadRecords.ShouldBe(whole.Report.BadRecords);
        }

        Taken.From(new TrickleStream(content, 1)).Described().ShouldBe(whole.Described());
    }

    [Fact]
    public void Only_the_first_twenty_bad_lines_are_kept()
    {
        var taken = Taken.From(Submit + "\n" + string.Concat(Enumerable.Repeat("{}\n", 50)));
        taken.Report.BadRecordCount.ShouldBe(50);
        taken.Report.BadRecords.Count.ShouldBe(SourceReport.KeptBadRecords);
    }
}
