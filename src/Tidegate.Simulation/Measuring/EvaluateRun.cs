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
    private static readonly double[] Knobs = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 65, 80, 100, 130, 160, 200, 250, 320];
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
    public static Func<World, ScanReport> ScanDetector(ScanOptions options) =>
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

    // The others' knobs are set on the very worlds they are then measured on: that favours them.
    private (IReadOnlyList<RivalSeries> Rivals, double Allowed) Compare()
    {
        if (_options.RivalSeeds == 0) return ([], 0);
        var worlds = Each(_options.RivalSeeds, k => new WorldIndex(WorldGenerator.Generate(Comparison(k, _options.FirstSeed))), "worlds to compare on");
        var indexed = worlds.Where(static w => w is not null).Select(static w => w!).ToList();
        var ours = Each(indexed.Count, k => Score(indexed[k], _detect(indexed[k].World)), "own scan").Where(static s => s is not null).Select(static s => s!).ToList();
        if (ours.Count == 0 || _cancel.IsCancellationRequested) return ([], 0);
        var allowed = Math.Max(0.1, ours.Average(static s => s.FalseIncidentsPerDay));
        var others = Each(Rival.All.Count, k => Calibrate(Rival.All[k], indexed, allowed), "other detectors").Where(static r => r is not null).Select(static r => r!);
        return ([new("Tidegate", "default policy", ours, 1, ours), .. others], allowed);
    }

    private RivalSeries Calibrate(Rival rival, List<WorldIndex> worlds, double allowed)
    {
        IReadOnlyList<WorldScore> usual = [];
        foreach (var knob in Knobs)
        {
            IReadOnlyList<WorldScore> scores = [.. worlds.Select(w => Score(w, RivalRun.Run(rival, w.World, knob)))];
            if (usual.Count == 0) usual = scores;
            if (scores.Average(static s => s.FalseIncidentsPerDay) <= allowed) return new(rival.Name, rival.Setting, usual, knob, scores);
            if (_cancel.IsCancellationRequested) break;
        }

        return new(rival.Name, rival.Setting, usual, null, []);
    }

    private static WorldScore Score(WorldIndex world, ScanReport report) => Scorer.Score(world, report.Incidents, report.Decisions);

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
