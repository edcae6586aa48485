using System.CommandLine;
using Tidegate.Output;
using Tidegate.Reporting.Reconciliation;
using Tidegate.Settings;
using Tidegate.Storage.Reports;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Reconciling;

/// <summary>`tidegate reconcile`: its arguments and options.</summary>
internal static class ReconcileVerb
{
    private static readonly Argument<string[]> Ours = new("OURS") { Description = "What passed through us: files or globs, plain, .gz or .zst", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string[]> Against = new("--against") { Description = "The customer's own log, or the supplier's invoice file; files or globs, may be given more than once", HelpName = "THEIRS", Required = true };
    private static readonly Option<string> Format = new("--format") { Description = "Format or vendor of OURS ('tidegate formats' lists them)", HelpName = "NAME", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string?> Mapping = new("--mapping") { Description = "How to read OURS when the format is your own (docs/formats.md)", HelpName = "FILE" };
    private static readonly Option<string> Zone = new("--time-zone") { Description = "Time zone of times in OURS that state none", HelpName = "TZ", DefaultValueFactory = _ => "UTC" };
    private static readonly Option<string> TheirFormat = new("--their-format") { Description = "Format or vendor of THEIRS", HelpName = "NAME", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string?> TheirMapping = new("--their-mapping") { Description = "How to read THEIRS when the format is their own", HelpName = "FILE" };
    private static readonly Option<string> TheirZone = new("--their-time-zone") { Description = "Time zone of times in THEIRS that state none", HelpName = "TZ", DefaultValueFactory = _ => "UTC" };
    private static readonly Option<string> DefaultCountry = new("--default-country") { Description = "Country calling code of numbers in national form, e.g. 39", HelpName = "CC", DefaultValueFactory = _ => "" };
    private static readonly Option<MatchBy> Match = new("--match") { Description = "What makes two messages the same; auto: the id, and the contents where few ids are known to both", HelpName = "auto|id|contents|both" };
    private static readonly Option<string> Tolerance = new("--tolerance") { Description = "How far apart the times of the same message may be, matched by contents", HelpName = "TIME", DefaultValueFactory = _ => "2m" };
    private static readonly Option<ComparedAmount> Amount = new("--amount") { Description = "Which of our amounts is compared: price with a customer's log, cost with a supplier's invoice", HelpName = "price|cost" };
    private static readonly Option<double> AmountTolerance = new("--amount-tolerance") { Description = "Largest difference of amounts taken as none", HelpName = "MONEY", DefaultValueFactory = _ => 0.000_001 };
    private static readonly Option<string?> Since = new("--since") { Description = "Count differences before this time as outside, e.g. 2026-03-01", HelpName = "TIME" };
    private static readonly Option<string?> Until = new("--until") { Description = "Count differences from this time on as outside", HelpName = "TIME" };
    private static readonly Option<string?> Report = new("--report") { Description = "Write the JSON report (tidegate.reconciliation/1); '-' for standard output", HelpName = "FILE" };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Write the differences by range and hour as CSV", HelpName = "FILE" };
    private static readonly Option<string?> Html = new("--html") { Description = "Write it as a self-contained page with charts", HelpName = "FILE" };
    private static readonly Option<string?> Xlsx = new("--xlsx") { Description = "Write it as a workbook, a sheet for each table", HelpName = "FILE" };
    private static readonly Option<string?> Parquet = new("--parquet") { Description = "Write the differences by range as Parquet", HelpName = "FILE" };
    private static readonly Option<string?> Messages = new("--messages") { Description = "Write each message that differs as CSV", HelpName = "FILE" };
    private static readonly Option<bool> FullNumbers = new("--full-numbers") { Description = "Write whole phone numbers in --messages, not just their ranges" };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print errors only" };

    public static Command Build()
    {
        var verb = new Command("reconcile", "Holds what passed through us against a customer's log or a supplier's invoice file: missing, extra, price differences.\nExit status: 0 no difference, 1 differences, 2 could not run.")
        {
            Ours, Against, Format, Mapping, Zone, TheirFormat, TheirMapping, TheirZone, DefaultCountry, Match, Tolerance,
            Amount, AmountTolerance, Since, Until, Report, Csv, Html, Xlsx, Parquet, Messages, FullNumbers, Quiet,
        };
        verb.SetAction((parsed, cancel) => Task.FromResult(ReconcileRun.Run(Request(parsed), cancel)));
        return verb;
    }

    private static ReconcileRequest Request(ParseResult parsed) => new()
    {
        Ours = parsed.GetRequiredValue(Ours),
        Reading = Reading(parsed, Format, Mapping, Zone),
        Theirs = parsed.GetRequiredValue(Against),
        TheirReading = Reading(parsed, TheirFormat, TheirMapping, TheirZone),
        Options = new ReconcileOptions
        {
            MatchBy = parsed.GetValue(Match),
            Tolerance = Duration(parsed.GetRequiredValue(Tolerance)),
            Amount = parsed.GetValue(Amount),
            AmountTolerance = Money(parsed.GetValue(AmountTolerance)),
            Since = TimeOption.Read("--since", parsed.GetValue(Since)),
            Until = TimeOption.Read("--until", parsed.GetValue(Until)),
        },
        Report = parsed.GetValue(Report),
        Csv = parsed.GetValue(Csv),
        Tables = [.. new[] { (Html, ReportFormat.Html), (Xlsx, ReportFormat.Xlsx), (Parquet, ReportFormat.Parquet) }.Where(o => parsed.GetValue(o.Item1) is not null).Select(o => (parsed.GetValue(o.Item1)!, o.Item2))],
        Messages = parsed.GetValue(Messages),
        FullNumbers = parsed.GetValue(FullNumbers),
        Quiet = parsed.GetValue(Quiet),
    };

    private static ReadingOptions Reading(ParseResult parsed, Option<string> format, Option<string?> mapping, Option<string> zone) => new()
    {
        Format = parsed.GetValue(mapping) is null ? parsed.GetRequiredValue(format) : "mapping",
        Import = new ImportOptions
        {
            DefaultCustomer = Reconciler.NotStated,
            DefaultCountryCallingCode = ImportText.CallingCode("--default-country", parsed.GetRequiredValue(DefaultCountry)),
            TimeZone = ImportText.TimeZone(zone.Name, parsed.GetRequiredValue(zone)),
            Mapping = parsed.GetValue(mapping) is { } path ? MappingFile.Read(path) : null,
        },
    };

    private static TimeSpan Duration(string text) => DurationText.TryParse(text, out var duration)
        ? duration
        : throw new UserErrorException($"--tolerance '{text}': expected a length of time such as 90s, 2m or 1h");

    private static double Money(double value) => value is >= 0 and < 1e9
        ? value
        : throw new UserErrorException($"--amount-tolerance {value}: expected an amount of 0 or more");
}
