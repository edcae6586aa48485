using System.IO.Compression;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

public sealed class ScanRefusalTests : IDisposable
{
    private const string Submission = """{"type":"submit","time":"2026-03-02T00:00:08.996Z","message_id":"m1","customer":"acme","destination":"+393391234567"}""" + "\n";
    private const string Misnamed = """{"type":"submit","time":"2026-03-02T00:00:08.996Z","message_id":"m1","customer":"acme","dest":"+393391234567"}""" + "\n";
    private const string Receipt = """{"type":"receipt","time":"2026-03-02T00:00:09Z","message_id":"m1","status":"delivered"}""" + "\n";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Scan_WithoutOneSubmission_CouldNotRun()
    {
        var run = TidegateProcess.RunWithInput(Misnamed + Receipt, "scan", "-", "--report", _scratch.Path("r.json"));
        run.Status.ShouldBe(2, run.Output);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("not one submission could be read of 2 records (1 bad, 1 receipt or conversion without a submission");
        run.Error.ShouldContain("line 1: destination");
        File.Exists(_scratch.Path("r.json")).ShouldBeFalse();
    }

    [Fact]
    public void Scan_OfAnEmptyFileBesideAnother_IsTheScanOfTheOther()
    {
        using (var empty = new GZipStream(File.Create(_scratch.Path("e.gz")), CompressionLevel.Fastest)) empty.Write([]);
        var blank = _scratch.Write("blank.csv", "\n\r\n \n");
        TidegateProcess.Run("scan", blank, "-q").Status.ShouldBe(0);
        var run = TidegateProcess.Run("scan", _scratch.Write("a.ndjson", Submission), _scratch.Path("e.gz"), blank);
        run.Status.ShouldBe(0, run.Error);
        run.Output.ShouldContain("1 submission");
    }

    [Fact]
    public void Scan_OfAFileThatIsNoTrafficBesideAnother_TellsOfItAndGoesOn()
    {
        var (good, odd) = (_scratch.Write("a.ndjson", Submission), _scratch.Write("odd.bin", "\u0001\u0002\u0003\u0004"));
        var run = TidegateProcess.Run("scan", good, odd, "--report", _scratch.Path("r.json"));
        run.Status.ShouldBe(0, run.Error);
        run.Error.ShouldContain($"cannot read '{odd}': not recognised");
        run.Error.ShouldContain("it was left out, the other files were read");
        run.Output.ShouldContain("1 submission,");
        var source = JsonDocument.Parse(File.ReadAllText(_scratch.Path("r.json"))).RootElement.GetProperty("source");
        source.GetProperty("bad").GetInt64().ShouldBe(1);
        source.GetProperty("bad_lines")[0].GetProperty("source").GetString().ShouldBe(odd);

        TidegateProcess.Run("scan", odd, _scratch.Write("odd2.bin", "\u0001\u0002\u0003\u0005")).Status.ShouldBe(2, "nothing could be read");
        TidegateProcess.Run("scan", odd, _scratch.Write("empty", "")).Status.ShouldBe(2);
    }

    [Theory]
    [InlineData("10m", 1, 1, 2)]
    [InlineData("2h", 2, 0, 0)]
    public void Lateness_IsHowFarOutOfOrderMessagesMayBe(string lateness, int taken, int late, int status)
    {
        var events = Submission.Replace("m1", "m2", StringComparison.Ordinal).Replace("T00:00", "T01:00", StringComparison.Ordinal) + Submission;
        var run = TidegateProcess.RunWithInput(events, "scan", "-", "--report", "-", "--lateness", lateness);
        run.Status.ShouldBe(status, run.Error);
        var source = JsonDocument.Parse(run.Output).RootElement.GetProperty("source");
        (source.GetProperty("submissions").GetInt32(), source.GetProperty("late").GetInt32()).ShouldBe((taken, late));
    }

    [Fact]
    public void Outputs_ThatAreAnInputOrOneFile_AreRefusedBeforeTheScan()
    {
        var input = _scratch.Write("a.ndjson", Submission);
        var run = TidegateProcess.Run("scan", input, "--report", input);
        run.Status.ShouldBe(2);
        run.Error.ShouldContain("is one of the files to be scanned");
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_scratch.Path("link"), input);
            TidegateProcess.Run("scan", _scratch.Path("link"), "--csv", input).Status.ShouldBe(2);
        }

        File.ReadAllText(input).ShouldBe(Submission);
        run = TidegateProcess.Run("scan", input, "--report", _scratch.Path("same"), "--html", _scratch.Path("same"));
        run.Status.ShouldBe(2);
        run.Error.ShouldContain("--report and --html both write to");
        File.Exists(_scratch.Path("same")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--bogus", "unknown option '--bogus'")]
    [InlineData("--reprot", "did you mean '--report'?")]
    [InlineData("-x", "unknown option '-x'; 'tidegate scan --help'")]
    [InlineData("--report ''", "expected the name of a file")]
    [InlineData("--format mapping", "expected --mapping FILE too")]
    [InlineData("--policy .", "it is a directory")]
    [InlineData("--customer ''", "expected a customer's name")]
    [InlineData("--lateness 2d", "--lateness '2d': expected a length of time from 1s to 24h, such as 30m")]
    [InlineData("--lateness soon", "--lateness 'soon': expected a length of time")]
    [InlineData("--access-log-format %t|%l", "%P (the receiver) is missing")]
    [InlineData("--access-log-format %l|%P --format twilio", "'twilio' has none; expected --format kannel")]
    [InlineData("--since 2027-01-01 --until 2026-01-01", "nothing lies between them")]
    public void Options_ThatWillNotDo_AreTold(string options, string said)
    {
        var run = TidegateProcess.RunWithInput(Submission, ["scan", "-", .. options.Split(' ').Select(o => o.Trim('\''))]);
        run.Status.ShouldBe(2, run.Output);
        run.Error.ShouldStartWith("tidegate: ");
        run.Error.ShouldContain(said);
    }

    [Theory]
    [InlineData("--html", "<!doctype html>")]
    [InlineData("--csv", "id,campaign_id,")]
    public void Outputs_NamedByADash_GoToStandardOutputAlone(string option, string start)
    {
        var run = TidegateProcess.RunWithInput(Submission, "scan", "-", option, "-");
        run.Status.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith(start);
        run.Output.ShouldNotContain("No inflated traffic found.\n");
    }

    [Fact]
    public void Report_ToADevice_IsWrittenDirectly()
    {
        if (OperatingSystem.IsWindows()) return;
        var run = TidegateProcess.RunWithInput(Submission, "scan", "-", "--report", "/dev/stdout");
        run.Status.ShouldBe(0, run.Error);
        ReportContract.Check(run.Output);
    }

    [Fact]
    public void Customer_InNoRecord_IsToldAndTheStatusStays()
    {
        var run = TidegateProcess.RunWithInput(Submission, "scan", "-", "--customer", "nobody", "--customer", "acme");
        run.Status.ShouldBe(0, run.Error);
        run.Error.ShouldContain("no record of customer 'nobody'");
        run.Error.ShouldNotContain("'acme'");
    }
}
