using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Reconciling;

public sealed class ReconcileTests : IDisposable
{
    private const string Header = "type,time,message_id,customer,sender,destination,price,cost,currency\n";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Differences_are_told_by_range_hour_and_message_and_numbers_only_when_asked_for()
    {
        var (ours, theirs) = Files();
        var run = TidegateProcess.Run(
            "reconcile", ours, "--against", theirs, "--report", _scratch.Path("r.json"), "--csv", _scratch.Path("r.csv"), "--messages", _scratch.Path("m.csv"));

        run.Status.ShouldBe(1, run.Error);
        run.Output.ShouldContain("+99450123xxxx");
        var report = JsonDocument.Parse(File.ReadAllText(_scratch.Path("r.json"))).RootElement;
        report.GetProperty("schema").GetString().ShouldBe("tidegate.reconciliation/1");
        report.GetProperty("matched_by_id").GetInt64().ShouldBe(2);
        var total = report.GetProperty("totals")[0];
        total.GetProperty("missing").GetInt64().ShouldBe(1);
        total.GetProperty("missing_money").GetDecimal().ShouldBe(0.05m);
        total.GetProperty("extra").GetInt64().ShouldBe(1);
        total.GetProperty("price_difference_money").GetDecimal().ShouldBe(0.02m);
        File.ReadAllLines(_scratch.Path("r.csv"))[1].ShouldBe("994501230000,994501239999,2026-03-02T09:00:00.000Z,EUR,1,0.05,1,0.05,0,1,0.02,0");
        var messages = File.ReadAllText(_scratch.Path("m.csv"));
        messages.ShouldContain("price,2026-03-02T09:00:02.000Z,99450123xxxx,acme,'=ACME,0.05,EUR,0.07,EUR");
        messages.ShouldNotContain("994501230002");
        Directory.GetFiles(_scratch.Folder).Length.ShouldBe(5, "no temporary file stays");

        TidegateProcess.Run("reconcile", ours, "--against", theirs, "-q", "--messages", _scratch.Path("m.csv"), "--full-numbers").Status.ShouldBe(1);
        File.ReadAllText(_scratch.Path("m.csv")).ShouldContain("994501230002");
    }

    [Fact]
    public void Outputs_never_go_over_an_input_or_each_other()
    {
        var (ours, theirs) = Files();
        var (before, same) = (File.ReadAllText(theirs), _scratch.Path("same"));
        foreach (var option in new[] { "--report", "--csv", "--messages", "--html" })
        {
            var run = TidegateProcess.Run("reconcile", ours, "--against", theirs, option, theirs);
            run.Status.ShouldBe(2);
            run.Error.ShouldContain($"{option} '{theirs}' is one of the files to be compared");
        }

        TidegateProcess.Run("reconcile", ours, "--against", theirs, "--csv", same, "--xlsx", same).Error.ShouldContain("--csv and --xlsx both write to");
        File.ReadAllText(theirs).ShouldBe(before);
        File.Exists(same).ShouldBeFalse();
    }

    [Fact]
    public void Page_workbook_and_parquet_have_the_same_differences()
    {
        var (ours, theirs) = Files();
        File.AppendAllText(theirs, "submit,2026-03-02T12:00:00Z,m9,acme,=ACME,+994501230009,0.05,,EUR\n"); // over more than one hour there is a chart
        TidegateProcess.Run("reconcile", ours, "--against", theirs, "-q", "--html", _scratch.Path("r.html"), "--xlsx", _scratch.Path("r.xlsx"), "--parquet", _scratch.Path("r.parquet")).Status.ShouldBe(1);
        var page = File.ReadAllText(_scratch.Path("r.html"));
        page.ShouldContain("1 message of ours missing in theirs (EUR 0.05)");
        page.ShouldContain("<svg");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("994501230002");
        using (var book = System.IO.Compression.ZipFile.OpenRead(_scratch.Path("r.xlsx"))) book.Entries.Count(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).ShouldBe(5);
        File.ReadAllBytes(_scratch.Path("r.parquet"))[..4].ShouldBe("PAR1"u8.ToArray());
    }

    [Fact]
    public void The_same_file_has_no_difference() =>
        TidegateProcess.Run("reconcile", Files().Ours, "--against", Files().Ours, "-q").ShouldBe(new TidegateProcess.Result(0, "", ""));

    [Fact]
    public void A_suppliers_invoice_is_compared_with_our_cost()
    {
        var ours = _scratch.Write("o.csv", Header + "submit,2026-03-02T09:00:01Z,m1,acme,ACME,+994501230001,0.09,0.05,EUR\n");
        var theirs = _scratch.Write("t.csv", "type,time,message_id,customer,sender,destination,price,currency\nsubmit,2026-03-02T09:00:31Z,x77,us,ACME,+994501230001,0.06,EUR\n");
        var run = TidegateProcess.Run("reconcile", ours, "--against", theirs, "--amount", "cost", "--match", "contents", "--report", "-");

        // The two name different customers, and each file states one in every message: not the same message.
        JsonDocument.Parse(run.Output).RootElement.GetProperty("matched_by_contents").GetInt64().ShouldBe(0);
        var mapping = _scratch.Write("map.yaml", """
            format: csv
            columns: { message_id: id, time: at, destination: number, sender: from, price: charged, currency: cur }
            """);
        var invoice = _scratch.Write("i.csv", "id,at,number,from,charged,cur\nx77,2026-03-02T09:00:31Z,+994501230001,ACME,0.06,EUR\n");
        run = TidegateProcess.Run("reconcile", ours, "--against", invoice, "--their-mapping", mapping, "--amount", "cost", "--report", "-");
        run.Status.ShouldBe(1, run.Error);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("matched_by_contents").GetInt64().ShouldBe(1);
        report.GetProperty("totals")[0].GetProperty("price_difference_money").GetDecimal().ShouldBe(0.01m);
    }

    [Theory]
    [InlineData("--against no-such.csv", "no-such.csv")]
    [InlineData("--against {ours} --tolerance soon", "soon")]
    [InlineData("--against {ours} --amount gold", "gold")]
    [InlineData("--against {ours} --since yesterday", "yesterday")]
    [InlineData("--against {ours} --amount-tolerance -1", "-1")]
    [InlineData("--against {ours} --report no/such/r.json", "no/such/r.json")]
    [InlineData("--against {bad}", "bad.csv")]
    [InlineData("", "--against")]
    public void What_cannot_run_ends_with_2_and_names_it(string rest, string named)
    {
        var bad = _scratch.Write("bad.csv", "a,b\n1,2\n");
        var run = TidegateProcess.Run(["reconcile", Files().Ours, .. rest.Replace("{ours}", Files().Ours).Replace("{bad}", bad).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        run.Status.ShouldBe(2, run.Output);
        run.Error.ShouldStartWith("tidegate: ");
        run.Error.ShouldContain(named);
    }

    private (string Ours, string Theirs) Files()
    {
        string Row(int n, string price) => $"submit,2026-03-02T09:00:0{n}Z,m{n},acme,=ACME,+99450123000{n},{price},,EUR\n";
        return (
            _scratch.Write("ours.csv", Header + Row(1, "0.05") + Row(2, "0.05") + Row(3, "0.05")),
            _scratch.Write("theirs.csv", Header + Row(1, "0.05") + Row(2, "0.07") + Row(4, "0.05")));
    }
}
