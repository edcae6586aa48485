namespace Tidegate.Incidents;

/// <summary>How many messages of an incident went through each party or network, by id.</summary>
internal static class SeenCounts
{
    /// <summary>Those with most messages first; of as many, by id.</summary>
    public static IOrderedEnumerable<KeyValuePair<int, long>> MostFirst(this SortedDictionary<int, long> seen) => seen.OrderByDescending(static s => s.Value).ThenBy(static s => s.Key);
}
