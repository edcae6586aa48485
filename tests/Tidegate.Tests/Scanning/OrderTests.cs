using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

/// <summary>Exports in the event contract's own forms that do not come oldest first.</summary>
[Collection("attacked traffic")]
public sealed class OrderTests(AttackedTraffic traffic) : IDisposable
{
    private static readonly string[] Columns = ["type", "time", "message_id", "customer", "sender", "destination", "mccmnc", "supplier", "category", "segments", "price", "cost", "currency", "status", "error_code", "converted"];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>The lines in an order that has nothing to do with time, the same each time.</summary>
    internal static IEnumerable<string> Mixed(IReadOnlyList<string> lines) => lines.Index().OrderBy(line => (line.Index * 7919L) % lines.Count).Select(line => line.Item);

    [Theory]
    [InlineData("ndjson")]
    [InlineData("json")]
    [InlineData("csv")]
    public void Scan_OfRecordsNewestFirst_FindsWhatItFindsOldestFirst(string form)
    {
        var lines = File.ReadAllLines(traffic.Events);
        var oldestFirst = Report(_scratch.Write("oldest." + form, In(form, lines)), out _);
        var newestFirst = Report(_scratch.Write("newest." + form, In(form, [.. lines.Reverse()])), out var remarks);
        newestFirst.ShouldBe(oldestFirst);
        remarks.ShouldContain("newest first, taken from its end");
    }

    [Fact]
    public void Scan_OfStandardInputNewestFirst_FindsWhatItFindsOldestFirst_AndSaysSo()
    {
        var reversed = string.Concat(File.ReadLines(traffic.Events).Reverse().Select(line => line + "\n"));
        var run = TidegateProcess.RunWithInput(reversed, "scan", "-");
        run.Status.ShouldBe(1, run.Error);
        run.Output.ShouldContain("newest first, taken from its end");
        run.Output.Split('\n')[0].ShouldBe(TidegateProcess.Run("scan", traffic.Events).Output.Split('\n')[0]);
    }

    [Fact]
    public void Scan_OfTwoFilesNewestFirst_MergesThemByTime()
    {
        var lines = File.ReadAllLines(traffic.Events);
        var whole = Report(traffic.Events, out _);
        var first = _scratch.Write("a.ndjson", In("ndjson", [.. lines[..9000].Reverse()]));
        var second = _scratch.Write("b.ndjson", In("ndjson", [.. lines[9000..].Reverse()]));
        Report(second, out _, first).ShouldBe(whole);
    }

    [Fact]
    public void Scan_Sort_PutsAnyOrderInOrderOfTime()
    {
        var mixed = _scratch.Write("mixed.ndjson", In("ndjson", [.. Mixed(File.ReadAllLines(traffic.Events))]));
        TidegateProcess.Run("scan", mixed, "-q").Status.ShouldBe(2);
        var sorted = Report(mixed, out var remarks, "--sort");
        sorted.ShouldBe(Report(traffic.Events, out _, "--sort"));
        remarks.ShouldContain("put in order of time, as asked");
        JsonNode.Parse(sorted)!["source"]!["late"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public void Scan_OfAFewRecordsTheWrongWayRound_CountsThemAsLate()
    {
        string[] hours = ["12", "11", "10", "13", "14"];
        var lines = hours.Select((hour, i) => $$"""{"type":"submit","time":"2026-03-02T{{hour}}:00:00Z","message_id":"m{{i}}","customer":"acme","destination":"+39339123456{{i}}"}""");
        var run = TidegateProcess.RunWithInput(In("ndjson", [.. lines]), "scan", "-", "--report", "-");
        JsonNode.Parse(run.Output)!["source"]!["late"]!.GetValue<long>().ShouldBe(2);
    }

    // The report without what it says of files.
    private static string Report(string file, out string remarks, params string[] more)
    {
        var run = TidegateProcess.Run(["scan", file, .. more, "-q", "--report", "-"]);
        run.Status.ShouldBe(1, run.Error);
        var report = JsonNode.Parse(run.Output)!.AsObject();
        remarks = report["source"]!["files"]![0]!["remarks"]!.ToJsonString();
        report["source"]!.AsObject().Remove("files");
        return report.ToJsonString();
    }

    private static string In(string form, IReadOnlyList<string> lines) => form switch
    {
        "csv" => string.Join(',', Columns) + "\n" + string.Concat(lines.Select(line => Row(JsonNode.Parse(line)!) + "\n")),
        "json" => "[\n" + string.Join(",\n", lines) + "\n]\n",
        _ => string.Concat(lines.Select(line => line + "\n")),
    };

    private static string Row(JsonNode e) => string.Join(',', Columns.Select(name => Convert.ToString(e[name]?.AsValue().GetValue<object>(), CultureInfo.InvariantCulture)));
}
