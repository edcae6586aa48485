namespace Tidegate.Reporting;

/// <summary>When a block was issued, and whether it was taken back.</summary>
internal readonly record struct BlockTime(DateTimeOffset IssuedAt, bool TakenBack);

/// <summary>
/// Which blocks are told of an incident, and since when it is said to be blocked: one rule for reports, the console and scheduled reports, whatever
/// they have their blocks in.
/// </summary>
internal static class BlockTimes
{
    /// <summary>When each incident was first blocked, by its id; without blocks that were taken back.</summary>
    public static Dictionary<string, DateTimeOffset> First<T>(IEnumerable<T> blocks, Func<T, string> incidentOf, Func<T, BlockTime> timeOf) => blocks
        .Where(block => !timeOf(block).TakenBack)
        .GroupBy(incidentOf, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, group => group.Min(block => timeOf(block).IssuedAt), StringComparer.Ordinal);

    /// <summary>
    /// The blocks that are told of one incident, in their order. What one hit that was taken back is none of it, unless it has no other: then it is what
    /// was said of it, but for what was taken back before all that it consists of now.
    /// </summary>
    public static List<T> Told<T>(IEnumerable<T> blocks, DateTimeOffset firstMessageAt, Func<T, BlockTime> timeOf)
    {
        var all = blocks.ToList();
        var stand = all.FindAll(block => !timeOf(block).TakenBack);
        return stand.Count > 0 ? stand : all.FindAll(block => timeOf(block).IssuedAt >= firstMessageAt);
    }
}
