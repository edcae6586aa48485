namespace Tidegate.Storage.Reports.Suppliers;

/// <summary>A supplier's rate over its peers' for the same customers on the same days, with what is known of its error.</summary>
/// <param name="Party">Who.</param>
/// <param name="Network">Where; empty for all networks together.</param>
/// <param name="Messages">How many messages of the party it rests on.</param>
/// <param name="Peers">The peers' rate.</param>
/// <param name="Effect">Natural logarithm of the ratio.</param>
/// <param name="Model">Variance of that if days differed by no more than counts make them.</param>
/// <param name="Days">Variance of that by how the days differ.</param>
/// <param name="Freedom">Degrees of freedom of that.</param>
internal sealed record Contrast(string Party, string Network, double Messages, double Peers, double Effect, double Model, double Days, double Freedom)
{
    /// <summary>Fewest days that it is made from.</summary>
    public const int LeastDays = 5;

    /// <summary>How many times the variance of counts the days show.</summary>
    public double Unevenness => Days / Model;

    /// <summary>Puts days together (Mantel and Haenszel, JNCI 1959; for the ratio of rates, Greenland and Robins, Biometrics 1985).</summary>
    /// <param name="party">Who.</param>
    /// <param name="network">Where.</param>
    /// <param name="days">The days.</param>
    /// <returns>Null where there are no peers to compare with, or too few days.</returns>
    public static Contrast? Of(string party, string network, IReadOnlyCollection<PairSums> days)
    {
        var (forward, back, weight) = (days.Sum(d => d.Forward), days.Sum(d => d.Back), days.Sum(d => d.Weight));
        if (days.Count < LeastDays || forward <= 0 || back <= 0) return null;
        var ratio = forward / back;
        var (variance, squares) = (days.Sum(d => d.Variance), days.Sum(d => d.Variance * d.Variance));
        if (variance <= 0) return null;
        var between = days.Sum(d => Math.Pow(d.Forward - (ratio * d.Back), 2)) * days.Count / (days.Count - 1);

        // Large days count for more than one: fewer days are as good as those that there are (Satterthwaite).
        var freedom = Math.Max(1, (variance * variance / squares) - 1);
        return new Contrast(party, network, days.Sum(d => d.Messages), back / weight, Math.Log(ratio), variance * ratio / (forward * forward), Math.Max(between, 1e-12) / (forward * forward), freedom);
    }
}

/// <summary>Sums of two suppliers' traffic of the same customers on one day of one network; sums of several add up.</summary>
/// <param name="Day">Day since 1970.</param>
/// <param name="Forward">What the one counts, times the other's part of the messages.</param>
/// <param name="Back">What the other counts, times the one's part.</param>
/// <param name="Variance">Variance of their difference if both had the same rate.</param>
/// <param name="Weight">Messages of the one, times the other's part.</param>
/// <param name="Messages">Messages of the one.</param>
internal readonly record struct PairSums(long Day, double Forward, double Back, double Variance, double Weight, double Messages)
{
    /// <summary>Both.</summary>
    public PairSums And(PairSums other) =>
        new(Day, Forward + other.Forward, Back + other.Back, Variance + other.Variance, Weight + other.Weight, Messages + other.Messages);
}

/// <summary>A contrast drawn towards its peers' (normal-normal empirical Bayes; Efron and Morris, JASA 1975).</summary>
/// <param name="Mean">Logarithm of the ratio, after shrinkage.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct Shrunken(double Mean, double Low, double High)
{
    // Honest routes differ by about so much; so a few parties that hardly do cannot damn the next.
    private const double LeastSpread = 0.02;

    /// <summary>Shrinks contrasts of one kind together.</summary>
    /// <param name="contrasts">One for each party: logarithm of the ratio, its variance.</param>
    public static IReadOnlyList<Shrunken> All(IReadOnlyList<(double Effect, double Variance)> contrasts)
    {
        var between = Math.Max(LeastSpread * LeastSpread, HonestSpread.PauleMandel(contrasts));
        return [.. contrasts.Select(c =>
        {
            var mean = c.Effect * between / (between + c.Variance);
            var half = 1.96 * Math.Sqrt(between * c.Variance / (between + c.Variance));
            return new Shrunken(mean, mean - half, mean + half);
        })];
    }
}
