using MathNet.Numerics.Distributions;

namespace Tidegate.Storage.Reports;

/// <summary>A difference between a party and its peers, with the error that it is known to.</summary>
/// <param name="Party">Who.</param>
/// <param name="Network">Where; empty for everywhere.</param>
/// <param name="Messages">How many messages it rests on.</param>
/// <param name="Peers">The peers' rate.</param>
/// <param name="Effect">Natural logarithm of the party's rate over the peers'.</param>
/// <param name="Error">Standard error of that.</param>
internal sealed record Contrast(string Party, string Network, double Messages, double Peers, double Effect, double Error)
{
    /// <summary>How far from no difference, in standard errors.</summary>
    public double Z => Effect / Error;

    /// <summary>
    /// Puts days together. Its error is the larger of what binomial counts would have and of how much the days differ among
    /// themselves, so that traffic which is more uneven than the model says makes no party stand out.
    /// </summary>
    /// <param name="party">Who.</param>
    /// <param name="network">Where.</param>
    /// <param name="days">For each day: weight, weight times difference, weight squared times variance, weight times the peers' rate, messages.</param>
    /// <returns>Null where there are no peers to compare with, or under five days.</returns>
    public static Contrast? Of(string party, string network, IReadOnlyCollection<DayContrast> days)
    {
        var weight = days.Sum(d => d.Weight);
        if (days.Count < 5 || weight <= 0) return null;
        var (difference, peers) = (days.Sum(d => d.Difference) / weight, days.Sum(d => d.Peers) / weight);
        if (peers <= 0 || peers + difference <= 0) return null;
        var model = days.Sum(d => d.Variance) / (weight * weight);
        var between = days.Sum(d => Math.Pow(d.Difference - (d.Weight * difference), 2)) / (weight * weight) * days.Count / (days.Count - 1);
        var rate = peers + difference;
        return new Contrast(party, network, days.Sum(d => d.Messages), peers, Math.Log(rate / peers), Math.Max(Math.Sqrt(Math.Max(model, between)) / rate, 1e-6));
    }
}

/// <summary>One day of a party against its peers, summed over customers and networks.</summary>
/// <param name="Weight">Mantel-Haenszel weight: n m / (n + m).</param>
/// <param name="Difference">Weight times the difference of rates.</param>
/// <param name="Variance">Weight squared times its variance.</param>
/// <param name="Peers">Weight times the peers' rate.</param>
/// <param name="Messages">Messages of the party.</param>
internal readonly record struct DayContrast(double Weight, double Difference, double Variance, double Peers, double Messages)
{
    /// <summary>Several of the same day as one.</summary>
    public static DayContrast Sum(IEnumerable<DayContrast> parts) => parts.Aggregate((a, b) => new DayContrast(
        a.Weight + b.Weight, a.Difference + b.Difference, a.Variance + b.Variance, a.Peers + b.Peers, a.Messages + b.Messages));
}

/// <summary>A contrast drawn towards its peers' (normal-normal empirical Bayes; Efron and Morris, JASA 1975).</summary>
/// <param name="Mean">Logarithm of the ratio, after shrinkage.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="StandsOut">Whether it differs beyond what all the comparisons of the report together would give by chance in one report of twenty.</param>
internal readonly record struct Shrunken(double Mean, double Low, double High, bool StandsOut)
{
    // Honest routes differ by about so much; so a few parties that hardly do cannot damn the next.
    private const double LeastSpread = 0.02;

    /// <summary>Shrinks contrasts of one kind together.</summary>
    /// <param name="contrasts">One for each party.</param>
    /// <param name="comparisons">Comparisons in the whole report.</param>
    public static IReadOnlyList<Shrunken> All(IReadOnlyList<Contrast> contrasts, int comparisons)
    {
        var spread = Spread(contrasts);
        var least = -Normal.InvCDF(0, 1, 0.025 / Math.Max(1, comparisons));
        return [.. contrasts.Select(c =>
        {
            var (between, within) = (spread * spread, c.Error * c.Error);
            var mean = c.Effect * between / (between + within);
            var half = 1.96 * Math.Sqrt(between * within / (between + within));
            return new Shrunken(mean, mean - half, mean + half, Math.Abs(c.Z) >= least && Math.Abs(c.Effect) >= LeastSpread / 2);
        })];
    }

    // DerSimonian and Laird, Controlled Clinical Trials 1986.
    private static double Spread(IReadOnlyList<Contrast> contrasts)
    {
        if (contrasts.Count < 3) return LeastSpread;
        var weights = contrasts.Select(c => 1 / (c.Error * c.Error)).ToList();
        var sum = weights.Sum();
        var mean = contrasts.Zip(weights, (c, w) => c.Effect * w).Sum() / sum;
        var q = contrasts.Zip(weights, (c, w) => w * Math.Pow(c.Effect - mean, 2)).Sum();
        var scale = sum - (weights.Sum(w => w * w) / sum);
        return Math.Sqrt(Math.Max(LeastSpread * LeastSpread, scale > 0 ? (q - (contrasts.Count - 1)) / scale : 0));
    }
}
