namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>How much honest routes differ among themselves: nobody stands out who differs by no more than others do.</summary>
/// <param name="Variance">Variance of the logarithm of their ratios, beyond their errors.</param>
/// <param name="Freedom">Degrees of freedom that it is known to.</param>
internal readonly record struct HonestSpread(double Variance, double Freedom)
{
    // Honest routes differ by half a per cent at least: all there is to go by where few can be compared.
    private const double Least = 0.005 * 0.005;
    private const double LeastFreedom = 4;

    /// <summary>Estimates it.</summary>
    /// <param name="contrasts">Routes against their peers: logarithm of the ratio, its variance.</param>
    /// <param name="independent">How many of them do not follow from the others: of two suppliers of one network one.</param>
    public static HonestSpread Of(IReadOnlyList<(double Effect, double Variance)> contrasts, int independent)
    {
        if (contrasts.Count == 0) return new HonestSpread(Least, LeastFreedom);
        var found = PauleMandel(contrasts);
        var weights = contrasts.Select(c => 1 / (c.Variance + found)).ToList();
        var freedom = Math.Pow(weights.Sum(), 2) / weights.Sum(w => w * w) * independent / contrasts.Count;
        return found > Least ? new HonestSpread(found, Math.Max(1, freedom)) : new HonestSpread(Least, Math.Max(LeastFreedom, freedom));
    }

    /// <summary>Variance about no difference by which contrasts differ as much as they should (Paule and Mandel, J. Res. NBS 1982).</summary>
    public static double PauleMandel(IReadOnlyList<(double Effect, double Variance)> contrasts)
    {
        double Beyond(double between) => contrasts.Sum(c => c.Effect * c.Effect / (c.Variance + between)) - contrasts.Count;
        if (contrasts.Count == 0 || Beyond(0) <= 0) return 0;
        var (low, high) = (0.0, contrasts.Max(c => c.Effect * c.Effect));
        for (var n = 0; n < 60; n++)
        {
            var middle = (low + high) / 2;
            if (Beyond(middle) > 0) low = middle;
            else high = middle;
        }

        return high;
    }
}
