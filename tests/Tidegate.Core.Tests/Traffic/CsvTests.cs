using System.Text;
using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class CsvTests
{
    private const string Header = "time,message_id,customer,destination,price\n";

    [Fact]
    public void Without_type_column_rows_are_submissions()
    {
        var taken = Taken.From(Header + "2026-03-02T00:00:08Z,m1,acme,+393391234567,0.05\n");
        taken.Only.Kind.ShouldBe(EventKind.Submit);
        taken.Only.Price.ShouldBe(0.05f);
        taken.Report.Format.ShouldBe("tidegate-csv");
        taken.Report.Remarks.ShouldContain(r => r.Contains("no column type"));
    }

    [Fact]
    public void With_type_column_all_three_kinds()
    {
        var taken = Taken.From("type,time,message_id,status,converted,customer,destination\nsubmit,2026-03-02T00:00:08Z,m1,,,a,+393391234567\nreceipt,2026-03-02T00:00:09Z,m1,delivered,,,\nconversion,2026-03-02T00:00:10Z,m1,,True,,\n");
        taken.Events.Select(e => e.Kind).ShouldBe([EventKind.Submit, EventKind.Receipt, EventKind.Conversion]);
        taken.Events[1].Status.ShouldBe(ReceiptStatus.Delivered);
        taken.Events[2].Converted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("time,message_id,destination\n2026-03-02T00:00:08Z,m1,+393391234567\n")]
    [InlineData("type,time,message_id,customer,destination\nsubmit,2026-03-02T00:00:08Z,m1,,+393391234567\n")]
    [InlineData("""{"type":"submit","time":"2026-03-02T00:00:08Z","message_id":"m1","destination":"+393391234567"}""")]
    [InlineData("""[{"type":"submit","time":"2026-03-02T00:00:08Z","message_id":"m1","destination":"+393391234567"}]""")]
    public void A_customers_own_log_names_no_customer(string log)
    {
        var taken = Taken.From(log, new ReadingOptions { Import = new ImportOptions { DefaultCustomer = "acme" } });
        taken.Names.Customers[taken.Only.Customer].ShouldBe("acme");
        Taken.From(log).OnlyFault().ShouldContain("customer");
    }

    [Fact]
    public void A_customer_that_is_named_stays()
    {
        var taken = Taken.From(Header + "2026-03-02T00:00:08Z,m1,other,+393391234567,0.05\n", new ReadingOptions { Import = new ImportOptions { DefaultCustomer = "acme" } });
        taken.Names.Customers[taken.Only.Customer].ShouldBe("other");
    }

    [Theory]
    [InlineData(Header + "2026-03-02T00:00:08Z,m1,acme,0339 1234567,0.05\n", 0)]
    [InlineData("""{"type":"submit","time":"2026-03-02T00:00:08Z","message_id":"m1","customer":"acme","destination":"+393391234567"}""", 1)]
    public void A_default_country_is_told_to_be_of_no_use_to_the_contract(string log, int taken)
    {
        const string told = "the default country was not used: destinations of Tidegate's own forms are E.164, with their country code";
        var with = Taken.From(log, new ReadingOptions { Import = new ImportOptions { DefaultCountryCallingCode = "39" } });
        with.Events.Count.ShouldBe(taken);
        with.Report.Remarks.ShouldContain(told);
        Taken.From(log).Report.Remarks.ShouldNotContain(told);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Other_delimiters_are_recognised(string delimiter) =>
        Taken.From((Header + "2026-03-02T00:00:08Z,m1,acme,+393391234567,0.05\n").Replace(",", delimiter)).Only.Price.ShouldBe(0.05f);

    [Fact]
    public void Quotes_line_ends_byte_order_mark_and_newlines_in_cells()
    {
        var taken = Taken.From("\uFEFFTime,\"message_id\",customer,destination\r\n\"2026-03-02T00:00:08Z\",m1,\"Smith, \"\"Sons\"\"\r\n& Co\",\"+39 339-123.45.67\"\r\n2026-03-02T00:00:09Z,m2, b\"c ,+393391234567");
        taken.Report.BadRecordCount.ShouldBe(0);
        taken.Events.Count.ShouldBe(2);
        taken.Names.Customers[taken.Events[0].Customer].ShouldBe("Smith, \"Sons\"\r\n& Co");
        taken.Names.Customers[taken.Events[1].Customer].ShouldBe("b\"c");
        taken.Events[0].Destination.ShouldBe(393391234567UL);
    }

    [Fact]
    public void Line_numbers_count_newlines_in_cells()
    {
        var taken = Taken.From(Header + "2026-03-02T00:00:08Z,m1,\"a\n\nb\",+393391234567,\nnever,m2,a,+393391234567,\n");
        taken.Events.Count.ShouldBe(1);
        taken.Report.BadRecords.ShouldHaveSingleItem().Line.ShouldBe(5);
    }

    [Theory]
    [InlineData("2026-03-02T00:00:08Z,m1,a,+393391234567\n", "expected 5 columns")]
    [InlineData("2026-03-02T00:00:08Z,m1,a,+393391234567,0.05,x\n", "expected 5 columns")]
    [InlineData("2026-03-02T00:00:08Z,m1,\"a\"b,+393391234567,0.05\n", "after a closing quote")]
    [InlineData("2026-03-02T00:00:08Z,m\0,a,+393391234567,0.05\n", "NUL")]
    public void Bad_row_costs_that_row_only(string row, string reason)
    {
        var good = "2026-03-02T00:00:08Z,m1,a,+393391234567,0.05\n";
        var taken = Taken.From(Header + good + row + good);
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain(reason);
        taken.Report.BadRecords[0].Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("\"0,05\"", "expected a number with a decimal point: \"0,05\"")]
    [InlineData("-0.05", "expected an amount from 0 to 1e9: \"-0.05\"")]
    public void Price_that_will_not_do_costs_the_price_and_not_the_row(string price, string told)
    {
        var taken = Taken.From(Header + $"2026-03-02T00:00:08Z,m1,a,+393391234567,{price}\n2026-03-02T00:00:09Z,m2,a,+393391234567,0.05\n");
        taken.Report.BadRecordCount.ShouldBe(0);
        taken.Events.Select(e => e.Price).ShouldBe([float.NaN, 0.05f]);
        taken.Report.Remarks.ShouldContain($"1 x price left out, {told} (line 2)");
    }

    [Fact]
    public void Quote_that_is_never_closed_costs_its_line_only()
    {
        var good = "2026-03-02T00:00:08Z,m1,a,+393391234567,0.05\n";
        var taken = Taken.From(Header + good + "2026-03-02T00:00:08Z,m1,\"a,+393391234567,0.05\n" + good + good);
        taken.Events.Count.ShouldBe(3);
        taken.OnlyFault().ShouldContain("quote is not closed");
    }

    [Fact]
    public void Wrong_columns_are_named()
    {
        var taken = Taken.From("when,id,who\n2026-03-02T00:00:08Z,m1,a\n");
        taken.Events.ShouldBeEmpty();
        var reason = taken.OnlyFault();
        reason.ShouldContain("when, id, who");
        reason.ShouldContain("message_id");
    }

    [Fact]
    public void Header_repeated_where_files_were_joined_is_no_record_of_events()
    {
        var file = Header + "2026-03-02T00:00:08Z,m1,a,+393391234567,0.05\n";
        var taken = Taken.From(file + file);
        taken.Events.Count.ShouldBe(2);
        taken.Report.BadRecordCount.ShouldBe(0);
    }

    [Fact]
    public void Every_split_of_the_input_reads_the_same()
    {
        var content = Encoding.UTF8.GetBytes(Header + "2026-03-02T00:00:08Z,m1,\"a \"\"b\"\"\nc\",+393391234567,0.05\r\nbad,row\n2026-03-02T00:00:08.5Z,m2,a b,+393391234567,0.05");
        var whole = Taken.From(content);
        whole.Events.Count.ShouldBe(2);
        for (var split = 1; split < content.Length; split++)
        {
            Taken.From(new TrickleStream(content, split, content.Length)).Described().ShouldBe(whole.Described());
        }

        Taken.From(new TrickleStream(content, 1)).Described().ShouldBe(whole.Described());
    }
}
