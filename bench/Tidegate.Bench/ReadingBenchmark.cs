using System.Diagnostics;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// Times reading of a large CSV and Parquet file against DuckDB's own GROUP BY minute, customer, sender, prefix on it.
/// Both in one run on one machine, so that the ratio means something.
/// </summary>
internal static class ReadingBenchmark
{
    /// <summary>Arguments: [rows = 10000000] [folder = /tmp]. Files that are there already are used again.</summary>
    public static int Run(string[] args)
    {
        var rows = args.Length > 0 ? long.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000_000;
        var folder = args.Length > 1 ? args[1] : Path.GetTempPath();
        foreach (var kind in new[] { "csv", "parquet", "ndjson" })
        {
            var path = Path.Combine(folder, $"tidegate-reading-{rows}.{kind}");
            if (!File.Exists(path)) Generate(path, rows);
            var own = Best(3, () => ReadAll(path, background: false));
            var ahead = Best(2, () => ReadAll(path, background: true));
            var duck = Best(2, () => DuckDb(path, kind));
            Console.WriteLine(
                $"{kind,-8} {new FileInfo(path).Length / 1e6,6:F0} MB   read {own,6:F2} s = {rows / own / 1e6:F2} M/s   "
                + $"read ahead {ahead,6:F2} s   DuckDB GROUP BY {duck,6:F2} s   ratio {own / duck:F2}");
        }

        return 0;
    }

    /// <summary>Writes a file of submissions: 300 customers by Zipf, 150 networks, heavy-tailed blocks, about 160 bytes a row as CSV.</summary>
    public static void Generate(string path, long rows)
    {
        var part = path + ".part";
        var names = new TrafficNames();
        using (var writer = Open(part, path, names))
        {
            var world = new BenchTraffic(names, seed: 7);
            Span<byte> id = stackalloc byte[24];
            for (long i = 0; i < rows; i++)
            {
                var traffic = world.Next(i, id, out var length);
                writer.Write(in traffic, id[..length]);
            }
        }

        File.Move(part, path);
    }

    public static EventWriter Open(string part, string path, TrafficNames names)
    {
        var file = File.Create(part);
        return Path.GetExtension(path) switch
        {
            ".csv" => EventWriter.Csv(file, names),
            ".parquet" => new ParquetEventWriter(file, names),
            _ => EventWriter.Ndjson(file, names),
        };
    }

    private static long ReadAll(string path, bool background)
    {
        using var opened = EventFiles.Open([path], new TrafficNames());
        using var source = background ? new BackgroundEventSource(opened) : opened;
        var batch = new TrafficEvent[4096];
        long count = 0;
        for (int read; (read = source.Read(batch)) > 0;) count += read;
        if (source.Report.BadRecordCount > 0) throw new InvalidOperationException(source.Report.BadRecords[0].ToString());
        return count;
    }

    private static long DuckDb(string path, string kind) => BesideDuckDb.Count(BesideDuckDb.Groups(kind switch { "csv" => "read_csv", "parquet" => "read_parquet", _ => "read_ndjson" }, path));

    private static double Best(int times, Func<long> work)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            if (work() == 0) throw new InvalidOperationException("nothing was read");
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }
}
