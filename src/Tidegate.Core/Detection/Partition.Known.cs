namespace Tidegate.Detection;

/// <summary>What the partition knows of numbers, for those that keep a copy of it.</summary>
internal sealed partial class Partition
{
    /// <summary>Second of a customer's first message to a number, or <see cref="KnownNumbers.New"/>.</summary>
    public int KnownSince(int customer, ulong destination) => _known.Since(KnownNumbers.Key(customer, destination));

    /// <summary>All pairs of customer and number, as hashes, with the second of their first message.</summary>
    public IEnumerable<(ulong Key, int First)> KnownPairs() => _known.All();
}
