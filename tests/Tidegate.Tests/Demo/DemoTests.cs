using System.Diagnostics;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Tidegate.Tests.Demo;

public sealed partial class DemoTests
{
    [Fact]
    public void Demo_OfSomeMinutes_FindsBlocksAndFollowsTheAttackAsOneCampaign()
    {
        using var scratch = new Scratch();
        var result = TidegateProcess.Run("demo", "--port", "0", "--speed", "3600", "--minutes", "25", "--data", scratch.Path("demo"));
        result.Status.ShouldBe(0, result.Output + result.Error);
        result.Error.ShouldBeEmpty();
        string[] story = ["ATTACK begins", "FOUND after", "BLOCKED by decision", "STOPPED", "moves to another range", "the same campaign", "1 campaign."];
        var at = 0;
        foreach (var line in story)
        {
            at = result.Output.IndexOf(line, at, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0, $"'{line}' is not told, or not in its place:\n{result.Output}");
        }

        FullNumber().IsMatch(result.Output).ShouldBeFalse(result.Output);
        Directory.Exists(scratch.Path("demo/data")).ShouldBeTrue();
        TidegateProcess.Run("demo", "--data", scratch.Path("demo")).Error.ShouldContain("is not empty");
    }

    [Fact]
    public async Task Demo_CtrlC_EndsItInOrderAndRemovesItsFolder()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = TidegateProcess.Start("demo", "--port", "0", "--speed", "600");
        var error = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (!line.Contains("TOLD fraud@customer.example", StringComparison.Ordinal)) continue;
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            break;
        }

        var ended = TidegateProcess.End(process, process.StandardOutput.ReadToEndAsync(), error);
        ended.Status.ShouldBe(0, string.Join('\n', lines) + ended.Output + ended.Error);
        ended.Output.ShouldContain("1 campaign.");
        Directory.Exists(DataFolder().Match(lines[0]).Groups[1].Value).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--speed", "0")]
    [InlineData("--minutes", "0")]
    [InlineData("--port", "70000")]
    public void Demo_BadOption_SaysWhatWasExpected(string option, string value)
    {
        var result = TidegateProcess.Run("demo", option, value);
        result.Status.ShouldBe(2);
        result.Error.ShouldContain(option);
        result.Error.ShouldContain("expected a number");
    }

    [GeneratedRegex(@"\+(\d ?){10,}")]
    private static partial Regex FullNumber();

    [GeneratedRegex("data in (.+)$")]
    private static partial Regex DataFolder();
}
