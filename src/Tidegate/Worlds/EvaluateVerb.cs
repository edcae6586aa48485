using System.CommandLine;
using Tidegate.Decisions;
using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Settings;
using Tidegate.Simulation;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Worlds;

/// <summary>`tidegate evaluate`: runs the scan over labelled worlds and scores it against the truth.</summary>
internal static class EvaluateVerb
{
    private static readonly Argument<string[]> Names = new("WORLD")
    {
        Description = $"Folders of worlds, or names: {string.Join(", ", WorldPresets.Names)}",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "First seed of named worlds", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Seeds = new("--seeds") { Description = "How many seeds of each named world", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Policy = new("--policy") { Description = "Policy to decide by (YAML, see docs/policy.md)", HelpName = "FILE" };

    public static Command Build()
    {
        var verb = new Command("evaluate", "Scores detection on labelled worlds: money stopped, honest messages blocked, false incidents.") { Names, Seed, Seeds, Policy };
        verb.SetAction((parsed, cancel) =>
        {
            var seeds = parsed.GetRequiredValue(Seeds);
            if (seeds < 1) throw new UserErrorException($"--seeds {seeds}: expected 1 or more");
            var options = new ScanOptions { Policy = parsed.GetValue(Policy) is { } path ? PolicyFile.Read(path) : DecisionPolicy.Default };
            foreach (var name in parsed.GetRequiredValue(Names))
                foreach (var world in Worlds(name, parsed.GetRequiredValue(Seed), seeds))
                {
                    if (cancel.IsCancellationRequested) return Task.FromResult(ExitStatus.CouldNotRun);
                    Console.Write(Score(world, options, cancel).ToText());
                }

            return Task.FromResult(ExitStatus.NothingFound);
        });
        return verb;
    }

    private static WorldScore Score(World world, ScanOptions options, CancellationToken cancel) =>
        Evaluation.ScoreWorld(world, scanned => Scan.Run(scanned.OpenEvents(), scanned.Names, new NumberPlan(), options, progress: null, cancel));

    private static IEnumerable<World> Worlds(string name, ulong first, int seeds)
    {
        if (Directory.Exists(name))
        {
            yield return WorldFolder.Read(name);
            yield break;
        }

        for (var i = 0; i < seeds; i++) yield return WorldGenerator.Generate(SimulateVerb.Spec(name, first + (ulong)i));
    }
}
