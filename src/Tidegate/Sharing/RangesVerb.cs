using System.CommandLine;
using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Packs;
using Tidegate.Reporting.Sharing;

namespace Tidegate.Sharing;

/// <summary>`tidegate ranges`: attacked ranges for others, and those of others.</summary>
internal static class RangesVerb
{
    private static readonly Option<string> Report = new("--report") { Description = "The report of `tidegate scan`", HelpName = "FILE", Required = true };
    private static readonly Option<SharedAs> To = new("--to") { Description = "Form", HelpName = "csv|stix|misp" };
    private static readonly Option<string> Source = new("--source") { Description = "Who says so, as others will read it", HelpName = "NAME", DefaultValueFactory = _ => "tidegate" };
    private static readonly Option<int> Days = new("--days") { Description = "Expires so many days after the last message", HelpName = "N", DefaultValueFactory = _ => 30 };
    private static readonly Option<int> MinNumbers = new("--min-numbers") { Description = "Leave out ranges of fewer numbers", HelpName = "N", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> MinConfidence = new("--min-confidence") { Description = "Leave out ranges of less confidence, 0 to 99", HelpName = "N", DefaultValueFactory = _ => 50 };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "Where it goes; standard output without", HelpName = "FILE" };

    private enum SharedAs
    {
        Csv,
        Stix,
        Misp,
    }

    public static Command Build()
    {
        var export = new Command("export", "Writes the attacked ranges of a report with first and last seen, confidence and expiry, and tells on standard error what it leaves out, such as whole networks; names of customers, senders and suppliers stay here.")
        {
            Report, To, Source, Days, MinNumbers, MinConfidence, Output,
        };
        export.SetAction(Export);
        return new Command("ranges", "Attacked ranges, to share and to take over from others.") { export, RangesImport.Build() };
    }

    private static int Export(ParseResult parsed)
    {
        var days = Positive("--days", parsed.GetValue(Days), 3650);
        var least = Positive("--min-numbers", parsed.GetValue(MinNumbers), int.MaxValue);
        var source = parsed.GetRequiredValue(Source);
        if (string.IsNullOrWhiteSpace(source)) throw new UserErrorException($"--source '{source}': expected a name that others know you by");
        var sure = parsed.GetValue(MinConfidence) is var stated and >= 0 and <= 99 ? stated : throw new UserErrorException($"--min-confidence {parsed.GetValue(MinConfidence)}: expected 0 to 99");
        var limits = new SharingLimits { ValidFor = TimeSpan.FromDays(days), MinNumbers = (ulong)least, MinConfidence = sure };
        var found = AttackedRanges.Of(ReportFile.Read(parsed.GetRequiredValue(Report)), new NumberPlan(), limits);
        void Write(Stream to)
        {
            if (parsed.GetValue(To) == SharedAs.Csv) RangeExport.Csv(to, found.Ranges, source);
            else if (parsed.GetValue(To) == SharedAs.Stix) RangeExport.Stix(to, found.Ranges, source);
            else RangeExport.Misp(to, found.Ranges, source);
        }

        if (parsed.GetValue(Output) is { } path)
        {
            using var file = AtomicFile.Open(path, "ranges");
            file.Write("ranges", Write);
        }
        else
        {
            using var standard = Console.OpenStandardOutput();
            Write(standard);
        }

        Errors.Say(found.Summary);
        return ExitStatus.NothingFound;
    }

    private static int Positive(string option, int value, int most) =>
        value > 0 && value <= most ? value : throw new UserErrorException($"{option} {value}: expected 1 to {most}");
}
