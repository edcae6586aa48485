using System.IO.Compression;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Scanning;

[Collection("attacked traffic")]
public sealed class UnusedInputTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Scan_OfRecordsInAnyOrder_IsNoAllClear()
    {
        var mixed = _scratch.Path("mixed.ndjson");
        File.WriteAllLines(mixed, OrderTests.Mixed(File.ReadAllLines(traffic.Events)));

        var run = TidegateProcess.Run("scan", mixed, "-q", "--html", _scratch.Path("r.html"));
        run.Status.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldMatch(@"^tidegate: [\d,]+ of [\d,]+ submissions came too late; sort the records by time[^\n]*--sort[^\n]*\n$");
        File.ReadAllText(_scratch.Path("r.html")).ShouldMatch("<h1>Could not be scanned: [^<]+ came too late.</h1>");
        run = TidegateProcess.Run("scan", mixed);
        run.Status.ShouldBe(2);
        run.Output.ShouldStartWith("Could not be scanned: ");
        run.Output.ShouldNotContain("No inflated traffic");
        TidegateProcess.Run("scan", mixed, "-q", "--fail-on", "never").Status.ShouldBe(2);
    }

    [Fact]
    public void Scan_ThatFindsAttacksInLessThanHalf_TellsBothAndEndsWith1()
    {
        var lines = File.ReadAllLines(traffic.Events);
        var file = _scratch.Path("thrice.ndjson");
        File.WriteAllLines(file, [.. lines, .. Late("x"), .. Late("y")]);

        var run = TidegateProcess.Run("scan", file);
        run.Status.ShouldBe(1, run.Error);
        run.Output.Split('\n')[0].ShouldMatch("^1 incident: .+, but [0-9,]+ of [0-9,]+ submissions came too late\\.");
        run.Error.ShouldContain("sort the records by time");
        run.Error.ShouldContain("\ntidegate: the records' times go back ", customMessage: "the last of them are more than a day older than the first");

        IEnumerable<string> Late(string mark) => lines.Select(line => line.Replace("\"message_id\":\"m", "\"message_id\":\"" + mark, StringComparison.Ordinal)).Reverse();
    }

    [Theory]
    [InlineData(50, 10, 0, 0, "10 of 60 submissions came too late")]
    [InlineData(60, 5, 0, 0, "")]
    [InlineData(60, 0, 6, 0, "")]
    [InlineData(20, 0, 10, 0, "10 of 30 submissions could not be read; the first bad record: '-' line 21: destination: ")]
    [InlineData(10, 0, 10, 2, "10 of 20 submissions could not be read")]
    [InlineData(10, 5, 5, 2, "5 of 15 submissions came too late and 5 of 20 submissions could not be read")]
    public void Scan_SaysHowManyCouldNotBeUsed(int good, int late, int bad, int status, string said)
    {
        var lines = Enumerable.Range(0, good).Select(i => Submission($"g{i}", "01:00", "+393391234567"))
            .Concat(Enumerable.Range(0, late).Select(i => Submission($"l{i}", "00:30", "+393391234567")))
            .Concat(Enumerable.Range(0, bad).Select(i => Submission($"b{i}", "01:00", "12")));
        var run = TidegateProcess.RunWithInput(string.Concat(lines), "scan", "-", "-q");
        run.Status.ShouldBe(status, run.Error);
        if (said.Length == 0) run.Error.ShouldBeEmpty();
        else run.Error.ShouldContain(said);
    }

    [Fact]
    public void Scan_OfRecordsWhoseTimesGoBack_IsNoAllClear()
    {
        // Twenty submissions of 2099 among others: the clock goes there, and back.
        var file = _scratch.Write("far.ndjson", Thirty("g") + string.Concat(Enumerable.Range(0, 20).Select(i => Submission($"f{i}", "01:00", "+393391234567").Replace("2026", "2099", StringComparison.Ordinal))) + Thirty("h"));

        var run = TidegateProcess.Run("scan", file, "-q", "--html", _scratch.Path("far.html"), "--report", _scratch.Path("far.json"));
        run.Status.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldMatch(@"^tidegate: the records' times go back by 26\d\d\d d( \d+ h)?, from 2099-03-0\d [\d:]+ to 2026-03-0\d [\d:]+ UTC: what came after [^\n]+; sort the records by time, the oldest first \(--sort does it\), and scan again\n$");
        File.ReadAllText(_scratch.Path("far.html")).ShouldMatch("<h1>Could not be scanned: the records(&#39;|&#x27;|') times go back by ");
        JsonDocument.Parse(File.ReadAllText(_scratch.Path("far.json"))).RootElement.GetProperty("source").GetProperty("leaps_back").GetInt64().ShouldBe(1);
        TidegateProcess.Run("scan", file).Output.ShouldStartWith("Could not be scanned: the records' times go back by ");

        var sorted = TidegateProcess.Run("scan", file, "-q", "--sort");
        (sorted.Status, sorted.Error).ShouldBe((0, ""));

        static string Thirty(string mark) => string.Concat(Enumerable.Range(0, 30).Select(i => Submission($"{mark}{i}", "01:00", "+393391234567")));
    }

    [Fact]
    public void Scan_ThatFindsAttacks_AndWhoseTimesGoBack_TellsBothAndEndsWith1()
    {
        // Found before the times go back.
        var earlier = Enumerable.Range(0, 30).Select(i => Submission($"g{i}", "01:00", "+393391234567").Replace("2026-03-02", "2026-02-02", StringComparison.Ordinal).TrimEnd());
        var file = _scratch.Path("earlier.ndjson");
        File.WriteAllLines(file, [.. File.ReadLines(traffic.Events), .. earlier]);

        var run = TidegateProcess.Run("scan", file);
        run.Status.ShouldBe(1, run.Error);
        run.Output.Split('\n')[0].ShouldMatch("^1 incident: .+, but the records' times go back by ");
        run.Error.ShouldContain("sort the records by time");
    }

    [Fact]
    public void Scan_OfAFewRecordsAfterALongPause_SaysThatTheyAreTooFar_AndNotToSortThem()
    {
        var lines = Enumerable.Range(0, 30).Select(i => Submission($"g{i}", "01:00", "+393391234567"))
            .Concat(Enumerable.Range(0, 10).Select(i => Submission($"f{i}", "01:00", "+393391234567").Replace("2026-03-02", "2026-06-02", StringComparison.Ordinal)));
        var run = TidegateProcess.RunWithInput(string.Concat(lines), "scan", "-", "-q");
        run.ShouldBe(new TidegateProcess.Result(0, "", "tidegate: 10 of 40 submissions came too far ahead of the rest, and too few, to be believed; where the times far ahead are right, scan those records alone (--since)\n"));
    }

    [Fact]
    public void Scan_OfBadReceipts_UsedAllSubmissions()
    {
        var receipts = Enumerable.Range(0, 20).Select(i => $$"""{"type":"receipt","time":"yesterday","message_id":"g{{i}}","status":"delivered"}""" + "\n");
        TidegateProcess.RunWithInput(Submission("g1", "01:00", "+393391234567") + string.Concat(receipts), "scan", "-", "-q").ShouldBe(new TidegateProcess.Result(0, "", ""));
    }

    [Fact]
    public void Scan_OfAGzipThatBreaksOff_TellsOfItQuietOrNot()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var events = File.OpenRead(traffic.Events)) events.CopyTo(gzip);
        File.WriteAllBytes(_scratch.Path("cut.gz"), packed.ToArray()[..100_000]);

        var run = TidegateProcess.Run("scan", _scratch.Path("cut.gz"), "-q");
        run.Status.ShouldBe(0);
        run.Error.ShouldContain($"'{_scratch.Path("cut.gz")}' could not be read to its end: stopped at line ");
        run.Error.ShouldContain("breaks off");
    }

    [Fact]
    public void Scan_OfAnArrayWithATextNeverClosed_TellsThatTheRestIsLost()
    {
        var events = Enumerable.Range(0, 30).Select(i => Submission($"g{i}", "01:00", "+393391234567").TrimEnd()).ToArray();
        events[20] = events[20].Replace("acme\"", "acme", StringComparison.Ordinal);
        var run = TidegateProcess.RunWithInput("[" + string.Join(',', events) + "]", "scan", "-", "-q");
        run.Status.ShouldBe(0);
        run.Error.ShouldStartWith("tidegate: '-' could not be read to its end: stopped at line 1: an object is not closed, or a text in it");
    }

    [Theory]
    [InlineData("--since", "2026-03-02T12:00Z")]
    [InlineData("--customer", "duneparcel3")]
    public void Counts_OfWhatWasLeftOut_AddUpToWhatWasRead(string option, string value)
    {
        var run = TidegateProcess.Run("scan", traffic.Events, "--report", "-", option, value);
        var source = JsonDocument.Parse(run.Output).RootElement.GetProperty("source");
        string[] counts = ["submissions", "receipts", "conversions", "bad", "duplicates", "late", "orphans", "filtered", "filtered_feedback"];
        counts.Sum(name => source.TryGetProperty(name, out var count) ? count.GetInt64() : 0).ShouldBe(source.GetProperty("records").GetInt64());
    }

    [Fact]
    public void Counts_OfOneAndOfNone()
    {
        TidegateProcess.RunWithInput(Submission("g1", "01:00", "+393391234567"), "scan", "-").Output.ShouldContain("Read 1 record: 1 submission, 0 receipts, 0 conversions");
        var empty = TidegateProcess.Run("scan", _scratch.Write("empty.ndjson", ""));
        empty.Output.ShouldContain("Read 0 records: 0 submissions");
        empty.Output.ShouldNotContain("bad");
    }

    private static string Submission(string id, string time, string destination) =>
        $$"""{"type":"submit","time":"2026-03-02T{{time}}:00Z","message_id":"{{id}}","customer":"acme","destination":"{{destination}}"}""" + "\n";
}
