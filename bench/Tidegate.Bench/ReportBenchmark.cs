using System.Diagnostics;
using System.Globalization;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;
using Tidegate.Storage.Tests.Reports;

namespace Tidegate.Bench;

/// <summary>Reports over months of sums: how long each takes, and how large the sums are.</summary>
internal static class ReportBenchmark
{
    /// <summary>Arguments: speed [messages a day = 170000] [days = 90] [folder that keeps the sums] | seeds [n = 20] [file] [facts | power] [messages a day of facts = 30000].</summary>
    public static int Run(string[] args)
    {
        var count = args.Length > 1 ? args[1] : null;
        if (args.Length > 0 && args[0] == "seeds") return MonthsSeeds.Run(int.Parse(count ?? "20", CultureInfo.InvariantCulture), args.Length > 2 ? args[2] : null, args.Length > 3 ? args[3] : null, args.Length > 4 ? double.Parse(args[4], CultureInfo.InvariantCulture) : 30_000);
        var perDay = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 170_000;
        var days = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 90;
        var spec = new MonthsSpec { Seed = 1, Planted = true, Days = days, Customers = 500, SendersEach = 4, Suppliers = 50, Networks = 25, BlocksEach = 200, PerDay = perDay };
        var kept = args.Length > 3 ? Directory.CreateDirectory(args[3]) : null;
        var folder = kept ?? Directory.CreateTempSubdirectory("tidegate-bench-");
        try
        {
            Speed(spec, Path.Combine(folder.FullName, "traffic.duckdb"));
        }
        finally
        {
            if (kept is null) folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Speed(MonthsSpec spec, string path)
    {
        var world = new MonthsWorld(spec);
        if (!File.Exists(path)) Write(world, path);
        var messages = spec.PerDay * spec.Days;
        using var sums = new TrafficRollups(path);
        Console.WriteLine($"{new FileInfo(path).Length / 1e6:F0} MB on disk, {new FileInfo(path).Length / messages:F1} MB a million messages");
        foreach (var name in ReportCatalog.All.Concat(ReportCatalog.All).Select(r => r.Name)) // again, as a service that has been asked before
        {
            var (watch, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            using var source = new ReportSource(sums, spec.Begin.AddDays(Math.Max(0, spec.Days - 30)), spec.Begin.AddDays(spec.Days), MonthsSums.Incidents(world.Facts));
            var opened = watch.Elapsed;
            var draft = ReportCatalog.Begin(name, source, null)!;
            using (var page = File.Create(Path.ChangeExtension(path, name + ".first.html"))) Tidegate.Reporting.Html.ReportPage.Write(page, draft.First);
            var (first, firstProcessor) = (watch.Elapsed, Process.GetCurrentProcess().TotalProcessorTime - processor);
            var report = draft.Whole();
            using (var page = File.Create(Path.ChangeExtension(path, name + ".html"))) Tidegate.Reporting.Html.ReportPage.Write(page, report);
            Console.WriteLine($"  {name,-12} {watch.Elapsed.TotalSeconds,6:F2} s (opened after {opened.TotalSeconds:F2} s, first page after {first.TotalSeconds:F2} s, {firstProcessor.TotalSeconds:F2} s of processor; {(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:F1} s of processor), {report.Sections.Sum(s => s.Rows.Count)} rows; {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:F0} MiB at most so far");
        }
    }

    private static void Write(MonthsWorld world, string path)
    {
        long rows = 0, messages = 0, position = 0;
        using var rollups = new TrafficRollups(path);
        var folding = TimeSpan.Zero;
        foreach (var chunk in world.Rows().Chunk(200_000))
        {
            rollups.Add(++position, 0, chunk.Select(MonthsSums.Row));
            messages += chunk.Sum(r => r.Messages);
            rows += rollups.Fresh;

            // In turn, as a service does it: so rows of a time lie together.
            var watch = Stopwatch.StartNew();
            rollups.Fold();
            folding += watch.Elapsed;
        }

        Console.WriteLine($"{messages:N0} messages in {rows:N0} rows; folding them in turn took {folding.TotalSeconds:F1} s");
    }
}
