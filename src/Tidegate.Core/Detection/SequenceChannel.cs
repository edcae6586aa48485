namespace Tidegate.Detection;

/// <summary>
/// The sequence channel: are numbers taken in order? People's numbers come in no order, whether they lie scattered or, as
/// a firm's phones do, all in one row; a script counts up or down, though its messages may overtake each other.
/// </summary>
/// <remarks>
/// Null: the order is exchangeable, so the rank of the i-th number among the first i is uniform, and independent of what
/// came before. Alternative: it lies near the top (or the bottom), within a scale. Likelihood ratios of ranks, averaged
/// in odds over scales and directions: a test martingale (Vovk, Nouretdinov and Gammerman, Testing exchangeability on-line,
/// ICML 2003), so odds of e^h arise by chance at most once in e^h sets, wherever the numbers lie. Ranks are counted within each block of
/// 10,000 numbers: what moves from one block to another has changed places, which is no order.
/// </remarks>
internal static class SequenceChannel
{
    /// <summary>Most nats that sequence alone may give: some honest lists are sorted.</summary>
    public const double Most = 20;

    /// <summary>Widest usual gap of numbers that are counted through; lists of people have wider ones, and may be sorted.</summary>
    private const ulong WidestGap = 20;

    /// <summary>Part of a script's numbers that come in no order.</summary>
    private const double Stray = 0.1;

    // How many later numbers a script's message may be overtaken by.
    private static readonly double[] Scales = [1, 6, 30, 120];

    // e^(-n / scale) of the first n: an examination asks for thousands of them.
    private static readonly double[][] Fading = [.. Scales.Select(scale => Enumerable.Range(0, 512).Select(n => Math.Exp(-n / scale)).ToArray())];

    /// <summary>Weighs destinations in order of time.</summary>
    /// <returns>Observed: numbers beyond all before them, the way they mostly go; expected: as many as any order has. Nothing where they lie too far apart to be counted through.</returns>
    public static ChannelEvidence Weigh(IEnumerable<ulong> destinations)
    {
        var numbers = destinations.ToArray();
        if (!AreDense([.. numbers])) return new ChannelEvidence("sequence", 0, 0, 0);
        var blocks = new Dictionary<ulong, List<ulong>>();
        var odds = new double[2 * Scales.Length];
        int highs = 0, lows = 0;
        double expected = 0;
        foreach (var destination in numbers)
        {
            if (!blocks.TryGetValue(destination / 10_000, out var sorted)) blocks.Add(destination / 10_000, sorted = []);
            var below = sorted.BinarySearch(destination);
            if (below >= 0) continue;
            below = ~below;
            var above = sorted.Count - below;
            sorted.Insert(below, destination);
            if (sorted.Count == 1) continue;
            if (above == 0) highs++;
            if (below == 0) lows++;
            expected += 1.0 / sorted.Count;
            for (var s = 0; s < Scales.Length; s++)
            {
                odds[2 * s] += Step(above, sorted.Count, s);
                odds[(2 * s) + 1] += Step(below, sorted.Count, s);
            }
        }

        var most = odds.Max();
        var mean = most + Math.Log(odds.Sum(o => Math.Exp(o - most)) / odds.Length);
        return new ChannelEvidence("sequence", Math.Max(highs, lows), expected, Math.Clamp(mean, 0, Most));
    }

    // Whether of the gaps between numbers of a block, at least two, more than half are narrow. Mostly they are not, and that is soon seen.
    private static bool AreDense(ulong[] numbers)
    {
        Array.Sort(numbers);
        int gaps = 0, narrow = 0;
        for (var i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] == numbers[i - 1] || numbers[i] / 10_000 != numbers[i - 1] / 10_000) continue;
            gaps++;
            if (numbers[i] - numbers[i - 1] <= WidestGap) narrow++;
        }

        return gaps >= 2 && narrow > gaps / 2;
    }

    // Nats of one rank: how much likelier the script makes it than chance does.
    private static double Step(int beyond, int count, int scale)
    {
        var near = (1 - Faded(1, scale)) * Faded(beyond, scale) / (1 - Faded(count, scale));
        return Math.Log(((1 - Stray) * near * count) + Stray);
    }

    private static double Faded(int n, int scale) => n < Fading[scale].Length ? Fading[scale][n] : Math.Exp(-n / Scales[scale]);
}
