using System.Globalization;
using Tidegate.Simulation.Generation;

namespace Tidegate.Simulation.Measuring;

/// <summary>A figure with the bounds of its 95 % interval.</summary>
/// <param name="Value">The figure; NaN when there is nothing to take it from.</param>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    private const int Draws = 1000;

    /// <summary>Mean of a sample, with a percentile bootstrap over the sample (Efron 1979).</summary>
    public static Interval Mean(IReadOnlyList<double> sample) => Bootstrap(sample, static s => s.Average());

    /// <summary>Median of a sample, with a percentile bootstrap.</summary>
    public static Interval Median(IReadOnlyList<double> sample) => Bootstrap(sample, MedianOf);

    /// <summary>Part of n cases, with Wilson's score interval (1927).</summary>
    public static Interval Part(int hits, int n)
    {
        if (n == 0) return new(double.NaN, double.NaN, double.NaN);
        const double Z = 1.959964;
        var p = hits / (double)n;
        var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n)));
        return new(p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>The figure and its bounds as text.</summary>
    public string ToText(string format) => double.IsNaN(Value)
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{Value.ToString(format, CultureInfo.InvariantCulture)} [{Low.ToString(format, CultureInfo.InvariantCulture)}, {High.ToString(format, CultureInfo.InvariantCulture)}]");

    internal static double MedianOf(IReadOnlyList<double> sample)
    {
        var sorted = sample.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static Interval Bootstrap(IReadOnlyList<double> sample, Func<IReadOnlyList<double>, double> figure)
    {
        if (sample.Count == 0) return new(double.NaN, double.NaN, double.NaN);
        var rng = new Rng(0xB007);
        var drawn = new double[sample.Count];
        var figures = new double[Draws];
        for (var k = 0; k < Draws; k++)
        {
            for (var i = 0; i < drawn.Length; i++) drawn[i] = sample[rng.Next(sample.Count)];
            figures[k] = figure(drawn);
        }

        Array.Sort(figures);
        return new(figure(sample), figures[(int)(0.025 * Draws)], figures[(int)(0.975 * Draws)]);
    }
}
