namespace Tidegate.Detection;

/// <summary>Numbers in one narrow row, in no order: a firm's phones, or phones to test with, lie so, and a small rented range too.</summary>
internal sealed partial class Partition
{
    /// <summary>Nats of the sequence channel from which a row is taken in order, as people's phones are not.</summary>
    private const double InOrder = 6;

    /// <summary>Width of a row, in numbers.</summary>
    private const ulong RowWidth = 500;

    /// <summary>Part of what comes into the blocks of a row that must be in it: a person may live beside.</summary>
    private const double NearlyAll = 0.85;

    /// <summary>Numbers of a row from which it is blocked where no codes speak against it; a firm's phones rarely are more.</summary>
    private const int LeastRow = 400;

    /// <summary>Numbers of a row from which it is told of; nobody tests with more phones.</summary>
    private const int LeastFarm = 60;

    /// <summary>Most nats for a row that is told of and not blocked.</summary>
    private const double RowOdds = 18;

    // The suspects in the fullest row, if most of them are in it, and nearly all of those in its block; else none. Over a block of a
    // thousand, six of ten lie in the fuller half for long.
    private List<long> Row(List<long> suspects)
    {
        const double MostOf = 0.6;
        var row = FullestRow(suspects);
        var (first, last) = (Log[row[0]].Destination / Block, Log[row[^1]].Destination / Block);
        var near = suspects.Count(s => Log[s].Destination / Block >= first && Log[s].Destination / Block <= last);
        return row.Count >= MostOf * suspects.Count && row.Count >= NearlyAll * near ? row : [];
    }

    // Those of some messages that lie in the row that holds most of them, by number.
    private List<long> FullestRow(List<long> messages)
    {
        var ordered = messages.OrderBy(s => Log[s].Destination).ToList();
        var (best, from) = (0, 0);
        for (int low = 0, high = 0; high < ordered.Count; high++)
        {
            while (Log[ordered[high]].Destination - Log[ordered[low]].Destination >= RowWidth) low++;
            if (high - low + 1 > best) (best, from) = (high - low + 1, low);
        }

        return ordered.GetRange(from, best);
    }

    /// <summary>
    /// Whether a row in no order must wait. It may be phones to test with: few, slow, and the next message goes to one used
    /// before. Or, unless codes that should have been entered are missing, a firm's phones: each once, scattered over the row. A script fills
    /// its row from the first, fast, and uses each number once.
    /// </summary>
    private bool RowWaits(List<long> row, double inOrder, bool missing)
    {
        const double FarmRate = 4; // messages a minute that testers hardly exceed
        const double Unlikely = 0.06;
        const double FleetRate = 60; // messages a minute that a firm's phones do not reach
        const int Early = 12;
        const int LeastRate = 40;
        const int Scattered = 3;
        var n = row.Count;
        if (n < LeastFarm && row.Count(s => _known.UsedAgain(KnownNumbers.Key(Log[s].Customer, Log[s].Destination))) * 8 >= n) return true;
        var span = Log[row[^1]].Destination - Log[row[0]].Destination + 1;
        var phones = span * (n + 1.0) / (n - 1);
        var minutes = Math.Max(1, row.Max(s => Log[s].Time) - row.Min(s => Log[s].Time)) / 60_000.0;
        var farm = Math.Min(1, Math.Pow(FarmRate * minutes / (n - 1), 2));
        for (var i = 0; i < n; i++) farm *= Math.Max(0, 1 - (i / Math.Min(phones, LeastFarm)));
        farm *= Math.Exp(-inOrder / 2); // by half: testers may go through their phones in order
        if (farm > Unlikely) return true;
        if (missing || n >= LeastRow || AreSentToAgain(row) || (n >= LeastRate && n >= FleetRate * minutes) || TooFastForPhones(n, span, minutes)) return false;
        return phones > Scattered * n || n > Early;
    }

    // More numbers than anybody tests with, most of them sent to again: a firm's phones log in once.
    private bool AreSentToAgain(List<long> row)
    {
        const double Most = 0.6;
        return row.Count >= LeastFarm && row.Count(s => _known.UsedAgain(KnownNumbers.Key(Log[s].Customer, Log[s].Destination))) >= Most * row.Count;
    }

    /// <summary>
    /// The messages of a customer to a range since some time, if they are tests: to so few numbers as lie in a row of phones to test with, each used several times and
    /// hardly a new one any more (one who asks for each code several times goes on to others), and no faster than testers go through them. Else none.
    /// </summary>
    public List<long> Tests(SuspectRange range, int customer, long since)
    {
        const int Most = 1000;
        const int Fewest = 24;
        const int TimesEach = 4;
        const double NewAtMost = 0.1; // of the newer half
        const double FastestTests = 15; // messages a minute
        List<long> found = [];
        HashSet<ulong> numbers = [];
        var like = Likeness.Any.Of(customer).To(range.Network);
        for (var s = Log.Previous(like, Log.Next, Log.First); s >= 0 && Log[s].Time >= since && found.Count < Most; s = Log.Previous(like, s, Log.First))
        {
            ref var message = ref Log[s];
            if (message.Customer != customer || message.Network != range.Network || message.Destination < range.From || message.Destination > range.To) continue;
            found.Add(s);
            if (numbers.Add(message.Destination) && numbers.Count >= 2 * LeastFarm) return [];
        }

        if (found.Count < Fewest) return [];
        var tests = FullestRow(found);
        tests.Sort((a, b) => b.CompareTo(a)); // newest first, as found
        var phones = tests.Select(s => Log[s].Destination).ToHashSet();
        if (tests.Count < NearlyAll * found.Count || tests.Count < Fewest || phones.Count >= LeastFarm || tests.Count < TimesEach * phones.Count) return [];
        var newer = tests.Count / 2;
        var alreadyUsed = tests.Skip(newer).Select(s => Log[s].Destination).ToHashSet();
        return phones.Count - alreadyUsed.Count <= NewAtMost * newer
            && tests.Count <= FastestTests * (Log[tests[0]].Time - Log[tests[^1]].Time) / 60_000 ? tests : [];
    }

    /// <summary>Whether so many messages came sooner than from a firm's phones, of which at most a tenth log in within a minute.</summary>
    /// <param name="n">Messages.</param>
    /// <param name="span">Numbers from the lowest to the highest of them. As many phones as it may be a part of: were there more, n of them would lie so close once in twenty times.</param>
    /// <param name="minutes">From the first to the last message.</param>
    private static bool TooFastForPhones(int n, ulong span, double minutes)
    {
        const double Tenth = 0.1;
        const double Chance = 1e-3;
        const int Fewest = 6;
        if (n < Fewest) return false;
        var phones = span * Math.Pow(20, 1.0 / (n - 1));
        var usual = Tenth * phones * minutes;
        // Poisson: no more than n - 2 after the first.
        double term = Math.Exp(-usual), fewer = 0;
        for (var k = 0; k < n - 1; k++, term *= usual / k) fewer += term;
        return 1 - fewer < Chance;
    }
}
