using System.CommandLine;
using Tidegate.Output;
using Tidegate.Scanning;
using Tidegate.Storage.Reports;

namespace Tidegate.Reports;

/// <summary>`tidegate report`: its arguments and options.</summary>
internal static class ReportVerb
{
    private static readonly (Option<string?> Option, ReportFormat Format)[] Outputs =
    [
        (new("--json") { Description = "Write it as JSON (tidegate.report/1); '-' for standard output", HelpName = "FILE" }, ReportFormat.Json),
        (new("--html") { Description = "Write it as a self-contained page with charts", HelpName = "FILE" }, ReportFormat.Html),
        (new("--csv") { Description = "Write it as CSV: all tables one after the other, or one of them with --section", HelpName = "FILE" }, ReportFormat.Csv),
        (new("--xlsx") { Description = "Write it as a workbook, a sheet for each table", HelpName = "FILE" }, ReportFormat.Xlsx),
        (new("--parquet") { Description = "Write its first table, or that of --section, as Parquet", HelpName = "FILE" }, ReportFormat.Parquet),
    ];

    private static readonly Option<string?> Section = new("--section") { Description = "The one table of --csv and --parquet, by its key in the JSON", HelpName = "KEY" };
    private static readonly Option<int> Days = new("--days") { Description = "Length of the period: the last so many days of the traffic; what is before tells what is usual", HelpName = "N", DefaultValueFactory = _ => 30 };
    private static readonly Option<string?> Network = new("--network") { Description = "The network of a comparison (MCC-MNC); without it that with most messages", HelpName = "MCCMNC" };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print errors only" };

    public static Command Build()
    {
        var verb = new Command("report", "Reports over days and months of traffic, from export files. A running service makes the same of what it saw: GET /v1/reports/NAME.");
        foreach (var (name, text) in ReportCatalog.All) verb.Subcommands.Add(One(name, text));
        return verb;
    }

    private static Command One(string name, string text)
    {
        var verb = new Command(name, text + ".\nExit status: 0 written, 2 could not run.") { Days, Section, Quiet };
        var input = new InputOptions();
        input.AddTo(verb);
        if (name == "comparison") verb.Options.Add(Network);
        foreach (var (option, _) in Outputs) verb.Options.Add(option);
        verb.SetAction((parsed, cancel) =>
        {
            var days = parsed.GetValue(Days);
            if (days is < 1 or > 3660) throw new UserErrorException($"--days {days}: expected 1 to 3660");
            return ReportRun.RunAsync(
                new ReportRequest
                {
                    Name = name,
                    Input = input.Read(parsed) with { Quiet = parsed.GetValue(Quiet) },
                    Days = days,
                    Network = name == "comparison" ? parsed.GetValue(Network) : null,
                    Section = parsed.GetValue(Section),
                    Outputs = [.. Outputs.Where(o => parsed.GetValue(o.Option) is not null).Select(o => (parsed.GetValue(o.Option)!, o.Format))],
                },
                cancel);
        });
        return verb;
    }
}
