using Tidegate.Simulation.Generation;

namespace Tidegate.Simulation.Oracles;

/// <summary>One-sided CUSUM of log likelihood ratios, for checks against published run lengths.</summary>
internal static class Cusum
{
    /// <summary>Mean run length of a normal CUSUM, S = max(0, S + x - k), alarm at S > h, x normal with unit variance.</summary>
    public static double NormalRunLength(double mean, double reference, double limit, int runs, ulong seed)
    {
        var rng = new Rng(seed);
        double total = 0;
        for (var run = 0; run < runs; run++)
        {
            var n = 0;
            for (double s = 0; s <= limit; n++) s = Math.Max(0, s + rng.Normal() + mean - reference);
            total += n;
        }

        return total / runs;
    }

    /// <summary>
    /// Mean time to alarm of the Poisson CUSUM that looks for a rate raised by a factor: ln(factor) an event, minus
    /// (factor - 1) a unit of time at unit rate; true rate as given.
    /// </summary>
    public static double PoissonRunLength(double trueRate, double factor, double threshold, int runs, ulong seed)
    {
        var rng = new Rng(seed);
        double total = 0;
        for (var run = 0; run < runs; run++)
        {
            double time = 0, s = 0;
            while (s < threshold)
            {
                var gap = rng.Exponential() / trueRate;
                time += gap;
                s = Math.Max(0, s - ((factor - 1) * gap)) + Math.Log(factor);
            }

            total += time;
        }

        return total / runs;
    }
}
