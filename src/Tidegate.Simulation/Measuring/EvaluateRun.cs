using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Rivals;
using Tidegate.Simulation.Scoring;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Simulation.Measuring;

/// <summary>Runs a detector over many worlds and writes what came of it as a page with tables and plots.</summary>
public sealed class EvaluateRun
{
    private static readonly double[] Knobs = [1, 1.5, 2, 3, 4.5, 7, 10, 15, 22, 33, 50, 75, 110, 160, 250];
    private readonly EvaluateOptions _options;
    private readonly Func<World, ScanReport> _detect;
    private readonly Action<string>? _say;
    private readonly CancellationToken _cancel;

    private EvaluateRun(EvaluateOptions options, Func<World, ScanReport> detect, Action<string>? say, CancellationToken cancel)
    {
        _options = options;
        _detect = detect;
        _say = say;
        _cancel = cancel;
    }

    /// <summary>The project's own scan as a detector. Safe to call from several threads.</summary>
    public static Func<World, ScanReport> Tidegate(ScanOptions options) =>
        world => Scan.Run(world.OpenEvents(), world.Names, new NumberPlan(), options);

    /// <summary>Measures, and writes benchmark.md and its plots.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="detect">The detector; called from several threads at a time. It must not look at the truth.</param>
    /// <param name="say">Takes a line of progress now and then.</param>
    /// <param name="cancel">Ends early; what was measured so far is written, marked as cut short.</param>
    public static EvaluateResult Run(EvaluateOptions options, Func<World, ScanReport> detect, Action<string>? say = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(detect);
        var run = new EvaluateRun(options, detect, say, cancel);
        var worlds = run.Worlds();
        var grid = run.Grid();
        var (rivals, allowed) = run.Compare();
        var result = new EvaluateResult { Worlds = worlds, Grid = grid, Rivals = rivals, AllowedFalsePerDay = allowed, CutShort = cancel.IsCancellationRequested };
        BenchmarkPage.Write(result, options);
        return result;
    }

    private List<WorldSeries> Worlds()
    {
        var jobs = _options.Presets.SelectMany(p => Seeds(_options.WorldSeeds).Select(s => (Name: p, Make: (Func<World>)(() => WorldGenerator.Generate(WorldPresets.ByName(p, s))))))
            .Concat(_options.Folders.Select(f => (Name: Path.GetFileName(Path.TrimEndingDirectorySeparator(f)), Make: (Func<World>)(() => WorldFolder.Read(f))))).ToList();
        var scores = Each(jobs.Count, k => Score(jobs[k].Make()), "worlds");
        return [.. jobs.Select((j, k) => (j.Name, Score: scores[k])).Where(static x => x.Score is not null)
            .GroupBy(static x => x.Name, static x => x.Score!, StringComparer.Ordinal).Select(static g => new WorldSeries(g.Key, [.. g]))];
    }

    private List<CellSeries> Grid()
    {
        if (_options.GridSeeds == 0) return [];
        var cells = AttackGrid.Cells.Where(c => c.Name.Contains(_options.Cells, StringComparison.OrdinalIgnoreCase) || c.Class.Contains(_options.Cells, StringComparison.OrdinalIgnoreCase));
        var jobs = cells.SelectMany(c => Seeds(_options.GridSeeds).Select(s => (Cell: c, Seed: s))).ToList();
        var scores = Each(jobs.Count, k => Score(WorldGenerator.Generate(jobs[k].Cell.World(jobs[k].Seed))), "grid");
        return [.. jobs.Select((j, k) => (j.Cell, Score: scores[k])).Where(static x => x.Score is not null)
            .GroupBy(static x => x.Cell, static x => x.Score!).Select(static g => new CellSeries(g.Key, [.. g]))];
    }

    // Knobs are set on one set of seeds and measured on another.
    private (IReadOnlyList<RivalSeries> Rivals, double Allowed) Compare()
    {
        if (_options.RivalSeeds == 0) return ([], 0);
        var tuning = Each(_options.RivalSeeds, k => WorldGenerator.Generate(Comparison(k, _options.FirstSeed + 500)), "worlds to calibrate on");
        var ours = Each(tuning.Length, k => tuning[k] is { } w ? Scorer.Score(w, _detect(w)) : null, "own false alarms");
        var allowed = Math.Max(0.1, ours.Average(static s => s?.FalseIncidentsPerDay ?? 0));
        var knobs = Each(Rival.All.Count, k => (double?)Calibrate(Rival.All[k], tuning, allowed), "calibration");
        var fresh = Each(_options.RivalSeeds, k => WorldGenerator.Generate(Comparison(k, _options.FirstSeed)), "worlds to compare on");
        var scores = Each(fresh.Length, k => fresh[k] is { } w ? CompareOn(w, knobs) : null, "comparison");
        var done = scores.Where(static s => s is not null).Select(static s => s!).ToList();
        var list = new List<RivalSeries> { new("Tidegate", "default policy", [.. done.Select(static s => s[0])], 1, [.. done.Select(static s => s[0])]) };
        for (var r = 0; r < Rival.All.Count; r++)
        {
            var knob = knobs[r] is { } x && double.IsFinite(x) ? knobs[r] : null;
            list.Add(new(Rival.All[r].Name, Rival.All[r].Setting, [.. done.Select(s => s[1 + (2 * r)])], knob, knob is null ? [] : [.. done.Select(s => s[2 + (2 * r)])]));
        }

        return (list, allowed);
    }

    private WorldScore[] CompareOn(World world, double?[] knobs)
    {
        var index = new WorldIndex(world);
        var ours = _detect(world);
        var scores = new List<WorldScore> { Scorer.Score(index, ours.Incidents, ours.Decisions) };
        for (var r = 0; r < Rival.All.Count; r++)
        {
            var usual = RivalRun.Run(Rival.All[r], world);
            scores.Add(Scorer.Score(index, usual.Incidents, usual.Decisions));
            var knob = knobs[r] is { } k && double.IsFinite(k) ? k : 1;
            var careful = RivalRun.Run(Rival.All[r], world, knob);
            scores.Add(Scorer.Score(index, careful.Incidents, careful.Decisions));
        }

        return [.. scores];
    }

    private double Calibrate(Rival rival, World?[] worlds, double allowed)
    {
        var indexed = worlds.Where(static w => w is not null).Select(static w => new WorldIndex(w!)).ToList();
        foreach (var knob in Knobs)
        {
            if (_cancel.IsCancellationRequested) break;
            var perDay = indexed.Average(i =>
            {
                var report = RivalRun.Run(rival, i.World, knob);
                return Scorer.Score(i, report.Incidents, report.Decisions).FalseIncidentsPerDay;
            });
            if (perDay <= allowed) return knob;
        }

        return double.PositiveInfinity;
    }

    private WorldScore Score(World world) => Scorer.WithOracle(Scorer.Score(world, _detect(world)), world);

    private static WorldSpec Comparison(int k, ulong seed) => k % 2 == 0 ? WorldPresets.HarbourLike(seed + (ulong)k) : WorldPresets.Mixed(seed + (ulong)k);

    private IEnumerable<ulong> Seeds(int count) => Enumerable.Range(0, count).Select(k => _options.FirstSeed + (ulong)k);

    // Results stand by number: the page does not depend on which thread was first.
    private T?[] Each<T>(int count, Func<int, T?> work, string what)
    {
        var results = new T?[count];
        var done = 0;
        var started = TimeProvider.System.GetTimestamp();
        System.Threading.Tasks.Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, _options.Parallel) }, k =>
        {
            if (_cancel.IsCancellationRequested) return;
            results[k] = work(k);
            var n = Interlocked.Increment(ref done);
            if (n % 10 == 0 || n == count) _say?.Invoke($"{what}: {n} of {count}, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        });
        return results;
    }
}
