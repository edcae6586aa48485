using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Tidegate.Reporting;
using Xunit;

namespace Tidegate.Tests.Scanning;

[Collection("attacked traffic")]
public sealed class ScanTests(AttackedTraffic traffic) : IDisposable
{
    private const string OneMessage = """{"type":"submit","time":"2026-03-02T00:00:08.996Z","message_id":"m1","customer":"acme","destination":"+393391234567"}""" + "\n";

    private static readonly string AnotherMessage = OneMessage.Replace("m1", "m2", StringComparison.Ordinal);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Attacked_traffic_ends_with_1_and_a_report_by_contract()
    {
        var run = TidegateProcess.Run("scan", traffic.Events, "--report", _scratch.Path("r.json"), "--html", _scratch.Path("r.html"), "--csv", _scratch.Path("r.csv"));

        run.Status.ShouldBe(1, run.Error);
        run.Output.ShouldContain("incident");
        ReportContract.Check(File.ReadAllText(_scratch.Path("r.json")));
        File.ReadAllText(_scratch.Path("r.html")).ShouldContain("<article class=\"incident\"");
        using var report = File.OpenRead(_scratch.Path("r.json"));
        File.ReadAllLines(_scratch.Path("r.csv")).Length.ShouldBe(1 + ScanReportReader.Read(report).Incidents.Count);
        Directory.GetFiles(_scratch.Folder).Length.ShouldBe(3, "no temporary file stays");
    }

    [Fact]
    public void Same_input_gives_the_same_bytes()
    {
        foreach (var n in new[] { "1", "2" })
            TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path(n + ".json"), "--html", _scratch.Path(n + ".html"), "--csv", _scratch.Path(n + ".csv"));

        foreach (var kind in new[] { ".json", ".html", ".csv" })
            File.ReadAllBytes(_scratch.Path("1" + kind)).SequenceEqual(File.ReadAllBytes(_scratch.Path("2" + kind))).ShouldBeTrue(kind);
    }

    [Theory]
    [InlineData("never", 0)]
    [InlineData("found", 1)]
    [InlineData("block", 1)]
    public void Fail_on_changes_the_status(string failOn, int status) =>
        TidegateProcess.Run("scan", traffic.Events, "-q", "--fail-on", failOn).Status.ShouldBe(status);

    [Fact]
    public void Monitor_only_policy_blocks_nothing()
    {
        var policy = _scratch.Write("policy.yaml", "monitor_only: true\n");
        TidegateProcess.Run("scan", traffic.Events, "-q", "--policy", policy, "--fail-on", "block").Status.ShouldBe(0);
        TidegateProcess.Run("scan", traffic.Events, "-q", "--policy", policy).Status.ShouldBe(1);
    }

    [Fact]
    public void Since_until_and_customer_leave_out_and_count()
    {
        var run = TidegateProcess.Run("scan", traffic.Events, "--report", "-", "--since", "2026-03-02", "--until", "2026-03-02T06:00Z", "--customer", "no such customer");
        run.Status.ShouldBe(2, "nothing was left to find anything in");
        run.Error.ShouldContain("--customer, --since or --until left none of ");
        var source = JsonDocument.Parse(run.Output).RootElement.GetProperty("source");
        source.GetProperty("submissions").GetInt64().ShouldBe(0);
        source.GetProperty("filtered").GetInt64().ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Standard_input_is_read_and_standard_output_takes_the_report()
    {
        var run = TidegateProcess.RunWithInput(OneMessage + "not json\n" + AnotherMessage, "scan", "-", "--report", "-");
        run.Status.ShouldBe(0, run.Error);
        ReportContract.Check(run.Output);
        var source = JsonDocument.Parse(run.Output).RootElement.GetProperty("source");
        source.GetProperty("submissions").GetInt64().ShouldBe(2);
        source.GetProperty("bad").GetInt64().ShouldBe(1);
        source.GetProperty("bad_lines")[0].GetProperty("line").GetInt64().ShouldBe(2);
    }

    [Fact]
    public void Bad_lines_are_told_on_the_terminal_too()
    {
        var file = _scratch.Write("a.ndjson", OneMessage + "{\"type\":\"submit\",\"time\":\"yesterday\"}\n" + AnotherMessage);
        var run = TidegateProcess.Run("scan", file);
        run.Status.ShouldBe(0, run.Error);
        run.Output.ShouldContain("1 bad");
        run.Output.ShouldContain("line 2");
    }

    [Fact]
    public void Quiet_prints_nothing() => TidegateProcess.RunWithInput(OneMessage, "scan", "-", "--quiet").ShouldBe(new TidegateProcess.Result(0, "", ""));

    [Theory]
    [InlineData("scan", "no-such-file.csv", "no-such-file.csv")]
    [InlineData("scan", "no-such-*.csv", "no-such-*.csv")]
    [InlineData("scan - --format betamax", "", "betamax")]
    [InlineData("scan - --since yesterday", "", "yesterday")]
    [InlineData("scan - --time-zone Mars/Olympus", "", "Mars/Olympus")]
    [InlineData("scan - --default-country 0039", "", "0039")]
    [InlineData("scan - --policy no-such.yaml", "", "no-such.yaml")]
    [InlineData("scan - --mapping no-such.yaml", "", "no-such.yaml")]
    [InlineData("scan - --report no/such/folder/r.json", "", "no/such/folder/r.json")]
    [InlineData("scan - --report /", "", "'/'")]
    [InlineData("scan - --fail-on sometimes", "", "sometimes")]
    [InlineData("scan - --fail-on sometimes", "", "expected found, block, medium, high, critical, never")]
    [InlineData("scan - --explain-import 0", "", "--explain-import 0: expected how many")]
    [InlineData("scan - --explain-import some", "", "--explain-import 'some': expected a whole number")]
    [InlineData("simulate sample --out x --seed", "-5", "--seed '-5': expected a whole number, 0 or more")]
    [InlineData("simulate sample --out x --days", "long", "--days 'long': expected a number")]
    [InlineData("scan - --no-such-option", "", "--no-such-option")]
    [InlineData("evaluate", "no-such-world", "no-such-world")]
    [InlineData("evaluate --seeds 0", "sample", "--seeds 0")]
    [InlineData("evaluate", "", "no world named")]
    [InlineData("simulate --out x", "no-such-world", "no-such-world")]
    [InlineData("simulate sample --out x --days", "0", "--days 0")]
    public void What_cannot_run_ends_with_2_and_one_line_that_names_it(string command, string last, string named)
    {
        string[] args = last.Length > 0 ? [.. command.Split(' '), last] : command.Split(' ');
        var run = TidegateProcess.RunWithInput(OneMessage, args);
        run.Status.ShouldBe(2, run.Output);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(named);
        run.Error.ShouldStartWith("tidegate: ");
        run.Error.ShouldNotContain("System.");
        run.Error.ShouldNotContain("   at ", Case.Sensitive, "no stack");
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "columns missing")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008", "not recognised")]
    public void What_is_no_traffic_is_not_taken_for_nothing_found(string content, string reason)
    {
        var run = TidegateProcess.Run("scan", _scratch.Write("x", content), "--report", _scratch.Path("r.json"));
        run.Status.ShouldBe(2);
        run.Error.ShouldContain(reason);
        File.Exists(_scratch.Path("r.json")).ShouldBeFalse();
    }

    [Fact]
    public void Empty_file_holds_nothing_to_find() => TidegateProcess.Run("scan", _scratch.Write("empty.ndjson", "")).Status.ShouldBe(0);

    [Fact]
    public void Full_disk_ends_with_2_and_says_so()
    {
        if (!File.Exists("/dev/full")) return;
        var run = TidegateProcess.RunWithInput(OneMessage, "scan", "-", "-q", "--report", "/dev/full");
        run.Status.ShouldBe(2);
        run.Error.ShouldContain("/dev/full");
        run.Error.ShouldContain("No space left");
    }

    [Fact]
    public void Interrupt_writes_what_was_found_so_far_marked_as_cut_short()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = TidegateProcess.Start("scan", "-", "--report", _scratch.Path("r.json"), "--html", _scratch.Path("r.html"));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using (var events = File.OpenText(traffic.Events))
            for (var i = 0; i < 300_000 && events.ReadLine() is { } line; i++) process.StandardInput.WriteLine(line);
        process.StandardInput.Flush(); // The input stays open: without the interrupt it would wait for more.
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()])) kill.WaitForExit();
        var run = TidegateProcess.End(process, output, error);

        run.Output.ShouldContain("Cut short");
        run.Error.ShouldContain("cut short after ");
        var json = File.ReadAllText(_scratch.Path("r.json"));
        ReportContract.Check(json);
        var root = JsonDocument.Parse(json).RootElement;
        root.GetProperty("cut_short").GetBoolean().ShouldBeTrue();
        run.Status.ShouldBe(root.GetProperty("incidents").GetArrayLength() > 0 ? 1 : 2);
        File.ReadAllText(_scratch.Path("r.html")).ShouldContain("Cut short");
    }

    [Fact]
    public async Task Interrupt_OfAPipeThatNeverSaidAnything_EndsTheScan()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = TidegateProcess.Start("scan", "-", "--report", _scratch.Path("silent.json"));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        for (var i = 0; i < 400 && !WaitsForInput(process); i++) await Task.Delay(50); // interrupted too early, it would have no handler yet
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()])) await kill.WaitForExitAsync();
        var run = TidegateProcess.End(process, output, error);

        run.Status.ShouldBe(2, run.Output + run.Error);
        JsonDocument.Parse(File.ReadAllText(_scratch.Path("silent.json"))).RootElement.GetProperty("cut_short").GetBoolean().ShouldBeTrue();
    }

    // One of its threads is in a read of a pipe that nothing comes through; not the one that waits for signals, a byte each.
    private static bool WaitsForInput(Process process) =>
        Directory.Exists($"/proc/{process.Id}/task") && Directory.GetDirectories($"/proc/{process.Id}/task").Any(t =>
            File.ReadAllText(Path.Combine(t, "wchan")).Contains("pipe_read", StringComparison.Ordinal)
            && File.ReadAllText(Path.Combine(t, "syscall")).Split(' ') is [_, _, _, not "0x1", ..]);
}
