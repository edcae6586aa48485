using System.CommandLine;
using Tidegate.Output;
using Tidegate.Reporting;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Worlds;

/// <summary>`tidegate simulate`: writes a labelled world as files.</summary>
internal static class SimulateVerb
{
    private static readonly Argument<string> WorldName = new("WORLD") { Description = $"One of {string.Join(", ", WorldPresets.Names)}" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "The same seed gives the same world", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Out = new("--out") { Description = "Folder to write, new or empty: events.ndjson, truth.csv, campaigns.csv, surprises.csv", HelpName = "FOLDER", Required = true };
    private static readonly Option<double?> Days = new("--days") { Description = "Length, instead of the world's own", HelpName = "N" };
    private static readonly Option<double?> MessagesPerDay = new("--messages-per-day") { Description = "Honest messages a day, instead of the world's own", HelpName = "N" };
    private static readonly Option<int?> Customers = new("--customers") { Description = "Customers, instead of the world's own", HelpName = "N" };
    private static readonly Option<bool> Plain = new("--plain") { Description = "Do not compress" };

    public static Command Build()
    {
        var verb = new Command("simulate", "Writes labelled synthetic traffic, with the truth beside it.") { WorldName, Seed, Out, Days, MessagesPerDay, Customers, Plain };
        verb.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(Out);
            CheckEmpty(folder);
            var spec = Spec(parsed.GetRequiredValue(WorldName), parsed.GetRequiredValue(Seed));
            var world = WorldGenerator.Generate(spec with
            {
                Days = Within("--days", parsed.GetValue(Days), spec.Days, 0.1, 366),
                MessagesPerDay = Within("--messages-per-day", parsed.GetValue(MessagesPerDay), spec.MessagesPerDay, 100, 5_000_000),
                Customers = (int)Within("--customers", parsed.GetValue(Customers), spec.Customers, 1, 10_000),
            });
            WorldWriter.Write(world, folder, compress: !parsed.GetValue(Plain));
            Console.WriteLine($"{folder}: {Phrases.Count(world.Events.Length)} events, {Phrases.Count(world.Truth.Length)} submissions, {world.Attacks.Count} attacks, {world.Surprises.Count} honest surprises");
            return ExitStatus.NothingFound;
        });
        return verb;
    }

    private static double Within(string option, double? value, double standard, double least, double most) =>
        value is null ? standard
        : value >= least && value <= most ? value.Value
        : throw new UserErrorException($"{option} {value}: expected a number from {least} to {most}");

    // Files of an older world would stand beside the new ones, and be read in their place.
    private static void CheckEmpty(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UserErrorException($"--out '{folder}': the folder is not empty; expected a new or an empty one");
    }

    /// <summary>The preset of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static WorldSpec Spec(string name, ulong seed) => WorldPresets.Names.Contains(name, StringComparer.Ordinal)
        ? WorldPresets.ByName(name, seed)
        : throw new UserErrorException($"unknown world '{name}'; expected one of {string.Join(", ", WorldPresets.Names)}");
}
