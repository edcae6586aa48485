using System.Text.Json.Nodes;
using Shouldly;
using Tidegate.Simulation.Measuring;
using Tidegate.Simulation.Rivals;
using Xunit;

namespace Tidegate.Simulation.Tests.Measuring;

public sealed class MeasuringTests
{
    // Newcombe, Statistics in Medicine 17 (1998), table I: Wilson's interval for 81 of 263 is 0.2553 to 0.3662, for 0 of 20 it is 0 to 0.1611.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(0, 20, 0, 0.1611)]
    public void Wilson_agrees_with_published_intervals(int hits, int n, double low, double high)
    {
        var interval = Interval.Part(hits, n);
        interval.Low.ShouldBe(low, 1e-4);
        interval.High.ShouldBe(high, 1e-4);
    }

    [Fact]
    public void Bootstrap_encloses_the_mean_and_shrinks_to_nothing_on_equal_figures()
    {
        var interval = Interval.Mean([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        interval.Value.ShouldBe(5.5);
        interval.Low.ShouldBeInRange(3, 5);
        interval.High.ShouldBeInRange(6, 8);
        Interval.Median([4, 4, 4]).ShouldBe(new Interval(4, 4, 4));
        double.IsNaN(Interval.Mean([]).Value).ShouldBeTrue();
    }

    [Fact]
    public void An_evaluation_writes_its_page_and_plots()
    {
        var folder = Directory.CreateTempSubdirectory("tidegate-benchmark").FullName;
        try
        {
            var rule = Rival.All.Single(static r => r.Name == "conversion below 20 %, fed");
            var result = EvaluateRun.Run(
                EvaluateOptions.Quick with { WorldSeeds = 1, GridSeeds = 1, RivalSeeds = 0, Presets = ["calm-like"], Cells = "random 120/min", Output = folder },
                w => RivalRun.Run(rule, w, 1));

            result.CutShort.ShouldBeFalse();
            result.Grid.Single().Scores.Single().Attacks.Single().OracleMessages.ShouldNotBeNull();
            var page = File.ReadAllText(Path.Combine(folder, "benchmark.md"));
            page.ShouldContain("| calm-like | 1 |");
            page.ShouldContain(BenchmarkPage.Aims);
            page.ShouldContain("| random 120/min | plain | 1 |");
            File.ReadAllText(Path.Combine(folder, "benchmark", "grid.svg")).ShouldStartWith("<svg");

            using var written = new MemoryStream();
            EvaluateJson.Write(written, result with { Rivals = [new("one", "as usual", result.Worlds[0].Scores, null, [])], AllowedFalsePerDay = 0.1 });
            var json = JsonNode.Parse(written.ToArray())!;
            var cell = json["grid"]![0]!;
            cell["name"]!.GetValue<string>().ShouldBe("random 120/min");
            cell["aim"]!.GetValue<double>().ShouldBe(0.997);
            var attack = cell["scores"]![0]!["attacks"]![0]!;
            attack["oracle_messages"]!.GetValue<double>().ShouldBe(result.Grid[0].Scores[0].Attacks[0].OracleMessages!.Value, 1e-6);
            cell["figures"]!["median_ratio_to_oracle"]!["value"]!.GetValue<double>().ShouldBe(attack["ratio_to_oracle"]!.GetValue<double>());
            json["worlds"]![0]!["scores"]![0]!["seed"]!.GetValue<ulong>().ShouldBe(EvaluateOptions.Quick.FirstSeed);
            json["detectors"]![0]!["name"]!.GetValue<string>().ShouldBe("one");
            json["detectors"]![0]!["knob"].ShouldBeNull();
            json["detectors"]![0]!["calibrated"].ShouldBeNull();
            json["allowed_false_incidents_per_day"]!.GetValue<double>().ShouldBe(0.1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Committed_page_states_the_aims_that_a_new_one_would_and_in_one_place()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Tidegate.slnx"))) root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("Tidegate.slnx");
        var page = File.ReadAllText(Path.Combine(root, "docs", "benchmark.md"));
        page.ShouldContain(BenchmarkPage.Aims);
        page.Replace(BenchmarkPage.Aims, "", StringComparison.Ordinal).ShouldNotContain("aim 1.");
    }
}
