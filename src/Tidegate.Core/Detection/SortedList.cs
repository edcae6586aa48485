namespace Tidegate.Detection;

/// <summary>
/// Tells whether messages pass through blocks in order, as a list sorted by number does, though messages may overtake
/// each other and others come in between: Kendall's rank correlation of block and time, pairs in one block left out.
/// </summary>
/// <remarks>A script that counts through its block, or draws from its blocks at random, does not pass through blocks in order.</remarks>
internal static class SortedList
{
    /// <summary>Fewest blocks that show it.</summary>
    public const int LeastBlocks = 5;

    /// <summary>Fewest messages that can show it.</summary>
    private const int LeastMessages = 15;

    /// <summary>Least correlation: half of all messages may be others'.</summary>
    private const double LeastTau = 0.4;

    /// <summary>Least standard deviations from chance.</summary>
    private const double LeastSigma = 5;

    /// <summary>Whether blocks, in order of time, are those of a sorted list; at most some hundreds.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="least">Fewest of them that show it.</param>
    public static bool Is(List<ulong> blocks, int least = LeastBlocks)
    {
        if (blocks.Count < LeastMessages || blocks.Distinct().Count() < least) return false;
        long pairs = 0, sum = 0;
        for (var i = 1; i < blocks.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (blocks[i] == blocks[j]) continue;
                pairs++;
                sum += blocks[i] > blocks[j] ? 1 : -1;
            }
        }

        double n = blocks.Count;
        var deviation = Math.Sqrt(n * (n - 1) * ((2 * n) + 5) / 18);
        return Math.Abs(sum) >= LeastTau * pairs && Math.Abs(sum) >= LeastSigma * deviation;
    }
}
