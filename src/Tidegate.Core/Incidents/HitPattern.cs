namespace Tidegate.Incidents;

/// <summary>How numbers were drawn from a range, told by three simple statistics.</summary>
/// <remarks>
/// "sequential": at least three of ten moves go to a number at most nine beside the last, which random draws from a
/// block do one time in five hundred; or the numbers hit fill at least half of their span with few repeats (at most 1.3
/// messages a number, where random draws that fill half need 1.39). "pool": 1.5 messages a number or more, and fewer
/// than three quarters of the distinct numbers that as many random draws over their span would hit. Else "random".
/// </remarks>
internal static class HitPattern
{
    private const int LeastMoves = 4;

    /// <summary>The pattern of the blocks of one range.</summary>
    public static string Of(IReadOnlyCollection<BlockHits> blocks)
    {
        var moves = blocks.Sum(b => (long)b.Moves);
        double messages = blocks.Sum(b => b.Messages);
        double distinct = blocks.Sum(b => (long)b.Distinct);
        if (moves >= LeastMoves && blocks.Sum(b => (long)b.RowMoves) >= 0.3 * moves) return "sequential";
        if (distinct >= 20 && distinct >= 0.5 * blocks.Sum(b => (long)b.Span) && messages <= 1.3 * distinct) return "sequential";
        return messages >= 1.5 * distinct && distinct < 0.75 * blocks.Sum(AtRandom) ? "pool" : "random";
    }

    // Distinct numbers that as many random draws would hit; over the whole block when the span is a pool's few numbers.
    private static double AtRandom(BlockHits block)
    {
        double width = Math.Max(block.Span, 100);
        return width * (1 - Math.Pow(1 - (1 / width), block.Messages));
    }
}
