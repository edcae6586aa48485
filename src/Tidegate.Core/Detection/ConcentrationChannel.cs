namespace Tidegate.Detection;

/// <summary>
/// The concentration channel: does traffic lie in a few blocks evenly, as when a script draws from rented ranges, or
/// spread as people are: a few popular blocks and a long tail that keeps growing?
/// </summary>
/// <remarks>
/// Null: a Chinese restaurant process over blocks (Pitman 2006), averaged over its concentration. Alternative: the
/// next block is one of K, each as likely, or rarely another; the best K counts, less the price of having looked. Where a
/// new block is, is the same for both.
/// </remarks>
internal static class ConcentrationChannel
{
    /// <summary>What its evidence is told under.</summary>
    public const string Name = "concentration";

    /// <summary>Chance of a block beyond those that the script was taken to have.</summary>
    private const double Beyond = 0.01;

    // How many blocks a script draws from.
    private static readonly int[] Drawn = [1, 2, 3, 5, 10, 20];

    // Concentration and how common it is among honest (customer, network) pairs; a few are very concentrated.
    private static readonly (double Theta, double Weight)[] Honest = [(1, 0.03), (2, 0.07), (5, 0.3), (15, 0.6)];

    /// <summary>Weighs blocks in order of time.</summary>
    public static ChannelEvidence Weigh(IEnumerable<ulong> blocks)
    {
        var counts = new Dictionary<ulong, int>();
        var honest = new double[Honest.Length];
        var attack = new double[Drawn.Length];
        var n = 0;
        foreach (var block in blocks)
        {
            var known = counts.TryGetValue(block, out var count);
            for (var i = 0; i < honest.Length; i++) honest[i] += Math.Log((known ? count : Honest[i].Theta) / (n + Honest[i].Theta));
            for (var i = 0; i < attack.Length; i++) attack[i] += Math.Log(StepInAttack(Drawn[i], counts.Count, known));
            counts[block] = count + 1;
            n++;
        }

        var best = double.NegativeInfinity;
        for (var i = 0; i < honest.Length; i++) best = Math.Max(best, honest[i] + Math.Log(Honest[i].Weight));
        return new ChannelEvidence(Name, counts.Count, Honest[2].Theta * Math.Log(1 + (n / Honest[2].Theta)), n == 0 ? 0 : attack.Max() - Math.Log(Drawn.Length) - best);
    }

    // Each of the blocks drawn from is as likely; where a new one lies is the same for both sides.
    private static double StepInAttack(int drawn, int seen, bool known)
    {
        if (known) return (1 - Beyond) / Math.Max(drawn, seen);
        return seen < drawn ? Math.Max(Beyond, (double)(drawn - seen) / drawn) : Beyond;
    }
}
