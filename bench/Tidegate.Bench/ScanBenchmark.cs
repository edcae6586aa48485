using System.Diagnostics;
using System.Globalization;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Simulation.Generation;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// A whole scan of a large export, as CSV and as Parquet, against DuckDB's GROUP BY minute, customer, sender and prefix
/// on the same file in the same run, with two threads each. Submissions alone; events of all kinds as a platform exports
/// them (45 % submissions, the rest their receipts and conversions), steady and honest; or a world by its name at a platform's size, with seasons,
/// attacks and surprises, of which much is suspected and examined.
/// </summary>
internal static class ScanBenchmark
{
    private const ulong WorldSeed = 5001;

    /// <summary>Arguments: [rows = 10000000] [csv | parquet | both] [rounds = 2] [submits | events | a world's name] [folder = /tmp]. Files that are there already are used again.</summary>
    public static int Run(string[] args)
    {
        var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
        var which = args.Length > 1 ? args[1] : "both";
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2;
        var traffic = args.Length > 3 ? args[3] : "submits";
        if (traffic is not ("submits" or "events") && !WorldPresets.Names.Contains(traffic)) throw new ArgumentException($"traffic '{traffic}'; expected submits, events or one of {string.Join(", ", WorldPresets.Names)}");
        var folder = args.Length > 4 ? args[4] : Path.GetTempPath();
        foreach (var kind in which == "both" ? (string[])["csv", "parquet"] : [which])
        {
            var path = Path.Combine(folder, $"tidegate-scan-{(traffic == "submits" ? "" : traffic + "-")}{rows}.{kind}");
            if (!File.Exists(path)) Generate(path, rows, traffic);
            var (scan, duck) = (Spent.Most, Spent.Most);
            for (var round = 0; round < rounds; round++)
            {
                duck = duck.Least(Measure(() => DuckDb(path, kind)));
                scan = scan.Least(Measure(() => ScanAll(path)));
            }

            Console.WriteLine($"{kind,-8} {new FileInfo(path).Length / 1e6:F0} MB, {new FileInfo(path).Length / (double)rows:F0} B a row; best of {rounds}");
            Console.WriteLine($"  scan     {scan.Wall,7:F2} s = {rows / scan.Wall / 1e6:F2} M rows/s   {scan.Cpu,7:F2} s of processor");
            Console.WriteLine($"  DuckDB   {duck.Wall,7:F2} s = {rows / duck.Wall / 1e6:F2} M rows/s   {duck.Cpu,7:F2} s of processor");
            Console.WriteLine($"  ratio    {scan.Wall / duck.Wall,7:F2} by the clock, {scan.Cpu / duck.Cpu:F2} by processor time; peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:F0} MiB (both)");
        }

        return 0;
    }

    private static void Generate(string path, long rows, string traffic)
    {
        var part = path + ".part";
        var world = WorldPresets.Names.Contains(traffic) ? new WorldStream(WorldPresets.ByName(traffic, WorldSeed) with { Customers = 200, MessagesPerDay = rows * 0.15 }) : null;
        var names = world?.Names ?? new TrafficNames();
        var wide = world is null ? new WideTraffic(names, seed: 11, traffic == "events", perSecond: rows * (traffic == "events" ? 0.45 : 1) / (3 * 86_400.0)) : null;
        using (var writer = ReadingBenchmark.Open(part, path, names))
        {
            var batch = new TrafficEvent[4096];
            Span<byte> id = stackalloc byte[24];
            for (long at = 0; at < rows;)
            {
                wide?.Fill(batch);
                var read = world?.Read(batch) ?? batch.Length;
                if (read == 0) break;
                for (var i = 0; i < read && at < rows; i++, at++) writer.Write(in batch[i], id[..WideTraffic.WriteId(batch[i].MessageKey, id)]);
            }
        }

        File.Move(part, path);
    }

    private static long ScanAll(string path)
    {
        var names = new TrafficNames();
        using var source = new BackgroundEventSource(EventFiles.Open([path], names));
        var report = Scan.Run(source, names, new NumberPlan(), new ScanOptions());
        if (report.Counts.Bad > 0) throw new InvalidOperationException($"bad rows: {report.Sources[0].BadRecords[0]}");
        return report.Counts.Submissions;
    }

    private static long DuckDb(string path, string kind) => BesideDuckDb.Count(BesideDuckDb.Groups("read_" + kind, path));

    private static Spent Measure(Func<long> work)
    {
        GC.Collect();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.GetTimestamp();
        if (work() == 0) throw new InvalidOperationException("nothing was read");
        return new Spent(Stopwatch.GetElapsedTime(watch).TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds);
    }

    private readonly record struct Spent(double Wall, double Cpu)
    {
        public static Spent Most { get; } = new(double.MaxValue, double.MaxValue);

        public Spent Least(Spent other) => new(Math.Min(Wall, other.Wall), Math.Min(Cpu, other.Cpu));
    }
}
