using System.Globalization;
using System.Text.Json;
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
    public void Json_of_an_evaluation_says_what_the_text_says()
    {
        var run = TidegateProcess.Run("evaluate", traffic.Folder, "sample", "--seed", "4", "--seeds", "2", "--json", _scratch.Path("e.json"));
        run.Status.ShouldBe(0, run.Error);
        var text = File.ReadAllText(_scratch.Path("e.json"));
        text.ShouldNotContain("NaN");
        text.ShouldNotContain("Infinity");
        var json = JsonDocument.Parse(text).RootElement;
        json.GetProperty("schema").GetString().ShouldBe("tidegate.evaluate/1");
        json.GetProperty("cut_short").GetBoolean().ShouldBeFalse();
        var worlds = json.GetProperty("worlds");
        worlds.EnumerateArray().Select(w => w.GetProperty("name").GetString()).ShouldBe([traffic.Folder, "sample"]);
        worlds[0].GetProperty("scores")[0].GetProperty("seed").ValueKind.ShouldBe(JsonValueKind.Null, "a folder does not say");
        worlds[1].GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("seed").GetInt64()).ShouldBe([4, 5]);
        foreach (var score in worlds.EnumerateArray().SelectMany(w => w.GetProperty("scores").EnumerateArray()))
        {
            var lines = run.Output.Split('\n').SkipWhile(line => !line.StartsWith(score.GetProperty("world").GetString() + ":", StringComparison.Ordinal)).ToList();
            lines[0].ShouldContain($"honest blocked {score.GetProperty("honest_blocked").GetInt64()} (");
            lines[0].ShouldContain($"false incidents {score.GetProperty("false_incidents").GetInt64()} of {score.GetProperty("incidents").GetInt64()} (");
            foreach (var (attack, line) in score.GetProperty("attacks").EnumerateArray().Zip(lines.Skip(1)))
            {
                line.ShouldContain($"{attack.GetProperty("id").GetString()} ");
                line.ShouldContain($"stopped {attack.GetProperty("stopped").GetDouble().ToString("P2", CultureInfo.InvariantCulture),8}");
                line.ShouldContain($"before block {attack.GetProperty("messages_before").GetInt64(),5} msgs");
                attack.GetProperty("ratio_to_oracle").ValueKind.ShouldBe(JsonValueKind.Null, "no oracle was run");
            }
        }

        var figures = worlds[1].GetProperty("figures");
        figures.GetProperty("runs").GetInt32().ShouldBe(2);
        foreach (var interval in new[] { "stopped", "found", "honest_blocked_ppm", "false_incidents_per_day" })
            figures.GetProperty(interval).EnumerateObject().Select(p => p.Name).ShouldBe(["value", "low", "high"]);

        var alone = TidegateProcess.Run("evaluate", traffic.Folder, "--json", "-");
        JsonDocument.Parse(alone.Output).RootElement.GetProperty("worlds").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public void Json_of_a_world_without_attacks_has_null_for_what_nothing_says()
    {
        TidegateProcess.Run("simulate", "sample", "--days", "0.2", "--out", _scratch.Path("short")).Output.ShouldContain(" 0 attacks");
        var run = TidegateProcess.Run("evaluate", _scratch.Path("short"), "--json", "-");
        run.Status.ShouldBe(0, run.Error);
        var world = JsonDocument.Parse(run.Output).RootElement.GetProperty("worlds")[0];
        world.GetProperty("scores")[0].GetProperty("stopped").ValueKind.ShouldBe(JsonValueKind.Null);
        world.GetProperty("figures").GetProperty("found").GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        world.GetProperty("figures").GetProperty("median_minutes_before").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Json_of_an_evaluation_never_goes_over_what_is_scored()
    {
        var report = _scratch.Write("r.json", "{}");
        var run = TidegateProcess.Run("evaluate", traffic.Folder, "--report", report, "--json", report);
        run.Status.ShouldBe(2);
        run.Error.ShouldContain("is one of the files to be scored");
        File.ReadAllText(report).ShouldBe("{}");
        TidegateProcess.Run("evaluate", traffic.Folder, "--json", traffic.Events).Status.ShouldBe(2);
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
