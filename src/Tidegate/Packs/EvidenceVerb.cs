using System.CommandLine;
using Tidegate.Output;
using Tidegate.Reporting.Packs;
using Tidegate.Settings;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Packs;

/// <summary>`tidegate evidence pack` and `tidegate evidence verify`.</summary>
internal static class EvidenceVerb
{
    private static readonly Argument<string[]> Files = new("FILE") { Description = "The traffic that the report was made of", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Report = new("--report") { Description = "The report of `tidegate scan`", HelpName = "FILE", Required = true };
    private static readonly Option<string> Incident = new("--incident") { Description = "Id of the incident", HelpName = "ID", Required = true };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Where the pack goes", HelpName = "FILE", Required = true };
    private static readonly Option<string> Data = new("--data") { Description = "Data directory, which has or gets the signing key", HelpName = "DIR", DefaultValueFactory = _ => "tidegate-data" };
    private static readonly Option<bool> FullNumbers = new("--full-numbers") { Description = "Whole phone numbers instead of prefixes and pseudonyms" };
    private static readonly Option<int> MaxMessages = new("--max-messages") { Description = "Most messages listed", HelpName = "N", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<string> Format = new("--format") { Description = "Format or vendor of the files", HelpName = "NAME", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string?> Mapping = new("--mapping") { Description = "How to read a format of your own (docs/formats.md)", HelpName = "FILE" };
    private static readonly Option<string> DefaultCustomer = new("--default-customer") { Description = "Customer of records that name none", HelpName = "NAME", DefaultValueFactory = _ => "" };
    private static readonly Option<string> DefaultCountry = new("--default-country") { Description = "Country calling code of numbers in national form, e.g. 39", HelpName = "CC", DefaultValueFactory = _ => "" };
    private static readonly Option<string> Zone = new("--time-zone") { Description = "Time zone of times that state none", HelpName = "TZ", DefaultValueFactory = _ => "UTC" };

    private static readonly Argument<string> Pack = new("PACK") { Description = "The pack" };
    private static readonly Option<string?> Key = new("--key") { Description = "Public key (PEM) of who made it, had by another way than the pack", HelpName = "FILE" };

    public static Command Build()
    {
        var pack = new Command("pack", "Makes a signed ZIP of all there is on one incident: page, messages, decisions, method.")
        {
            Files, Report, Incident, Output, Data, FullNumbers, MaxMessages, Format, Mapping, DefaultCustomer, DefaultCountry, Zone,
        };
        pack.SetAction((parsed, cancel) => Task.FromResult(PackRun.Run(Request(parsed), TimeProvider.System, cancel)));
        var verify = new Command("verify", "Checks a pack to its last byte.\nExit status: 0 whole, 1 changed or signed by another key, 2 could not run.") { Pack, Key };
        verify.SetAction(parsed => Verify(parsed.GetRequiredValue(Pack), parsed.GetValue(Key)));
        return new Command("evidence", "Evidence packs: what a supplier, an operator or a customer needs on one incident.") { pack, verify };
    }

    private static PackRequest Request(ParseResult parsed) => new(
        parsed.GetRequiredValue(Report),
        parsed.GetRequiredValue(Incident),
        parsed.GetRequiredValue(Files),
        new ReadingOptions
        {
            Format = parsed.GetValue(Mapping) is null ? parsed.GetRequiredValue(Format) : "mapping",
            Import = new ImportOptions
            {
                DefaultCustomer = parsed.GetRequiredValue(DefaultCustomer),
                DefaultCountryCallingCode = ImportText.CallingCode("--default-country", parsed.GetRequiredValue(DefaultCountry)),
                TimeZone = ImportText.TimeZone("--time-zone", parsed.GetRequiredValue(Zone)),
                Mapping = parsed.GetValue(Mapping) is { } mapping ? MappingFile.Read(mapping) : null,
            },
        },
        parsed.GetRequiredValue(Output),
        parsed.GetRequiredValue(Data),
        parsed.GetValue(FullNumbers),
        parsed.GetValue(MaxMessages) is > 0 and var most ? most : throw new UserErrorException($"--max-messages {parsed.GetValue(MaxMessages)}: expected 1 or more"));

    private static int Verify(string path, string? keyPath)
    {
        if (!File.Exists(path)) throw new UserErrorException($"cannot read '{path}': no such file");
        if (new FileInfo(path).Length > StoredZip.MaxBytes) throw new UserErrorException($"'{path}' is larger than any evidence pack; expected at most {StoredZip.MaxBytes} bytes");
        EvidenceCheck check;
        try
        {
            check = EvidencePack.Verify(File.ReadAllBytes(path), keyPath is null ? null : File.ReadAllText(keyPath));
        }
        catch (FormatException error)
        {
            throw new UserErrorException($"--key '{keyPath}': {error.Message}", error);
        }

        foreach (var fault in check.Faults) Console.WriteLine("WRONG  " + fault);
        if (check.Faults.Count > 0) return ExitStatus.Found;
        Console.WriteLine($"whole  every byte is as it was signed by {check.Fingerprint}");
        if (check.OwnKey) Console.WriteLine("look   that key came with the pack: compare it with the one you had from its maker, or give --key");
        return ExitStatus.NothingFound;
    }
}
