namespace Tidegate.Incidents;

/// <summary>The numbers that an incident has hit: while they may be asked for, and how many they were after that.</summary>
internal sealed partial class OpenIncident
{
    /// <summary>Most distinct destinations counted exactly.</summary>
    private const int MostDestinations = 1 << 20;

    public HashSet<ulong> Destinations { get; } = [];

    /// <summary>What is left of <see cref="Destinations"/> once the numbers themselves are dropped; null until then.</summary>
    public DroppedNumbers? Dropped { get; private set; }

    /// <summary>How many numbers it has hit.</summary>
    public int DistinctDestinations => Dropped?.Count ?? Destinations.Count;

    /// <summary>Drops the numbers, and keeps how many there were, and where.</summary>
    public void DropNumbers(IReadOnlyList<RangeHits> hits)
    {
        Dropped = new DroppedNumbers(Destinations.Count, hits);
        Destinations.Clear();
        Destinations.TrimExcess();
    }

    private void GiveAwayNumbers(OpenIncident part, IEnumerable<ulong> kept)
    {
        if (Dropped is { } dropped)
        {
            Dropped = dropped with { Count = Math.Max(0, dropped.Count - part.Destinations.Count) };
            return;
        }

        Destinations.ExceptWith(part.Destinations);
        Destinations.UnionWith(kept);
    }
}
