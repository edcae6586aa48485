using MathNet.Numerics;

namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>
/// How much more days differ than counts alone would make them. A route's own days tell little of that, all routes' days much: the one
/// is drawn towards the other by as much as routes are alike (Smyth, Stat. Appl. Genet. Mol. Biol. 2004).
/// </summary>
/// <param name="Usual">Times the variance of counts, of a usual route.</param>
/// <param name="Freedom">Degrees of freedom that a route's own days are drawn towards it by.</param>
/// <param name="Least">Least times the variance of counts: 1 where counts are what is compared, for no day differs by less.</param>
internal sealed record Unevenness(double Usual, double Freedom, double Least)
{
    private const double MostFreedom = 1000;

    /// <summary>Estimates it from routes.</summary>
    public static Unevenness Of(IReadOnlyList<Contrast> routes, double least)
    {
        if (routes.Count < 3) return new Unevenness(1, 0, least);
        var logs = routes.Select(r => Math.Log(r.Unevenness) - SpecialFunctions.DiGamma(r.Freedom / 2) + Math.Log(r.Freedom / 2)).ToList();
        var mean = logs.Average();
        var beyond = (logs.Sum(l => Math.Pow(l - mean, 2)) / (logs.Count - 1)) - routes.Average(r => TriGamma(r.Freedom / 2));
        var freedom = beyond > 0 ? Math.Min(MostFreedom, 2 * TriGammaInverse(beyond)) : MostFreedom;
        return new Unevenness(Math.Exp(mean + SpecialFunctions.DiGamma(freedom / 2) - Math.Log(freedom / 2)), freedom, least);
    }

    /// <summary>The variance of a contrast's effect, and its degrees of freedom.</summary>
    public (double Variance, double Freedom) Error(Contrast contrast)
    {
        var times = ((Freedom * Usual) + (contrast.Freedom * contrast.Unevenness)) / (Freedom + contrast.Freedom);
        return (Math.Max(Least, times) * contrast.Model, Math.Min(MostFreedom, Freedom + contrast.Freedom));
    }

    // Abramowitz and Stegun 6.4.6, 6.4.12.
    private static double TriGamma(double x)
    {
        var sum = 0.0;
        for (; x < 8; x++) sum += 1 / (x * x);
        var y = 1 / (x * x);
        return sum + (1 / x) + (y / 2) + (y / x * ((1.0 / 6) - (y * ((1.0 / 30) - (y / 42)))));
    }

    private static double TriGammaInverse(double value)
    {
        var (low, high) = (1e-3, 1e6);
        for (var n = 0; n < 100; n++)
        {
            var middle = Math.Sqrt(low * high);
            if (TriGamma(middle) > value) low = middle;
            else high = middle;
        }

        return low;
    }
}
