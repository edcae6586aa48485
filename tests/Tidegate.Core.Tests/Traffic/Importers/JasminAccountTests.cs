using System.Text;
using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Jasmin's gateway writes who sent a message on a line of its own, in http-api.log or the SMPP server's log, or in one log with all.</summary>
public sealed class JasminAccountTests
{
    private const string Accepted = "2026-03-02 10:00:00 INFO     7 SMS-MT [uid:shop] [cid:tim] [msgid:q1] [prio:0] [dlr:no] [from:A] [to:393391234567] [content:hi [uid:other]]\n";
    private const string Sent = "2026-03-02 10:00:01 INFO     1 SMS-MT [cid:tim] [queue-msgid:q1] [smpp-msgid:b'0a'] [status:ESME_ROK] [from:b'A'] [to:b'393391234567'] [content:b'hi'] [tlvs:none]\n";
    private const string Receipt = "2026-03-02 10:00:08 INFO     1 DLR [cid:tim] [smpp-msgid:A] [status:DELIVRD] [err:0] [content:'x']\n";

    private static readonly string[] Shop = ["10:00:01.000 submit shop A 393391234567 x1 via tim", "10:00:08.000 receipt Delivered error 0"];

    [Theory]
    [InlineData(Accepted + Sent + Receipt, "")]
    [InlineData(Sent + Accepted + Receipt, "")]
    [InlineData(Receipt + Sent + Accepted, "acme")]
    [InlineData(Accepted + Sent + Receipt, "acme")]
    public void Account_of_the_gateways_line_is_the_customer(string log, string standard)
    {
        var run = Imported.Text(log, "jasmin-log", new ImportOptions { DefaultCustomer = standard });
        run.Lines.ShouldBe(Shop);
        run.Report.BadRecordCount.ShouldBe(0);
        run.Report.Remarks.ShouldContain("1 x line of the gateway, which names the account of a message");
    }

    [Fact]
    public void Account_may_stand_in_another_file_of_the_run()
    {
        var run = new ImportOptions { DefaultCustomer = "acme", Run = new RunIds(100) };
        var names = new TrafficNames();
        using var sent = Open(Sent + Receipt, names, run);
        using var accepted = Open(Accepted, new TrafficNames(), run);
        sent.Prepare();
        accepted.Prepare();
        names.Customers[Taken.All(sent)[0].Customer].ShouldBe("shop");
        Taken.All(accepted).ShouldBeEmpty();
    }

    [Fact]
    public void Log_of_the_gateway_is_recognised_and_has_no_submission_of_its_own()
    {
        var taken = Taken.From(Accepted);
        (taken.Report.Format, taken.Report.BadRecordCount, taken.Events.Count).ShouldBe(("jasmin-log", 0, 0));
    }

    [Fact]
    public void Message_that_no_line_names_has_the_default_customer_or_is_bad()
    {
        var log = Accepted.Replace("q1", "q2", StringComparison.Ordinal) + Sent;
        Imported.Text(log, "jasmin-log", new ImportOptions { DefaultCustomer = "acme" }).Lines[0].ShouldContain("submit acme");
        var bad = Imported.Text(log, "jasmin-log").Report.BadRecords.ShouldHaveSingleItem();
        (bad.Line, bad.Reason).ShouldBe((2, "the record names no customer, and no default customer was given"));
    }

    private static EventSource Open(string log, TrafficNames names, ImportOptions options) =>
        VendorImporters.All.Single(i => i.Format == "jasmin-log").Open(new MemoryStream(Encoding.UTF8.GetBytes(log)), "log", names, options);
}
