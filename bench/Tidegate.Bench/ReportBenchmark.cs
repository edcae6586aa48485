using System.Diagnostics;
using System.Globalization;
using Tidegate.Incidents;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Bench;

/// <summary>Reports over months of sums: how long each takes, how large the sums are, and how often what is planted is found and somebody else is named.</summary>
internal static class ReportBenchmark
{
    /// <summary>Arguments: speed [messages a day = 170000] [days = 90] | seeds [n = 20].</summary>
    public static int Run(string[] args)
    {
        if (args.Length > 0 && args[0] == "seeds") return Seeds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20);
        var perDay = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 170_000;
        var days = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 90;
        var spec = new MonthsSpec { Seed = 1, Planted = true, Days = days, Customers = 500, SendersEach = 4, Suppliers = 50, Networks = 25, BlocksEach = 200, PerDay = perDay };
        var folder = Directory.CreateTempSubdirectory("tidegate-bench-");
        try
        {
            Speed(spec, Path.Combine(folder.FullName, "traffic.duckdb"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Speed(MonthsSpec spec, string path)
    {
        var world = new MonthsWorld(spec);
        long rows = 0, messages = 0;
        using (var rollups = new TrafficRollups(path))
        {
            foreach (var chunk in world.Rows().Chunk(200_000))
            {
                rollups.Add(++rows, 0, chunk.Select(Row));
                messages += chunk.Sum(r => r.Messages);
            }

            rows = rollups.Fresh;
            var watch = Stopwatch.StartNew();
            rollups.Fold();
            Console.WriteLine($"{messages:N0} messages in {rows:N0} rows; folding all of them at once took {watch.Elapsed.TotalSeconds:F1} s");
        }

        using var sums = new TrafficRollups(path);
        Console.WriteLine($"{new FileInfo(path).Length / 1e6:F0} MB on disk, {new FileInfo(path).Length / (messages / 1e6) / 1e6:F1} MB a million messages");
        foreach (var (name, _) in ReportCatalog.All)
        {
            var watch = Stopwatch.StartNew();
            using var source = new ReportSource(sums, spec.Begin.AddDays(Math.Max(0, spec.Days - 30)), spec.Begin.AddDays(spec.Days), Incidents(world.Facts));
            var opened = watch.Elapsed;
            var report = ReportCatalog.Make(name, source, null)!;
            Console.WriteLine($"  {name,-12} {watch.Elapsed.TotalSeconds,6:F2} s (opened after {opened.TotalSeconds:F2} s), {report.Sections.Sum(s => s.Rows.Count)} rows; {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:F0} MiB at most so far");
        }
    }

    private static int Seeds(int count)
    {
        int found = 0, named = 0;
        for (var seed = 1; seed <= count; seed++)
        {
            foreach (var planted in new[] { true, false })
            {
                var folder = Directory.CreateTempSubdirectory("tidegate-bench-");
                try
                {
                    var spec = new MonthsSpec { Seed = (ulong)(1000 + seed), Planted = planted };
                    var world = new MonthsWorld(spec);
                    using var sums = new TrafficRollups(Path.Combine(folder.FullName, "traffic.duckdb"));
                    long position = 0;
                    foreach (var chunk in world.Rows().Chunk(200_000)) sums.Add(++position, 0, chunk.Select(Row));
                    using var source = new ReportSource(sums, spec.Begin.AddDays(spec.Days - 30), spec.Begin.AddDays(spec.Days), Incidents(world.Facts));
                    var cells = ScorecardReport.Suppliers(source).Section("differences").Rows.Select(r => (Supplier: (string)r[0]!, Network: (string)r[1]!)).ToList();
                    var right = cells.Count(c => planted && c.Supplier == world.Facts.Inflater && world.Facts.Inflated.Contains(c.Network));
                    found += right;
                    named += cells.Count - right;
                    Console.WriteLine($"seed {spec.Seed} {(planted ? "planted" : "clean")}: {right} of {(planted ? 2 : 0)} found, {cells.Count - right} others named");
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            }
        }

        Console.WriteLine($"{found} of {2 * count} supplier and network pairs that were inflated by 3 % were named; {named} others in {2 * count} reports");
        return 0;
    }

    private static IReadOnlyList<ReportIncident> Incidents(MonthsFacts facts) => [.. facts.Attacks.Select(a => new ReportIncident(
        a.Id, a.Campaign, a.Begin, a.End.AddSeconds(-1), a.Messages, a.Messages * 0.15, a.Begin.AddMinutes(3),
        new Scope { Customers = [a.Customer], Networks = [a.Network], Ranges = [new NumberRange(a.Block * 10_000, (a.Block * 10_000) + 9_999)] }))];

    public static KeyValuePair<RollupKey, RollupSums> Row(MonthsRow r) => new(
        new RollupKey(r.Minute, r.Customer, r.Sender, r.Supplier, r.Network, r.Block, "EUR"),
        new RollupSums
        {
            Messages = r.Messages,
            Segments = r.Messages,
            Price = r.Price,
            Cost = r.Cost,
            Converted = r.Converted,
            Delivered = r.Delivered,
            Receipted = r.Messages,
            Instant = r.Instant,
            Delay = (long)(10 * r.Delay),
            DelaySquares = (long)(100 * r.DelaySquares),
        });
}
