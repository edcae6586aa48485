using System.CommandLine;
using Tidegate.Detection;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Settings;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Scanning;

/// <summary>The arguments and options that say which traffic to read and how, the same for each verb that reads files.</summary>
/// <param name="priced">Whether price lists may be given.</param>
internal sealed class InputOptions(bool priced = false)
{
    private const string KannelFormat = "kannel-access-log";

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Traffic exports: files or globs, plain, .gz or .zst; '-' reads standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _format = new("--format") { Description = "Format or vendor ('tidegate formats' lists them)", HelpName = "NAME", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> _since = new("--since") { Description = "Leave out events before this time, e.g. 2026-03-02T06:00Z", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Leave out events from this time on", HelpName = "TIME" };
    private readonly Option<string[]> _customer = new("--customer") { Description = "Only this customer; may be given more than once", HelpName = "NAME" };
    private readonly Option<string?> _mapping = new("--mapping") { Description = "How to read a format of your own (see docs/formats.md)", HelpName = "FILE" };
    private readonly Option<string> _defaultCustomer = new("--default-customer") { Description = "Customer of records that name none", HelpName = "NAME", DefaultValueFactory = _ => "" };
    private readonly Option<string> _defaultCountry = new("--default-country") { Description = "Country calling code of numbers in national form, e.g. 39", HelpName = "CC", DefaultValueFactory = _ => "" };
    private readonly Option<string> _zone = new("--time-zone") { Description = "Time zone of times that state none, e.g. Europe/Rome", HelpName = "TZ", DefaultValueFactory = _ => "UTC" };

    private readonly Option<string?> _rates = new("--rates") { Description = "Price lists for messages that state no price (CSV or YAML, see docs/rates.md)", HelpName = "FILE" };

    private readonly Option<string[]> _priors = new("--priors") { Description = "Ranges that others say were attacked, or list as high-risk (CSV, STIX 2.1, MISP): alerts there weigh more; may be given more than once", HelpName = "FILE" };

    private readonly Option<string> _lateness = new("--lateness") { Description = "How much older than the newest one a message may be when it comes, 1s to 24h; older ones are counted as too late", HelpName = "TIME", DefaultValueFactory = _ => "10m" };

    private readonly Option<bool> _sort = new("--sort") { Description = "Put the records of each file in order of time first, whatever order they come in; they are held in memory" };

    private readonly Option<string?> _accessLog = new("--access-log-format") { Description = "Kannel's access-log-format, as it stands in kannel.conf, where it is not the default", HelpName = "FORMAT" };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_files);
        if (priced)
        {
            verb.Options.Add(_rates);
            verb.Options.Add(_priors);
            verb.Options.Add(_lateness);
            verb.Options.Add(_sort);
        }

        foreach (var option in (Option[])[_format, _mapping, _since, _until, _customer, _defaultCustomer, _defaultCountry, _zone, _accessLog]) verb.Options.Add(option);
    }

    /// <summary>What they say, checked.</summary>
    /// <exception cref="UserErrorException">A value will not do.</exception>
    public ScanRequest Read(ParseResult parsed)
    {
        Check(parsed);
        var request = Request(parsed);
        if (request.Options.Since >= request.Options.Until) throw new UserErrorException($"--since '{parsed.GetValue(_since)}' --until '{parsed.GetValue(_until)}': nothing lies between them; expected --since to be the earlier");
        return request;
    }

    private ScanRequest Request(ParseResult parsed) => new()
    {
        Files = parsed.GetRequiredValue(_files),
        Format = FormatOf(parsed),
        Order = priced && parsed.GetValue(_sort) ? ReadingOrder.Sorted : ReadingOrder.TurnedRound,
        Import = new ImportOptions
        {
            DefaultCustomer = parsed.GetRequiredValue(_defaultCustomer),
            DefaultCountryCallingCode = ImportText.CallingCode("--default-country", parsed.GetRequiredValue(_defaultCountry)),
            TimeZone = ImportText.TimeZone("--time-zone", parsed.GetRequiredValue(_zone)),
            KannelAccessLogFormat = parsed.GetValue(_accessLog) is { } log ? ImportText.AccessLogFormat(_accessLog.Name, log) : "",
            Mapping = parsed.GetValue(_mapping) is { } mapping ? MappingFile.Read(mapping) : null,
        },
        Options = new ScanOptions
        {
            Since = TimeOption.Read("--since", parsed.GetValue(_since)),
            Until = TimeOption.Read("--until", parsed.GetValue(_until)),
            Customers = parsed.GetValue(_customer) ?? [],
            Detection = priced ? DetectionOptions.Default with { SubmissionLateness = Lateness(parsed.GetRequiredValue(_lateness)) } : DetectionOptions.Default,
            Rates = priced && parsed.GetValue(_rates) is { } rates ? RateFile.Read(rates) : [],
            Priors = priced ? PriorFile.Read(parsed.GetValue(_priors) ?? []) : [],
        },
    };

    private string FormatOf(ParseResult parsed)
    {
        if (parsed.GetValue(_mapping) is not null) return "mapping";
        var format = parsed.GetRequiredValue(_format);
        return format == "auto" && parsed.GetValue(_accessLog) is not null ? KannelFormat : format;
    }

    private static TimeSpan Lateness(string text) => DurationText.TryParse(text, out var time) && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromHours(24)
        ? time
        : throw new UserErrorException($"--lateness '{text}': expected a length of time from 1s to 24h, such as 30m");

    private void Check(ParseResult parsed)
    {
        UnknownOption.Check(parsed.GetRequiredValue(_files), parsed.CommandResult.Command);
        if (parsed.GetValue(_mapping) is null && parsed.GetRequiredValue(_format) == "mapping")
            throw new UserErrorException("--format mapping: expected --mapping FILE too, which says how to read the format (docs/formats.md)");
        if (parsed.GetValue(_accessLog) is not null && FormatOf(parsed) is not (KannelFormat or "kannel"))
            throw new UserErrorException($"--access-log-format: '{FormatOf(parsed)}' has none; expected --format kannel, or no --format and no --mapping");
        if (parsed.GetValue(_customer)?.Contains("") ?? false) throw new UserErrorException("--customer '': expected a customer's name");
    }
}
