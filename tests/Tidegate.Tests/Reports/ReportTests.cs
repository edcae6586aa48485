using System.IO.Compression;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Reports;

[Collection("attacked traffic")]
public sealed class ReportTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("correlation")]
    [InlineData("suppliers")]
    [InlineData("customers")]
    [InlineData("comparison")]
    [InlineData("market")]
    public void A_report_is_written_as_every_kind_of_file_with_the_same_rows(string name)
    {
        string Out(string ending) => _scratch.Path(name + ending);
        var run = TidegateProcess.Run("report", name, traffic.Events, "--json", Out(".json"), "--html", Out(".html"), "--csv", Out(".csv"), "--xlsx", Out(".xlsx"), "--parquet", Out(".parquet"));
        run.Status.ShouldBe(0, run.Error);
        var report = JsonDocument.Parse(File.ReadAllText(Out(".json"))).RootElement;
        report.GetProperty("schema").GetString().ShouldBe("tidegate.report/1");
        report.GetProperty("findings").GetArrayLength().ShouldBeGreaterThan(0);
        run.Output.ShouldContain(report.GetProperty("title").GetString()!);
        var sections = report.GetProperty("sections").EnumerateArray().ToList();
        var csv = File.ReadAllText(Out(".csv")).ReplaceLineEndings("\n").Split('\n');
        var html = File.ReadAllText(Out(".html"));
        html.ShouldNotContain("<script");
        foreach (var section in sections)
        {
            var key = section.GetProperty("key").GetString()!;
            var at = Array.IndexOf(csv, key);
            at.ShouldBeGreaterThanOrEqualTo(0, key);
            csv.Skip(at + 2).TakeWhile(l => l.Length > 0).Count().ShouldBe(section.GetProperty("rows").GetArrayLength(), key);
            html.ShouldContain($"<h2 id=\"{key}\">");
        }

        using (var book = ZipFile.OpenRead(Out(".xlsx"))) book.Entries.Count(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).ShouldBe(sections.Count);
        File.ReadAllBytes(Out(".parquet"))[^4..].ShouldBe("PAR1"u8.ToArray());

        TidegateProcess.Run("report", name, traffic.Events, "-q", "--json", Out(".again.json")).Status.ShouldBe(0);
        File.ReadAllBytes(Out(".again.json")).ShouldBe(File.ReadAllBytes(Out(".json")), "the same traffic gives the same report");
    }

    [Fact]
    public void The_customer_that_was_attacked_comes_first_with_what_scan_found()
    {
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("scan.json")).Status.ShouldBe(1);
        var incidents = JsonDocument.Parse(File.ReadAllText(_scratch.Path("scan.json"))).RootElement.GetProperty("incidents").EnumerateArray().ToList();
        TidegateProcess.Run("report", "customers", traffic.Events, "-q", "--json", _scratch.Path("customers.json")).Status.ShouldBe(0);
        var rows = JsonDocument.Parse(File.ReadAllText(_scratch.Path("customers.json"))).RootElement.GetProperty("sections")[0].GetProperty("rows").EnumerateArray().ToList();
        var first = rows[0].GetProperty("party").GetString();
        incidents.SelectMany(i => i.GetProperty("scope").GetProperty("customers").EnumerateArray().Select(c => c.GetString())).ShouldContain(first);
        rows[0].GetProperty("suspect_messages").GetInt64().ShouldBeGreaterThan(0);
        rows.Where(r => r.GetProperty("incidents").GetInt64() == 0).ShouldAllBe(r => r.GetProperty("suspect_messages").GetInt64() == 0);
    }

    [Theory]
    [InlineData("--days 0", "--days 0")]
    [InlineData("--section nonsense --csv x.csv", "nonsense")]
    public void What_will_not_do_is_named(string options, string named)
    {
        var run = TidegateProcess.Run(["report", "market", traffic.Events, .. options.Replace("x.csv", _scratch.Path("x.csv"), StringComparison.Ordinal).Split(' ')]);
        run.Status.ShouldBe(2);
        run.Error.ShouldContain(named);
    }
}
