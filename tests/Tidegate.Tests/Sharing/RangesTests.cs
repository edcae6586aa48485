using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Sharing;

[Collection("attacked traffic")]
public sealed class RangesTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Ranges_of_a_report_are_written_in_each_form()
    {
        var report = _scratch.Path("r.json");
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", report).Status.ShouldBe(1);
        var csv = TidegateProcess.Run("ranges", "export", "--report", report, "--to", "csv", "--source", "us");
        csv.Status.ShouldBe(0, csv.Error);
        csv.Output.ShouldStartWith("range_from,range_to,");
        var rows = csv.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;
        rows.ShouldBeGreaterThan(0);
        csv.Error.ShouldStartWith($"tidegate: {rows} range");
        foreach (var form in new[] { "stix", "misp" })
        {
            TidegateProcess.Run("ranges", "export", "--report", report, "--to", form, "-o", _scratch.Path(form)).Status.ShouldBe(0);
            JsonDocument.Parse(File.ReadAllText(_scratch.Path(form))).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        }
    }

    [Theory]
    [InlineData("--report no-such.json", "no-such.json")]
    [InlineData("--report no-such.json --to carrier-pigeon", "carrier-pigeon")]
    [InlineData("--report no-such.json --days 0", "--days 0")]
    [InlineData("--report no-such.json --min-confidence 100", "--min-confidence 100")]
    public void What_cannot_run_ends_with_2_and_names_it(string rest, string named)
    {
        var run = TidegateProcess.Run(["ranges", "export", .. rest.Split(' ')]);
        run.Status.ShouldBe(2, run.Output);
        run.Error.ShouldContain(named);
    }
}
