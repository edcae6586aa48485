using System.CommandLine;
using Tidegate.Decisions;
using Tidegate.Output;
using Tidegate.Settings;

namespace Tidegate.Scanning;

/// <summary>`tidegate scan`: its arguments and options.</summary>
internal static class ScanVerb
{
    private static readonly InputOptions Input = new(priced: true);
    private static readonly Option<string?> Report = new("--report") { Description = "Write the JSON report (tidegate.scan/1); '-' for standard output", HelpName = "FILE" };
    private static readonly Option<string?> Html = new("--html") { Description = "Write a self-contained page with pictures; '-' for standard output", HelpName = "FILE" };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Write the incidents as CSV; '-' for standard output", HelpName = "FILE" };
    private static readonly Option<string?> Policy = new("--policy") { Description = "What to do at which odds (YAML, see docs/policy.md)", HelpName = "FILE" };
    private static readonly Option<int> Explain = new("--explain-import") { Description = "Show the first N records before and after import, then stop", HelpName = "N" };
    private static readonly Option<FailOn> Fail = new("--fail-on") { Description = "What makes the exit status 1 [default: found]", HelpName = "found|block|medium|high|critical|never" };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print errors only" };

    public static Command Build()
    {
        var verb = new Command("scan", "Finds, sizes and localises inflated traffic in exports of message records.\nExit status: 0 nothing found, 1 incidents found, 2 could not run, or found nothing in the little that it could use.")
        {
            Report, Html, Csv, Policy, Explain, Fail, Quiet,
        };
        Input.AddTo(verb);
        verb.SetAction((parsed, cancel) => Task.FromResult(ScanRun.Run(Request(parsed), cancel)));
        return verb;
    }

    private static ScanRequest Request(ParseResult parsed)
    {
        var input = Input.Read(parsed);
        return input with
        {
            ExplainImport = parsed.GetResult(Explain) is null ? 0 : Records(parsed.GetValue(Explain)),
            Options = input.Options with
            {
                Policy = parsed.GetValue(Policy) is { } path ? PolicyFile.Read(path) : DecisionPolicy.Default,
                Pictures = parsed.GetValue(Html) is not null,
            },
            Report = parsed.GetValue(Report),
            Html = parsed.GetValue(Html),
            Csv = parsed.GetValue(Csv),
            FailOn = parsed.GetValue(Fail),
            Quiet = parsed.GetValue(Quiet),
        };
    }

    private static int Records(int count) =>
        count >= 1 ? count : throw new UserErrorException($"--explain-import {count}: expected how many records to show, 1 or more");
}
