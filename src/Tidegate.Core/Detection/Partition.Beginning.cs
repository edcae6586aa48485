namespace Tidegate.Detection;

/// <summary>When it began: what is examined is the newest few hundred messages, and of a flood those are seconds old.</summary>
internal sealed partial class Partition
{
    /// <summary>Messages an hour that are taken to be usual where hardly any are.</summary>
    private const double LeastUsual = 1 / 3_600_000.0;

    /// <summary>
    /// When what is suspected began, of suspects newest first: the most likely point of change from the usual rate to the rate since then. Among the last few
    /// hundred messages into a network there are people's, too, from long before.
    /// </summary>
    private long OnsetOf(List<long> suspects, in Group group, List<SuspectRange> ranges)
    {
        const double LeastTime = 60_000;
        const double AsGood = 4; // nats
        const int Least = 5;
        var usual = Usual(group, ranges);
        var (from, onset, most) = (long.MaxValue, long.MaxValue, double.NegativeInfinity);
        for (var i = 0; i < suspects.Count; i++)
        {
            from = Math.Min(from, Log[suspects[i]].Time);
            if (i + 1 < Math.Min(Least, suspects.Count)) continue;
            var (count, expected) = (i + 1, usual * Math.Max(LeastTime, Now - from));
            var odds = count > expected ? (count * Math.Log(count / expected)) - count + expected : 0;
            if (odds >= most - AsGood) onset = from;
            most = Math.Max(most, odds);
        }

        return onset;
    }

    private List<long> TakeOutBefore(long onset, List<long> suspects)
    {
        var before = suspects.FindAll(s => Log[s].Time < onset);
        suspects.RemoveAll(s => Log[s].Time < onset);
        return before;
    }

    // What nothing came to since it began is no part of it.
    private List<SuspectRange> Hit(List<long> suspects, List<SuspectRange> ranges)
    {
        var hit = ranges.FindAll(r => suspects.Exists(s => Log[s].Destination >= r.From && Log[s].Destination <= r.To));
        return hit.Count > 0 ? hit : ranges;
    }

    // Messages a millisecond that a group usually has in some ranges; everywhere, where there are none. Of what came to all of a network, what is told of may be the most.
    private double Usual(in Group group, List<SuspectRange> ranges)
    {
        var usual = (ranges.Count == 0 ? 1 : Math.Min(1, ranges.Sum(r => r.Share))) * UsualIn(group, 1);
        if (ranges.Exists(r => r.IsWide)) usual = Math.Min(usual, LearnedIn(ranges[0].Group, LeastAge) / LeastAge);
        return Math.Max(LeastUsual, usual / 1000);
    }

    /// <summary>
    /// What the same customers sent into the same ranges before the suspects, newest first, as far back as it came faster than usual: the
    /// most likely point of change, by a cumulative sum that runs backwards (Page, Biometrika 41, 1954).
    /// </summary>
    private List<long> Before(List<long> suspects, ref Group group, List<SuspectRange> ranges, IReadOnlyList<int> customers)
    {
        const int LeastCut = 100;
        const double SlowerAtFirst = 8;
        if (suspects.Count < LeastCut) return []; // all of them are there
        var earlier = Earlier(suspects[^1], ref group, ranges, customers);
        var time = Log[suspects[^1]].Time;
        var usual = Usual(group, ranges);
        var faster = Math.Max(2 * usual, suspects.Count / SlowerAtFirst / Math.Max(1000, Log[suspects[0]].Time - time));
        var (sum, most, taken) = (0.0, 0.0, 0);
        for (var i = 0; i < earlier.Count; i++)
        {
            sum += Math.Log(faster / usual) - ((faster - usual) * (time - Log[earlier[i]].Time));
            time = Log[earlier[i]].Time;
            if (sum > most) (most, taken) = (sum, i + 1);
        }

        return earlier.GetRange(0, taken);
    }

    private List<long> Earlier(long oldest, ref Group group, List<SuspectRange> ranges, IReadOnlyList<int> customers)
    {
        const int Furthest = 50_000;
        const long Longest = 3_600_000;
        if (ranges.Exists(r => r.IsWide)) return EarlierThroughout(oldest, ref group, ranges, customers);
        var blocks = ranges.Sum(r => (int)((r.To - r.From) / Block) + 1);
        var earlier = new List<long>();
        foreach (var range in ranges)
        {
            for (var block = range.From / Block; block <= range.To / Block; block++)
            {
                var read = 0;
                for (var s = NewestInBlock(group, block); Log.HoldsInBlock(s, block) && read < Furthest / blocks; s = Log.PreviousInBlock(s), read++)
                {
                    ref var message = ref Log[s];
                    if (message.Time < Log[oldest].Time - Longest) break;
                    if (s < oldest && BelongsTo(ref group, message) && (customers.Count == 0 || customers.Contains(message.Customer))) earlier.Add(s);
                }

                _looks -= read;
            }
        }

        earlier.Sort((a, b) => b.CompareTo(a));
        return earlier;
    }

    // The same where all of a network is meant: too many blocks to go through one by one, and it is told of later, for people lie as it does.
    private List<long> EarlierThroughout(long oldest, ref Group group, List<SuspectRange> ranges, IReadOnlyList<int> customers)
    {
        const int Furthest = 200_000;
        const long Longest = 6 * 3_600_000;
        var earlier = new List<long>();
        var like = customers is [var only] ? Like(group).Of(only) : Like(group);
        foreach (var s in Back(like, oldest - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time < Log[oldest].Time - Longest) break;
            if (BelongsTo(ref group, message) && (customers.Count == 0 || customers.Contains(message.Customer)) && IsIn(ranges, message.Destination)) earlier.Add(s);
        }

        return earlier;
    }
}
