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
    /// Whether a row in no order must wait. It may be phones to test with: few, slow, and the next message goes to one used
    /// before. Or, unless codes that should have been entered are missing, a firm's phones: each once, scattered over the row. A script fills
    /// its row from the first, fast, and uses each number once.
    /// </summary>
    private bool RowWaits(List<long> row, bool missing)
    {
        const double FarmRate = 4; // messages a minute that testers hardly exceed
        const double Unlikely = 0.06;
        const double FleetRate = 30; // messages a minute that a firm's phones do not reach
        const int Early = 25;
        const int LeastRate = 20;
        const int Scattered = 3;
        var n = row.Count;
        if (n < LeastFarm && row.Count(s => _known.UsedAgain(KnownNumbers.Key(Log[s].Customer, Log[s].Destination))) * 8 >= n) return true;
        var span = Log[row[^1]].Destination - Log[row[0]].Destination + 1;
        var phones = span * (n + 1.0) / (n - 1);
        var minutes = Math.Max(1, row.Max(s => Log[s].Time) - row.Min(s => Log[s].Time)) / 60_000.0;
        var farm = Math.Min(1, Math.Pow(FarmRate * minutes / (n - 1), 2));
        for (var i = 0; i < n; i++) farm *= Math.Max(0, 1 - (i / Math.Min(phones, LeastFarm)));
        return farm > Unlikely || (!missing && (n < LeastRate || n < FleetRate * minutes) && (phones > Scattered * n || n > Early) && n < LeastRow);
    }
}
