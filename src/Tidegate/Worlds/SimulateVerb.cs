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
    private static readonly Option<string> Out = new("--out") { Description = "Folder to write: events.ndjson, truth.csv, campaigns.csv, surprises.csv", HelpName = "FOLDER", Required = true };
    private static readonly Option<bool> Plain = new("--plain") { Description = "Do not compress" };

    public static Command Build()
    {
        var verb = new Command("simulate", "Writes labelled synthetic traffic, with the truth beside it.") { WorldName, Seed, Out, Plain };
        verb.SetAction(parsed =>
        {
            var world = WorldGenerator.Generate(Spec(parsed.GetRequiredValue(WorldName), parsed.GetRequiredValue(Seed)));
            var folder = parsed.GetRequiredValue(Out);
            WorldWriter.Write(world, folder, compress: !parsed.GetValue(Plain));
            Console.WriteLine($"{folder}: {Phrases.Count(world.Events.Length)} events, {Phrases.Count(world.Truth.Length)} submissions, {world.Attacks.Count} attacks, {world.Surprises.Count} honest surprises");
            return ExitStatus.NothingFound;
        });
        return verb;
    }

    /// <summary>The preset of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static WorldSpec Spec(string name, ulong seed) => WorldPresets.Names.Contains(name, StringComparer.Ordinal)
        ? WorldPresets.ByName(name, seed)
        : throw new UserErrorException($"unknown world '{name}'; expected one of {string.Join(", ", WorldPresets.Names)}");
}
