using System.CommandLine;
using Spectre.Console;
using Tidegate.Reporting;
using Tidegate.Server.Settings;
using Tidegate.Terminal;

namespace Tidegate.Doctor;

/// <summary>`tidegate doctor`: looks at what the service stands on, and says what is wrong and what to do.</summary>
internal static class DoctorVerb
{
    private static readonly Option<string?> Config = new("--config") { Description = "Settings of the service", HelpName = "FILE" };
    private static readonly Option<string?> Data = new("--data") { Description = "Data directory of the service", HelpName = "DIR" };
    private static readonly Option<string?> Urls = new("--urls") { Description = "Addresses of the service", HelpName = "URLS" };

    public static Command Build()
    {
        var verb = new Command("doctor", "Checks configuration, data directory, disk, journal, snapshots, clock and port, and says what to do. Changes nothing.\nStatus 0 when all is well, 1 when something is wrong.")
        {
            Config, Data, Urls,
        };
        verb.SetAction(async (parsed, cancel) => Tell(await LookAsync(new ServeSource(parsed.GetValue(Config), parsed.GetValue(Data), parsed.GetValue(Urls)), TimeProvider.System, cancel)));
        return verb;
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(ServeSource source, TimeProvider time, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        ServeOptions options;
        try
        {
            options = source.Read();
            findings.Add(new Finding(Health.Good, "configuration", source.File is null ? "none given: the defaults" : $"{source.File} is good"));
        }
        catch (ConfigException e)
        {
            findings.Add(new Finding(Health.Bad, "configuration", e.Message, "correct that key (docs/serve.md); the rest is looked at with the defaults"));
            options = new ServeOptions();
            options = options with
            {
                Urls = source.Urls ?? options.Urls,
                Engine = options.Engine with { Data = source.Data ?? options.Engine.Data },
            };
        }

        var running = DataChecks.IsInUse(options.Engine.Data);
        findings.AddRange(DataChecks.Look(options.Engine, time));
        if (options.Watch is { } watch) findings.Add(DataChecks.Writable("watched folder", watch.Folder));
        findings.AddRange(await AddressChecks.LookAsync(options, running, cancel));
        return findings;
    }

    private static int Tell(IReadOnlyList<Finding> findings)
    {
        var console = Consoles.Output();
        foreach (var finding in findings)
        {
            var (word, style) = finding.Health switch
            {
                Health.Good => ("ok", "green"),
                Health.Doubtful => ("look", "yellow"),
                _ => ("WRONG", "red"),
            };
            console.MarkupLine($"[{style}]{word,-6}[/]{Markup.Escape(PlainText.Of($"{finding.Subject}: {finding.Text}"))}");
            if (finding.Remedy.Length > 0) console.MarkupLine($"      do: {Markup.Escape(PlainText.Of(finding.Remedy))}");
        }

        return findings.Any(f => f.Health == Health.Bad) ? ExitStatus.Found : ExitStatus.NothingFound;
    }
}
