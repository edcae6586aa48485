using System.Globalization;
using Tidegate.Output;

namespace Tidegate.SmppTools;

/// <summary>Loads that are compared, in turn, so that a machine that others use slows down both.</summary>
internal static class LoadCompare
{
    private const int WarmUp = 10_000;

    // Student's t at 97.5 %, by degrees of freedom; more than the last are as good as the last.
    private static readonly double[] T = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09, 2.09, 2.05];

    /// <summary>Straight to the SMSC, and through what is before it.</summary>
    /// <returns>Whether all counts agreed.</returns>
    public static async Task<bool> WithStraightAsync(LoadOptions options, LoadOptions straight, LoadSmsc? smsc, int rounds, CancellationToken cancel)
    {
        var turns = new Turns(options, smsc);
        var (ratios, added50, added99) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var one = round == 0 ? options with { Count = Math.Max(options.Binds, WarmUp), Rate = 0 } : options;
            var direct = await turns.NextAsync("straight", one with { Host = straight.Host, Port = straight.Port }, cancel);
            var through = await turns.NextAsync("through ", one, cancel);
            if (round == 0) continue; // compiled by now
            ratios.Add(through.PerSecond / direct.PerSecond);
            added50.Add(through.Quantile(0.5) - direct.Quantile(0.5));
            added99.Add(through.Quantile(0.99) - direct.Quantile(0.99));
        }

        if (ratios.Count > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"throughput through over straight, median of {rounds}: {Median(ratios):F2} ({Interval(ratios)}); latency added at the median {Median(added50):F2} ms ({Interval(added50)}), at the 99th hundredth {Median(added99):F2} ms ({Interval(added99)})"));
        return turns.Sound;
    }

    /// <summary>Without others, and with some among them: what those cost the rest.</summary>
    /// <returns>Whether all counts agreed.</returns>
    public static async Task<bool> WithOthersAsync(LoadOptions options, LoadSmsc? smsc, int rounds, CancellationToken cancel)
    {
        var turns = new Turns(options, smsc);
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            // As many of the rest in both, and by turns first.
            var some = round == 0 ? options with { Count = Math.Max(options.Binds, WarmUp) } : options;
            var none = some with { Count = some.Count - (some.Count / some.OtherEvery), OtherEvery = 0 };
            var first = await turns.NextAsync(round % 2 == 0 ? "without" : "with   ", round % 2 == 0 ? none : some, cancel);
            var second = await turns.NextAsync(round % 2 == 0 ? "with   " : "without", round % 2 == 0 ? some : none, cancel);
            var (without, with) = round % 2 == 0 ? (first, second) : (second, first);
            if (round > 0) ratios.Add(with.AcceptedPerSecond / without.AcceptedPerSecond);
        }

        if (ratios.Count > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accepted a second with one in {options.OtherEvery} others over without, median of {rounds}: {Median(ratios):F3} ({Interval(ratios)})"));
        return turns.Sound;
    }

    /// <summary>Says what came of a load.</summary>
    /// <returns>Whether all counts agree.</returns>
    public static bool Report(string name, LoadOptions options, LoadResult result, LoadSmsc? smsc)
    {
        var statuses = string.Join(", ", result.Statuses.Select(s => $"0x{s.Key:x2}: {s.Value}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.Sent} sent, {result.Answered} answered ({statuses}){(options.Receipts ? $", {result.Receipts} receipts" : "")} in {result.Seconds:F2} s: {result.PerSecond:F0}/s; answer p50 {result.Quantile(0.5):F2} ms, p99 {result.Quantile(0.99):F2} ms"));
        var faults = result.Faults(options.Receipts).ToList();
        if (smsc is { Repeated: > 0 }) faults.Add($"the SMSC got {smsc.Repeated} messages more than once");
        foreach (var fault in faults) Errors.Say(fault);
        return faults.Count == 0;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Interval(List<double> values)
    {
        if (values.Count < 2) return "one round";
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count) * T[Math.Min(T.Length, values.Count - 1) - 1];
        return string.Create(CultureInfo.InvariantCulture, $"mean {mean:F3}, 95 % from {mean - error:F3} to {mean + error:F3}");
    }

    /// <summary>One load after another, each with numbers of its own.</summary>
    private sealed class Turns(LoadOptions options, LoadSmsc? smsc)
    {
        private ulong _number = options.To;

        public bool Sound { get; private set; } = true;

        public async Task<LoadResult> NextAsync(string name, LoadOptions load, CancellationToken cancel)
        {
            var one = load with { To = _number };
            var result = await LoadRun.RunAsync(one, cancel);
            _number += (ulong)load.Count;
            Sound &= Report(name, one, result, smsc);
            return result;
        }
    }
}
