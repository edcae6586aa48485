using System.CommandLine;
using Tidegate.Decisions;
using Tidegate.Scanning;
using Tidegate.Settings;

namespace Tidegate.Backtesting;

/// <summary>`tidegate backtest`: its arguments and options.</summary>
internal static class BacktestVerb
{
    private static readonly InputOptions Input = new(priced: true);
    private static readonly Option<string> Policy = new("--policy") { Description = "The changed policy (YAML, see docs/policy.md)", HelpName = "FILE", Required = true };
    private static readonly Option<string?> Against = new("--against") { Description = "The policy as it is [default: the default policy]", HelpName = "FILE" };
    private static readonly Option<string?> Report = new("--report") { Description = "Write the JSON report (tidegate.backtest/1); '-' for standard output", HelpName = "FILE" };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print errors only" };

    public static Command Build()
    {
        var verb = new Command("backtest", "Replays stored traffic under a changed policy and shows what it would have changed.\nExit status: 0 it ran, 2 could not run.")
        {
            Policy, Against, Report, Quiet,
        };
        Input.AddTo(verb);
        verb.SetAction((parsed, cancel) => Task.FromResult(BacktestRun.Run(Request(parsed), cancel)));
        return verb;
    }

    private static BacktestRequest Request(ParseResult parsed)
    {
        var (after, before) = (parsed.GetRequiredValue(Policy), parsed.GetValue(Against));
        return new BacktestRequest(
            Input.Read(parsed) with { Report = parsed.GetValue(Report), Quiet = parsed.GetValue(Quiet) },
            before is null ? DecisionPolicy.Default : PolicyFile.Read(before),
            PolicyFile.Read(after),
            before ?? "default policy",
            after);
    }
}
