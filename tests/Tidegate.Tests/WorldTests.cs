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
    public void Same_seed_gives_the_same_world()
    {
        TidegateProcess.Run("simulate", "sample", "--seed", "1", "--plain", "--out", _scratch.Path("again")).Status.ShouldBe(0);
        File.ReadAllBytes(_scratch.Path("again/events.ndjson")).SequenceEqual(File.ReadAllBytes(traffic.Events)).ShouldBeTrue();
    }
}
