using System.CommandLine;
using Tidegate.Decisions;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Settings;
using Tidegate.Traffic.Importers;

namespace Tidegate.Scanning;

/// <summary>`tidegate scan`: its arguments and options.</summary>
internal static class ScanVerb
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Traffic exports: files or globs, plain, .gz or .zst; '-' reads standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Report = new("--report") { Description = "Write the JSON report (tidegate.scan/1); '-' for standard output", HelpName = "FILE" };
    private static readonly Option<string?> Html = new("--html") { Description = "Write a self-contained page with pictures", HelpName = "FILE" };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Write the incidents as CSV", HelpName = "FILE" };
    private static readonly Option<string> Format = new("--format") { Description = "Format or vendor ('tidegate formats' lists them)", HelpName = "NAME", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string?> Since = new("--since") { Description = "Leave out events before this time, e.g. 2026-03-02T06:00Z", HelpName = "TIME" };
    private static readonly Option<string?> Until = new("--until") { Description = "Leave out events from this time on", HelpName = "TIME" };
    private static readonly Option<string[]> Customer = new("--customer") { Description = "Only this customer; may be given more than once", HelpName = "NAME" };
    private static readonly Option<string?> Policy = new("--policy") { Description = "What to do at which odds (YAML, see docs/policy.md)", HelpName = "FILE" };
    private static readonly Option<string?> Mapping = new("--mapping") { Description = "How to read a format of your own (see docs/formats.md)", HelpName = "FILE" };
    private static readonly Option<string> DefaultCustomer = new("--default-customer") { Description = "Customer of records that name none", HelpName = "NAME", DefaultValueFactory = _ => "" };
    private static readonly Option<string> DefaultCountry = new("--default-country") { Description = "Country calling code of numbers in national form, e.g. 39", HelpName = "CC", DefaultValueFactory = _ => "" };
    private static readonly Option<string> Zone = new("--time-zone") { Description = "Time zone of times that state none, e.g. Europe/Rome", HelpName = "TZ", DefaultValueFactory = _ => "UTC" };
    private static readonly Option<int> Explain = new("--explain-import") { Description = "Show the first N records before and after import, then stop", HelpName = "N" };
    private static readonly Option<FailOn> Fail = new("--fail-on") { Description = "What makes the exit status 1", HelpName = "found|block|medium|high|critical|never", DefaultValueFactory = _ => FailOn.Found };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print errors only" };

    public static Command Build()
    {
        var verb = new Command("scan", "Finds, sizes and localises inflated traffic in exports of message records.\nExit status: 0 nothing found, 1 incidents found, 2 could not run.")
        {
            Files, Report, Html, Csv, Format, Since, Until, Customer, Policy, Mapping,
            DefaultCustomer, DefaultCountry, Zone, Explain, Fail, Quiet,
        };
        verb.SetAction((parsed, cancel) => Task.FromResult(ScanRun.Run(Request(parsed), cancel)));
        return verb;
    }

    private static ScanRequest Request(ParseResult parsed) => new()
    {
        Files = parsed.GetRequiredValue(Files),
        Format = parsed.GetValue(Mapping) is null ? parsed.GetRequiredValue(Format) : "mapping",
        ExplainImport = Records(parsed.GetValue(Explain)),
        Import = new ImportOptions
        {
            DefaultCustomer = parsed.GetRequiredValue(DefaultCustomer),
            DefaultCountryCallingCode = ImportText.CallingCode("--default-country", parsed.GetRequiredValue(DefaultCountry)),
            TimeZone = ImportText.TimeZone("--time-zone", parsed.GetRequiredValue(Zone)),
            Mapping = parsed.GetValue(Mapping) is { } mapping ? MappingFile.Read(mapping) : null,
        },
        Options = new ScanOptions
        {
            Policy = parsed.GetValue(Policy) is { } path ? PolicyFile.Read(path) : DecisionPolicy.Default,
            Since = TimeOption.Read("--since", parsed.GetValue(Since)),
            Until = TimeOption.Read("--until", parsed.GetValue(Until)),
            Customers = parsed.GetValue(Customer) ?? [],
            Pictures = parsed.GetValue(Html) is not null,
        },
        Report = parsed.GetValue(Report),
        Html = parsed.GetValue(Html),
        Csv = parsed.GetValue(Csv),
        FailOn = parsed.GetValue(Fail),
        Quiet = parsed.GetValue(Quiet),
    };

    private static int Records(int count) =>
        count >= 0 ? count : throw new UserErrorException($"--explain-import {count}: expected how many records to show, 1 or more");
}
