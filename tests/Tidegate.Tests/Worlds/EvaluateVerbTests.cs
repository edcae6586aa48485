using Shouldly;
using Xunit;

namespace Tidegate.Tests.Worlds;

/// <summary>What `evaluate` refuses, and its status.</summary>
public sealed class EvaluateVerbTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("--quick", "sample --quick", "without --benchmark")]
    [InlineData("--cells", "sample --cells plain", "without --benchmark")]
    [InlineData("--grid-seeds", "sample --grid-seeds 2", "without --benchmark")]
    [InlineData("--rival-seeds", "sample --rival-seeds 0", "without --benchmark")]
    [InlineData("--report", "sample --benchmark {0}/out --report {0}/r.json", "with --benchmark")]
    [InlineData("--policy", "sample --report {0}/r.json --policy {0}/p.yaml", "with --report, whose decisions are scored as they are")]
    [InlineData("--seeds", "{0} --seeds 2", "on folders: seeds are of named worlds")]
    [InlineData("--seed", "{0} --seed 7", "on folders: seeds are of named worlds")]
    public void Option_without_effect_is_refused(string option, string line, string where)
    {
        var run = TidegateProcess.Run(["evaluate", .. line.Split(' ').Select(word => word.Replace("{0}", _scratch.Folder, StringComparison.Ordinal))]);
        run.Status.ShouldBe(2);
        run.Error.Trim().ShouldBe($"tidegate: {option} has no effect {where}");
        Directory.Exists(_scratch.Path("out")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("evaluate", "sample")]
    [InlineData("evaluate", "sample", "--benchmark", "out", "--quick", "--grid-seeds", "0", "--rival-seeds", "0")]
    public async Task Run_that_was_cut_short_is_no_success(params string[] line)
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var status = await TidegateCommand.Build().Parse([.. line.Select(word => word == "out" ? _scratch.Path("out") : word)]).InvokeAsync(cancellationToken: cancel.Token);
        status.ShouldBe(2);
    }

    [Fact]
    public void World_that_does_not_parse_ends_it_with_one_line()
    {
        TidegateProcess.Run("simulate", "sample", "--days", "0.2", "--plain", "--out", _scratch.Path("w")).Status.ShouldBe(0);
        File.AppendAllLines(_scratch.Path("w/truth.csv"), ["soon,m1,acme,ACME,393391234567,tim,22201,0.05,"]);
        string[][] lines = [["evaluate", _scratch.Path("w")], ["evaluate", _scratch.Path("w"), "calm-like", "--benchmark", _scratch.Path("out"), "--quick", "--seeds", "1", "--grid-seeds", "0", "--rival-seeds", "0"]];
        foreach (var line in lines)
        {
            var run = TidegateProcess.Run(line);
            run.Status.ShouldBe(2);
            run.Error.Trim().ShouldStartWith($"tidegate: {_scratch.Path("w/truth.csv")}, line ");
            run.Error.Trim().ShouldEndWith("seconds 'soon'; expected seconds since 2026-03-02, a number from -1e9 to 1e9");
            run.Error.Trim().ShouldNotContain("\n");
        }
    }

    [Fact]
    public void Default_of_fail_on_is_told_as_it_is_given() => TidegateProcess.Run("scan", "--help").Output.ShouldContain("[default: found]", Case.Sensitive);
}
