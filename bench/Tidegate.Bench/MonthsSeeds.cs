using System.Globalization;
using System.Text;
using MathNet.Numerics.Distributions;
using Tidegate.Reporting.Tables;
using Tidegate.Simulation.Months;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Reports.Suppliers;
using Tidegate.Storage.Rollups;

namespace Tidegate.Bench;

/// <summary>
/// How often what is planted in simulated months is at the top of its report, and what is named in clean ones; and how often a supplier that adds 3 % could
/// be told at all, by the volume. Written as Markdown with 95 % intervals (Wilson).
/// </summary>
internal static class MonthsSeeds
{
    private static readonly (double PerDay, int Days, double Seeds)[] Worlds = [(30_000, 70, 1), (30_000, 30, 1), (10_000, 70, 1), (100_000, 70, 1), (300_000, 70, 0.5)];

    /// <summary>Runs it.</summary>
    /// <param name="count">Seeds.</param>
    /// <param name="file">Where to write; null for standard output alone.</param>
    /// <param name="part">facts or power; null for both.</param>
    /// <param name="factsPerDay">Messages a day of the worlds of facts.</param>
    /// <remarks>What each seed gave is kept beside the file, in FILE.seeds: a run that was ended goes on where it was.</remarks>
    public static int Run(int count, string? file, string? part, double factsPerDay)
    {
        var kept = new SeedLedger(file is null ? null : file + ".seeds");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Reports on simulated months: what is found

            Written by `bench -- months seeds {count}`: {count} seeds of planted and as many of clean months, 70 days, 40 customers, 12 suppliers, 15 networks with three suppliers each, reports over the last 30 days.
            Planted: a supplier that adds 3 % on two networks (all the time), one customer's sender behind three campaigns, a range that is attacked again after five weeks, a cost that rises by 12 %.
            Honest routes differ by up to 0.4 % in codes used, and each customer's codes by 8 % from day to day. Intervals are of 95 % (Wilson).


            """);

        if (part is null or "facts") Facts(text, factsPerDay, Seeds(kept, count, factsPerDay, 70, wide: false));
        if (file is not null) File.WriteAllText(file, text.ToString());
        if (part is null or "power") Power(kept, text, count, file);
        System.Console.WriteLine(text);
        if (file is not null) File.WriteAllText(file, text.ToString());
        return 0;
    }

    private static void Power(SeedLedger kept, StringBuilder text, int count, string? file)
    {
        text.Append("""

            ## A supplier that adds 3 % on two networks, by the volume

            | messages a day | days known | pairs named | supplier named | at the top | others named in those months | clean months with anybody named | oracle: knows all rates | oracle: learns them from the other routes | codes of a pair |
            |---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var (perDay, days, seeds) in Worlds)
        {
            Power(text, perDay, days, Seeds(kept, (int)(count * seeds), perDay, days, wide: true));
            if (file is not null) File.WriteAllText(file, text.ToString());
        }

        text.Append("""

            The oracles test one pair by itself, know that honest routes do not differ, and err in one of twenty: what no test that names suppliers among many can beat. Both take all days known; codes of a pair are the median number of messages
            that reported conversions, of one supplier on one network. Of 300,000 a day half the seeds.

            """);
    }

    private static List<SeedResult> Seeds(SeedLedger kept, int count, double perDay, int days, bool wide)
    {
        var results = new List<SeedResult>();
        var done = 0;
        Parallel.For(0, count * 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, n =>
        {
            var spec = new MonthsSpec { Seed = (ulong)(1001 + (n / 2)), Planted = n % 2 == 0, PerDay = perDay, Days = days, SendersEach = wide ? 1 : 3, BlocksEach = wide ? 1 : 60 };
            var result = kept.Find(spec, wide) ?? kept.Keep(spec, wide, SeedResult.Of(spec, suppliersAlone: wide));
            lock (results)
            {
                results.Add(result);
                System.Console.Error.WriteLine($"{perDay:N0} a day, seed {spec.Seed} {(spec.Planted ? "planted" : "clean")}: {result.Right} right, {result.Others} others ({++done} of {2 * count})");
            }
        });
        return results;
    }

    private static void Facts(StringBuilder text, double perDay, List<SeedResult> results)
    {
        var (planted, clean) = (results.Where(r => r.Planted).ToList(), results.Where(r => !r.Planted).ToList());
        text.Append(CultureInfo.InvariantCulture, $"## What is planted, at {perDay:N0} messages a day\n\n| fact | at the top of its report |\n|---|---|\n");
        void Row(string what, IReadOnlyCollection<SeedResult> of, Func<SeedResult, bool> holds) => text.Append(CultureInfo.InvariantCulture, $"| {what} | {Share(of.Count(holds), of.Count)} |\n");
        Row("the inflating supplier is first of the differences", planted, r => r.InflaterFirst);
        Row("the customer behind three campaigns is first of the customers, with three campaigns", planted, r => r.CustomerFirst);
        Row("its sender is first in each of its peaks, which are among the first", planted, r => r.SenderFirst);
        Row("the range that returns is first of those that came back, and alone", planted, r => r.RangeFirst);
        Row("the cost that rises is first of what changed, from the right day", planted, r => r.PriceFirst);
        text.Append("\n| clean months | of them |\n|---|---|\n");
        Row("any supplier named", clean, r => r.Others > 0);
        Row("any range that came back", clean, r => r.Returning > 0);
        Row("any range of several customers at once", clean, r => r.Sweeps > 0);
        Row("any price that changed", clean, r => r.PriceChanges > 0);
        Row("any peak", clean, r => r.Peaks > 0);
        text.Append(CultureInfo.InvariantCulture, $"\nPeaks in clean months: {clean.Average(r => r.Peaks):F1} in thirty days of 600 pairs of customer and network: a customer's traffic to a network differs by 29 % from day to day there, and some days stand out.\n");
    }

    private static void Power(StringBuilder text, double volume, int days, List<SeedResult> results)
    {
        var (planted, clean) = (results.Where(r => r.Planted).ToList(), results.Where(r => !r.Planted).ToList());
        double Oracle(Func<PairInformation, double> error) => planted.SelectMany(r => r.Pairs).Average(p => double.IsFinite(error(p)) ? Normal.CDF(0, 1, (-Math.Log(0.97) / error(p)) - 1.645) : 0);
        var median = planted.SelectMany(r => r.Pairs).Select(p => p.Codes).Order().ElementAt(planted.Count);
        text.Append(CultureInfo.InvariantCulture, $"| {volume:N0} | {days} | {Share(planted.Sum(r => r.Right), 2 * planted.Count)} | {Share(planted.Count(r => r.InflaterNamed), planted.Count)} | {Share(planted.Count(r => r.InflaterFirst), planted.Count)} | {planted.Sum(r => r.Others)} in {planted.Count(r => r.Others > 0)} of {planted.Count} | {Share(clean.Count(r => r.Others > 0), clean.Count)} | {Oracle(p => p.ErrorKnown):P0} | {Oracle(p => p.ErrorLearnt):P0} | {median:N0} |\n");
    }

    private static string Share(int of, int all)
    {
        const double Z = 1.96;
        var p = (double)of / all;
        var (middle, half) = ((p + (Z * Z / (2 * all))) / (1 + (Z * Z / all)), Z / (1 + (Z * Z / all)) * Math.Sqrt((p * (1 - p) / all) + (Z * Z / (4.0 * all * all))));
        return string.Create(CultureInfo.InvariantCulture, $"{of} of {all}, {p:P0} [{Math.Max(0, middle - half):P0}, {Math.Min(1, middle + half):P0}]");
    }
}
