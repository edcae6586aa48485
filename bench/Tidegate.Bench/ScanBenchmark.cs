using System.Diagnostics;
using System.Globalization;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// A whole scan of a large export, as CSV and as Parquet, against DuckDB's GROUP BY minute, customer, sender and prefix
/// on the same file in the same run, with two threads each. Either submissions alone, or events of all kinds as a
/// platform exports them (45 % submissions, the rest their receipts and conversions).
/// </summary>
internal static class ScanBenchmark
{
    /// <summary>Arguments: [rows = 10000000] [csv | parquet | both] [rounds = 2] [submits | events] [folder = /tmp]. Files that are there already are used again.</summary>
    public static int Run(string[] args)
    {
        var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
        var which = args.Length > 1 ? args[1] : "both";
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2;
        var feedback = args.Length > 3 && args[3] switch
        {
            "events" => true,
            "submits" => false,
            var other => throw new ArgumentException($"traffic '{other}'; expected submits or events"),
        };
        var folder = args.Length > 4 ? args[4] : Path.GetTempPath();
        foreach (var kind in which == "both" ? (string[])["csv", "parquet"] : [which])
        {
            var path = Path.Combine(folder, $"tidegate-scan-{(feedback ? "events-" : "")}{rows}.{kind}");
            if (!File.Exists(path)) Generate(path, rows, feedback);
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

    private static void Generate(string path, long rows, bool feedback)
    {
        var part = path + ".part";
        var names = new TrafficNames();
        using (var writer = ReadingBenchmark.Open(part, path, names))
        {
            var traffic = new WideTraffic(names, seed: 11, feedback, perSecond: rows * (feedback ? 0.45 : 1) / (3 * 86_400.0));
            var batch = new TrafficEvent[4096];
            Span<byte> id = stackalloc byte[24];
            for (long at = 0; at < rows; at += batch.Length)
            {
                traffic.Fill(batch);
                for (var i = 0; i < batch.Length && at + i < rows; i++) writer.Write(in batch[i], id[..WideTraffic.WriteId(batch[i].MessageKey, id)]);
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
