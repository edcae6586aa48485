using System.CommandLine;
using Tidegate.Decisions;
using Tidegate.Output;
using Tidegate.Packs;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Settings;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Measuring;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Worlds;

/// <summary>`tidegate evaluate`: scores detection on labelled worlds against the truth, or writes the whole benchmark.</summary>
internal static class EvaluateVerb
{
    private static readonly Argument<string[]> Names = new("WORLD")
    {
        Description = $"Folders of worlds, or names: {string.Join(", ", WorldPresets.Names)}",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<ulong?> Seed = new("--seed") { Description = "First seed [default: 1; 1000 for --benchmark]", HelpName = "N" };
    private static readonly Option<int?> Seeds = new("--seeds") { Description = "Seeds of each named world [default: 1; 20 for --benchmark]", HelpName = "N" };
    private static readonly Option<string?> Policy = new("--policy") { Description = "Policy to decide by (YAML, see docs/policy.md)", HelpName = "FILE" };
    private static readonly Option<string?> Report = new("--report") { Description = "Score this tidegate.scan/1 report, of whatever detector, on the one world named", HelpName = "FILE" };
    private static readonly Option<string?> Json = new("--json") { Description = "Write the scores as JSON (tidegate.evaluate/1); '-' for standard output instead of the text", HelpName = "FILE" };
    private static readonly Option<string?> Benchmark = new("--benchmark") { Description = "Run worlds, attack grid and other detectors; write benchmark.md and its plots there", HelpName = "FOLDER" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "With --benchmark: few seeds, and not the world platform; a look rather than a measurement" };
    private static readonly Option<int?> GridSeeds = new("--grid-seeds") { Description = "With --benchmark: seeds of each cell of the attack grid; 0 leaves it out", HelpName = "N" };
    private static readonly Option<int?> RivalSeeds = new("--rival-seeds") { Description = "With --benchmark: seeds to compare other detectors on; 0 leaves them out", HelpName = "N" };
    private static readonly Option<string> Cells = new("--cells") { Description = "With --benchmark: only grid cells whose name or class contains this", HelpName = "TEXT", DefaultValueFactory = _ => "" };

    public static Command Build()
    {
        var verb = new Command("evaluate", "Scores detection on labelled worlds: money stopped, honest messages blocked, false incidents.")
        {
            Names, Seed, Seeds, Policy, Report, Json, Benchmark, Quick, GridSeeds, RivalSeeds, Cells,
        };
        verb.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return verb;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var names = parsed.GetValue(Names) ?? [];
        RefuseUseless(parsed, names);
        var detect = EvaluateRun.ScanDetector(new ScanOptions { Policy = parsed.GetValue(Policy) is { } path ? PolicyFile.Read(path) : DecisionPolicy.Default });
        foreach (var name in names.Where(name => !Directory.Exists(name))) SimulateVerb.Spec(name, 0);
        List<string> inputs = [.. names.Where(Directory.Exists).SelectMany(Directory.GetFiles), .. parsed.GetValue(Report) is { } scored ? [scored] : Array.Empty<string>()];
        if (inputs.Count > 0) OutputPaths.Check(inputs, "scored", ("--json", parsed.GetValue(Json)));
        using var json = parsed.GetValue(Json) is { } file ? AtomicFile.OpenOrStandardOutput(file, "JSON scores") : null;
        if (parsed.GetValue(Benchmark) is { } folder) return WriteBenchmark(parsed, names, folder, detect, json, cancel);
        if (names.Length == 0) throw new UserErrorException($"evaluate: no world named; expected folders, or names such as {WorldPresets.Names[0]}, or --benchmark FOLDER");
        if (parsed.GetValue(Report) is { } report)
        {
            if (names.Length != 1) throw new UserErrorException($"--report '{report}': {names.Length} worlds named; expected the one that the report is about");
            detect = _ => ReportFile.Read(report);
        }

        var worlds = new List<WorldSeries>();
        foreach (var name in names)
        {
            if (cancel.IsCancellationRequested) break;
            worlds.Add(new WorldSeries(name, Scores(parsed, name, detect, cancel)));
        }

        json?.Write("JSON scores", stream => EvaluateJson.Write(stream, new EvaluateResult { Worlds = worlds, Grid = [], Rivals = [], CutShort = cancel.IsCancellationRequested }));
        return StatusOf(cancel.IsCancellationRequested);
    }

    private static void RefuseUseless(ParseResult parsed, string[] names)
    {
        if (parsed.GetValue(Benchmark) is not null)
        {
            UselessOptions.Refuse(parsed, "with --benchmark", Report);
            return;
        }

        UselessOptions.Refuse(parsed, "without --benchmark", Quick, GridSeeds, RivalSeeds, Cells);
        if (parsed.GetValue(Report) is not null) UselessOptions.Refuse(parsed, "with --report, whose decisions are scored as they are", Policy);
        if (names.Length > 0 && names.All(Directory.Exists)) UselessOptions.Refuse(parsed, "on folders: seeds are of named worlds", Seed, Seeds);
    }

    private static int StatusOf(bool cutShort)
    {
        if (!cutShort) return ExitStatus.NothingFound;
        Errors.Say("cut short: the scores are of what was run up to then");
        return ExitStatus.CouldNotRun;
    }

    private static List<WorldScore> Scores(ParseResult parsed, string name, Func<World, ScanReport> detect, CancellationToken cancel)
    {
        var scores = new List<WorldScore>();
        foreach (var world in Worlds(name, parsed.GetValue(Seed) ?? 1, Least("--seeds", parsed.GetValue(Seeds), 1) ?? 1))
        {
            if (cancel.IsCancellationRequested) break;
            var found = detect(world);
            var score = Scorer.Score(world, found);
            scores.Add(score);
            if (parsed.GetValue(Report) is { } other) SayWhenOfAnother(other, found, world, score);
            if (!OutputPaths.IsStandardOutput(parsed.GetValue(Json))) Console.Write(score.ToText());
        }

        return scores;
    }

    private static int WriteBenchmark(ParseResult parsed, string[] names, string folder, Func<World, ScanReport> detect, AtomicFile? json, CancellationToken cancel)
    {
        var standard = parsed.GetValue(Quick) ? EvaluateOptions.Quick : EvaluateOptions.Full;
        var presets = names.Where(name => !Directory.Exists(name)).ToList();
        var options = standard with
        {
            FirstSeed = parsed.GetValue(Seed) ?? standard.FirstSeed,
            WorldSeeds = Least("--seeds", parsed.GetValue(Seeds), 1) ?? standard.WorldSeeds,
            GridSeeds = Least("--grid-seeds", parsed.GetValue(GridSeeds), 0) ?? standard.GridSeeds,
            RivalSeeds = Least("--rival-seeds", parsed.GetValue(RivalSeeds), 0) ?? standard.RivalSeeds,
            Cells = parsed.GetRequiredValue(Cells),
            Presets = presets.Count > 0 ? presets : standard.Presets,
            Folders = [.. names.Where(Directory.Exists)],
            Parallel = Environment.ProcessorCount,
            Output = folder,
            Command = "tidegate " + string.Join(' ', parsed.Tokens.Select(token => token.Value)),
        };
        var result = EvaluateRun.Run(options, detect, Console.Error.WriteLine, cancel);
        json?.Write("JSON scores", stream => EvaluateJson.Write(stream, result));
        if (!OutputPaths.IsStandardOutput(parsed.GetValue(Json))) Console.WriteLine($"{Path.Combine(folder, "benchmark.md")}{(result.CutShort ? ", cut short" : "")}");
        return StatusOf(result.CutShort);
    }

    // A report need not state its source, nor find anything: it is of another world when nothing of it, where it has something, fits this one.
    private static void SayWhenOfAnother(string path, ScanReport report, World world, WorldScore score)
    {
        var counts = report.Counts;
        if (report.Incidents.Count == 0 && report.Decisions.Count == 0 && counts.Records == 0) return;
        if (counts.Records == world.Events.Length || counts.Submissions == world.Truth.Length) return;
        if (score.Incidents.Any(incident => incident.Matched > 0) || score.HonestBlocked > 0 || score.Attacks.Any(attack => attack.MessagesStopped > 0)) return;
        Errors.Say($"'{path}' seems to be the report of another world: nothing that it points at is a message of {world.Name}, which has {Phrases.Count(world.Events.Length)} events"
            + (counts.Records > 0 ? $", and it states {Phrases.Count(counts.Records, "record", "records")}" : ""));
    }

    private static int? Least(string option, int? value, int least) =>
        value is null || value >= least ? value : throw new UserErrorException($"{option} {value}: expected {least} or more");

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
