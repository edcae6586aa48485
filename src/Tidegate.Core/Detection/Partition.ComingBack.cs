namespace Tidegate.Detection;

/// <summary>Whether people are among those whom a block refuses: they ask for their code again, as often and as soon as the customer's other people do.</summary>
/// <remarks>
/// What is refused asks again, too. Who draws numbers of a small pool repeats them, but at any time; who sends each twice does so to most. Both are no people.
/// An attacker who sends a second message to as few numbers, as soon, as people would is taken for them: where no codes speak for people, more must come back.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Nats from which people come back, where their codes are entered; and where nothing tells of codes.</summary>
    private const double PeopleReturn = -4;
    private const double PeopleReturnUnreported = -8;

    /// <summary>Nats of codes missing from which nobody is let go: of few messages, as many go unused by chance.</summary>
    private const double MostMissing = 2.5;

    /// <summary>Numbers that must come back for that to say anything.</summary>
    private const int LeastBack = 4;

    /// <summary>Whether the new numbers in some ranges of a network come back as a customer's people do.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="ranges">The ranges, of one network.</param>
    /// <param name="codesMissing">Nats by which codes of what was delivered there are missing; below zero where they were entered.</param>
    public bool PeopleComeBack(int customer, IReadOnlyList<SuspectRange> ranges, double codesMissing) => PeopleComeBack(customer, [ranges], [codesMissing])[0];

    /// <summary>The same of several sets of ranges of one network, beside what the customer sends in none of them.</summary>
    public bool[] PeopleComeBack(int customer, IReadOnlyList<IReadOnlyList<SuspectRange>> sets, IReadOnlyList<double> codesMissing)
    {
        const double Entered = -1;
        const int Enough = 300;
        var comeBack = new bool[sets.Count];
        if (codesMissing.All(m => m > MostMissing)) return comeBack;
        var (network, ranges) = (sets[0][0].Network, new RangeSets(sets));
        var usual = new Dictionary<Kind, (int Count, List<long> Delays)>();
        var latest = LatestTries(customer, network, ranges, Enough);
        for (var set = 0; set < sets.Count; set++) comeBack[set] = codesMissing[set] <= MostMissing && ComeBack(latest[set].Tries, latest[set].Kind, codesMissing[set]);
        return comeBack;

        bool ComeBack(List<(long Sequence, long Delay)> tries, Kind kind, double missing)
        {
            var back = tries.Count(t => t.Delay <= ComesBackWithin);
            if (back < LeastBack) return false;
            var asked = missing <= Entered ? PeopleReturn : PeopleReturnUnreported - (2 * Math.Max(0, missing));
            if (ReturningOdds(back, expected: 0) > asked) return false; // too few, however few are usual
            if (missing > Entered && AreInOrder(tries)) return false;
            if (!usual.TryGetValue(kind, out var elsewhere))
            {
                var (first, _) = UsualTries(customer, kind, network, ranges);
                usual[kind] = elsewhere = (first.Count, DelaysOf(first));
            }

            return elsewhere.Delays.Count >= LeastBack && AreAsMany(tries, back, elsewhere.Count, elsewhere.Delays, asked) && AreAsSoon(tries, elsewhere.Delays);
        }
    }

    // A program that counts may send to what it has just sent to, but people do not ask in the order of their numbers.
    private bool AreInOrder(List<(long Sequence, long Delay)> newestFirst) =>
        SequenceChannel.Weigh(newestFirst.Select(t => Log[t.Sequence].Destination).Reverse()).LogOdds >= InOrder;

    // Whether about as many come back as usual.
    private bool AreAsMany(List<(long Sequence, long Delay)> tries, int back, int usual, List<long> delays, double asked)
    {
        const double Most = 3; // times what is usual
        var expected = tries.Sum(t => UpTo(delays, Now - Log[t.Sequence].Time)) / (double)usual;
        return back <= Most * expected && ReturningOdds(back, expected) <= asked;
    }

    // Whether half of those who come back do so as soon as half of the customer's other people. Numbers that are drawn again are so whenever messages come: of what came after a
    // number's first message, within the time in which it may have come back, some part came as soon. Where all that was sent there came within minutes, nothing is told.
    private bool AreAsSoon(List<(long Sequence, long Delay)> tries, List<long> delays)
    {
        const double Sooner = 6; // nats: it is asked each minute, and chance goes that far once in four hundred times
        const double Most = 0.98;
        var half = delays[delays.Count / 2];
        double odds = 0;
        for (var i = 0; i < tries.Count; i++)
        {
            var (sequence, delay) = tries[i];
            if (delay > ComesBackWithin) continue;
            var first = Log[sequence].Time;
            var people = Math.Min(Most, delays.Count / 2.0 / Math.Max(1, UpTo(delays, Now - first)));
            var byChance = Math.Min(Most, (CameBefore(tries, i, first + half) + 1.0) / (CameBefore(tries, i, first + ComesBackWithin) + 1));
            odds += delay <= half ? Math.Log(people / byChance) : Math.Log((1 - people) / (1 - byChance));
        }

        return odds >= Sooner;
    }

    // How many of the tries that are newer than one (they are newest first) came before some time.
    private int CameBefore(List<(long Sequence, long Delay)> tries, int older, long time)
    {
        var (low, high) = (0, older);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Log[tries[middle].Sequence].Time <= time) high = middle;
            else low = middle + 1;
        }

        return older - low;
    }

    // Nats by which people who ask again soon are missing among a customer's new numbers in some ranges of a network (none: in all of it), and how many there are of how many
    // that would be. Soon only, because who is new to a customer does not come back for a second visit.
    private ChannelEvidence NobodyComesBack(int customer, int network, IReadOnlyList<SuspectRange> ranges)
    {
        const int Enough = 1000;
        const int LeastNew = 60;
        const int LeastOfUsual = 5;
        const double OfOthers = 0.5; // customers differ
        const long Soon = 9 * 60_000; // numbers that are messaged again at any time tell nothing of who asks again
        var sets = new RangeSets([ranges]);
        var (tries, kind) = LatestTries(customer, network, sets, Enough)[0];
        if (tries.Count < LeastNew) return default;
        var (usual, own) = UsualTries(customer, kind, network, sets);
        var delays = DelaysOf(usual);
        if (delays.Count < LeastOfUsual || delays.Count < LeastComingBack * usual.Count) return default;
        var half = delays[delays.Count / 2];
        if (half > Soon) return default;
        var due = tries.Sum(t => UpTo(delays, Math.Min(half, Now - Log[t.Sequence].Time))) / (double)usual.Count;
        var (observed, expected) = (tries.Count(t => t.Delay <= half), due * (own ? 1 - (1 / Math.Sqrt(delays.Count)) : OfOthers));
        return new ChannelEvidence(ReturningChannel, observed, expected, ReturningOdds(observed, expected));
    }

    // All of a network, where a customer's new numbers are all over it and nobody asks again, and hardly anybody else is to be hit; or the few blocks that all of them lie in.
    private (List<SuspectRange> Ranges, Verdict Verdict) AllOverNetwork(List<long> suspects, List<SuspectRange> ranges, Verdict verdict)
    {
        if (verdict.Evidence.Exists(static e => e is { Channel: ConcentrationChannel.Name, LogOdds: > 0 }) && suspects.TrueForAll(s => IsIn(ranges, Log[s].Destination))) return (ranges, verdict);
        var own = OwnGroup(Log[suspects[0]]);
        var known = Now - Counts.From >= Settled && own != 0 && IsAllOverNetwork(own, suspects, Log[suspects[^1]].Time, LeastExcess);
        return known ? (NetworkOf(suspects, own), verdict) : (ranges, verdict with { Blockable = false });
    }

    // Of each of some sets of ranges of a network, the first messages to the newest numbers that a customer messaged there, after how long (ms) the second one came, and of what kind
    // they are. All in one walk: an attack may have thousands of blocks, and each is asked about each minute.
    private (List<(long Sequence, long Delay)> Tries, Kind Kind)[] LatestTries(int customer, int network, RangeSets sets, int enough)
    {
        const int Furthest = 400_000;
        const long Longest = 6 * 3_600_000;
        var found = new (Tries? Tries, Kind Kind)[sets.Count];
        var open = sets.Count;
        foreach (var s in Back(Likeness.Any.Of(customer).To(network), Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time < Now - Longest || open == 0) break;
            if (message.Customer != customer || message.Network != network || message.Has(MessageMarks.Marketing)) continue;
            foreach (var set in sets.Of(message.Destination))
            {
                ref var of = ref found[set];
                if (of.Tries is null) of = (new Tries(), KindOf(message));
                if (KindOf(message) != of.Kind || of.Tries!.First.Count == enough) continue;
                of.Tries.Take(message, s, message.Has(MessageMarks.FirstSeen));
                if (of.Tries.First.Count == enough) open--;
            }
        }

        return Array.ConvertAll(found, f => (f.Tries?.First ?? [], f.Kind)); // of no tries nothing asks of what kind they are
    }

    // The same of what the customer sends elsewhere; where that is too little, of all customers' codes.
    private (List<(long Sequence, long Delay)> Tries, bool Own) UsualTries(int customer, Kind kind, int network, RangeSets but)
    {
        const int Enough = 2000;
        const int Least = 200;
        const int Furthest = 400_000;
        var own = TriesOf(Likeness.Any.Of(customer), isOwn: true);
        return own.Count >= Least || kind is not Kind.Codes ? (own, true) : (TriesOf(Likeness.Any, isOwn: false), false);

        List<(long Sequence, long Delay)> TriesOf(Likeness like, bool isOwn)
        {
            var tries = new Tries();
            foreach (var s in Back(like, Log.Next - 1, Furthest))
            {
                ref var message = ref Log[s];
                if (tries.First.Count == Enough) break;
                if ((message.Customer == customer) != isOwn || message.Has(MessageMarks.Marketing) || KindOf(message) != kind || (message.Network == network && but.Of(message.Destination).Length > 0)) continue;
                tries.Take(message, s, message.Has(MessageMarks.FirstSeen) && !message.Has(MessageMarks.Claimed) && Now - message.Time >= ComesBackWithin);
            }

            return tries.First;
        }
    }

    // Whether a number lies in one of some ranges; anywhere, if there are none.
    private static bool IsIn(IReadOnlyList<SuspectRange> ranges, ulong destination)
    {
        foreach (var range in ranges) if (destination >= range.From && destination <= range.To) return true;
        return ranges.Count == 0;
    }
}
