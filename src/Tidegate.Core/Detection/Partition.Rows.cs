namespace Tidegate.Detection;

/// <summary>Numbers in one narrow row, in no order: a firm's phones, or phones to test with, lie so, and a small rented range too.</summary>
internal sealed partial class Partition
{
    /// <summary>Nats of the sequence channel from which a row is taken in order, as people's phones are not.</summary>
    private const double InOrder = 6;

    /// <summary>Width of a row, in numbers.</summary>
    private const ulong RowWidth = 500;

    /// <summary>Numbers of a row from which it is blocked where no codes speak against it; a firm's phones rarely are more.</summary>
    private const int LeastRow = 400;

    /// <summary>Numbers of a row from which it is told of; nobody tests with more phones.</summary>
    private const int LeastFarm = 60;

    /// <summary>Most nats for a row that is told of and not blocked.</summary>
    private const double RowOdds = 18;

    // The suspects in the fullest row, if most of them are in it; else none.
    private List<long> Row(List<long> suspects)
    {
        const double MostOf = 0.6;
        var ordered = suspects.OrderBy(s => Log[s].Destination).ToList();
        var (best, from) = (0, 0);
        for (int low = 0, high = 0; high < ordered.Count; high++)
        {
            while (Log[ordered[high]].Destination - Log[ordered[low]].Destination >= RowWidth) low++;
            if (high - low + 1 > best) (best, from) = (high - low + 1, low);
        }

        return best >= MostOf * suspects.Count ? ordered.GetRange(from, best) : [];
    }

    /// <summary>
    /// Whether a row in no order must wait: it may be phones to test with, of which the next message goes to one used before, or,
    /// where no conversions are reported, a firm's phones. Numbers that from the first fill their row, each once, are neither.
    /// </summary>
    private bool RowWaits(List<long> row, bool reports)
    {
        const int AsMany = 23; // of sixty phones so many in a row are all different about once in a hundred times
        const int Least = 9;
        var n = row.Count;
        var again = row.Count(s => _known.UsedAgain(KnownNumbers.Key(Log[s].Customer, Log[s].Destination))) * 8 >= n;
        if (n < LeastFarm && again) return true;
        var span = row.Max(s => Log[s].Destination) - row.Min(s => Log[s].Destination) + 1;
        var dense = span * (double)(n + 1) < 2.0 * n * (n - 1);
        if (n <= AsMany && !again && n >= Least && dense) return false;
        return n < AsMany || (!reports && n < LeastRow);
    }
}
