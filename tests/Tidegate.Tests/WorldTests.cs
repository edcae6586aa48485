using Shouldly;
using Xunit;

namespace Tidegate.Tests;

[Collection("attacked traffic")]
public sealed class WorldTests(AttackedTraffic traffic) : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Report_of_another_detector_is_scored_against_the_truth_of_an_exported_world()
    {
        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("r.json")).Status.ShouldBe(1);
        var own = TidegateProcess.Run("evaluate", traffic.Folder);
        own.Status.ShouldBe(0, own.Error);
        own.Output.ShouldContain("found 1");
        TidegateProcess.Run("evaluate", traffic.Folder, "--report", _scratch.Path("r.json")).Output.ShouldBe(own.Output);

        var nothing = _scratch.Write("none.json", """{"schema":"tidegate.scan/1","source":{},"incidents":[],"decisions":[]}""");
        TidegateProcess.Run("evaluate", traffic.Folder, "--report", nothing).Output.ShouldContain("found 0");
        var bad = TidegateProcess.Run("evaluate", traffic.Folder, "--report", _scratch.Write("bad.json", "{}"));
        bad.Status.ShouldBe(2);
        bad.Error.ShouldContain("bad.json");
    }

    [Fact]
    public void Report_of_another_world_is_told()
    {
        const string elsewhere = "{\"from\":\"15550100000\",\"to\":\"15550109999\"}";
        var other = _scratch.Write("other.json", $$"""{"schema":"tidegate.scan/1","source":{"records":7},"incidents":[{"id":"i1","campaign_id":"c1","opened_at":"2026-03-02T01:00:00Z","first_message_at":"2026-03-02T01:00:00Z","last_message_at":"2026-03-02T02:00:00Z","severity":"high","state":"open","scope":{"ranges":[{{elsewhere}}]},"messages":7,"evidence":[]}],"decisions":[]}""");
        var run = TidegateProcess.Run("evaluate", traffic.Folder, "--report", other);
        run.Status.ShouldBe(0, run.Error);
        run.Error.ShouldContain("'" + other + "' seems to be the report of another world");
        run.Output.ShouldContain("found 0");

        TidegateProcess.Run("scan", traffic.Events, "-q", "--report", _scratch.Path("own.json"));
        TidegateProcess.Run("evaluate", traffic.Folder, "--report", _scratch.Path("own.json")).Error.ShouldBeEmpty();
        var nothing = _scratch.Write("nothing.json", """{"schema":"tidegate.scan/1","source":{},"incidents":[],"decisions":[]}""");
        var silent = TidegateProcess.Run("evaluate", traffic.Folder, "--report", nothing);
        silent.Error.ShouldBeEmpty();
        silent.Output.ShouldNotContain("NaN");
    }

    [Fact]
    public void World_is_not_written_among_other_files()
    {
        var note = _scratch.Write("note.txt", "mine");
        var run = TidegateProcess.Run("simulate", "sample", "--days", "0.1", "--out", _scratch.Folder);
        run.Status.ShouldBe(2);
        run.Error.ShouldContain($"--out '{_scratch.Folder}': the folder is not empty");
        Directory.GetFileSystemEntries(_scratch.Folder).ShouldBe([note]);
    }

    [Fact]
    public void Attacks_after_the_end_of_a_world_are_no_part_of_it()
    {
        var made = TidegateProcess.Run("simulate", "sample", "--seed", "4", "--days", "1", "--out", _scratch.Path("short"));
        made.Output.ShouldContain(" 0 attacks");
        File.ReadAllLines(_scratch.Path("short/campaigns.csv")).ShouldBe(["id,kind,start_seconds,minutes"]);
        File.AppendAllLines(_scratch.Path("short/campaigns.csv"), ["pumping,random-in-range,134924.1,120"]); // as it was once written
        var scored = TidegateProcess.Run("evaluate", _scratch.Path("short"));
        scored.Output.ShouldContain("short: no attacks; honest blocked 0");
        scored.Output.ShouldNotContain("NaN");
    }

    [Fact]
    public void Same_seed_gives_the_same_world()
    {
        TidegateProcess.Run("simulate", "sample", "--seed", "1", "--plain", "--out", _scratch.Path("again")).Status.ShouldBe(0);
        File.ReadAllBytes(_scratch.Path("again/events.ndjson")).SequenceEqual(File.ReadAllBytes(traffic.Events)).ShouldBeTrue();
    }
}
