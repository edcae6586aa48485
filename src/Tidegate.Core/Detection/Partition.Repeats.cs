using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// Numbers that get one code after the other and use none. Everywhere else a number counts the first time only, so a pool of some hundred ordinary
/// numbers that is sent to again and again is next to nothing there, however much it costs.
/// </summary>
/// <remarks>
/// A cumulative sum for each customer's traffic into a network, restarted at zero (Page 1954). What it counts are the numbers that become barren, against the codes that
/// people who come back use: of both together barren ones take the part that they usually take at this customer (some send notices that carry no code), or three times that.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Codes in a row, beyond its first, that make a number barren; and that say it once more.</summary>
    private const int Barren = 1;
    private const int StillBarren = 2;

    /// <summary>Seconds between messages to a number under which they are one try.</summary>
    private const int OneTry = 120;

    /// <summary>Seconds after which what a number did is forgotten.</summary>
    private const int ForgetsTries = 86_400;

    /// <summary>What a customer's feed converts at least before its numbers can be barren.</summary>
    private const float LeastConverted = 0.1f;

    /// <summary>Blocks of 10,000 that a pool lies in at least; what lies closer together is found as what goes into a block.</summary>
    private const int LeastScattered = 8;

    /// <summary>Milliseconds after which the traffic of a pool is looked through again.</summary>
    private const long RepeatsLookAgain = 60_000;

    /// <summary>Evidence (nats) from which a number counts to the pool that has not used its first code, where few of those can be people's.</summary>
    private const float Sure = 40;

    private const int MostBarrenNumbers = 1 << 20;
    private const int MostRepeats = 1 << 18;
    private const int MostBarrenBlocks = 2_000;

    /// <summary>Numbers of the narrowest block that is told of: no single number is.</summary>
    private const ulong Ten = 10;

    private readonly SegmentedTable<BarrenNumber> _barren = new(Math.Min(MostBarrenNumbers, options.MaxPlaces / 4));
    private readonly SegmentedTable<RepeatSum> _repeats = new(Math.Min(MostRepeats, options.MaxPlaces / 4));

    // Weighs a mature message to a number that its customer knew already.
    private void WeighRepeat(ref CustomerFeed feed, long sequence, ref Alert? alert)
    {
        ref var message = ref Log[sequence];
        if (message.Has(MessageMarks.FirstSeen | MessageMarks.Blocked) || feed.Silent || feed.LongRun < LeastConverted || MayBeListed(message)) return;
        var (number, second) = (KnownNumbers.Key(message.Customer, message.Destination), SecondOf(message.Time));
        if (message.Has(MessageMarks.Converted))
        {
            BearsFruit(number);
            TakeUsed(ref feed, message, second);
            return;
        }

        var times = Arrived(message) ? GoesUnused(number, second) : 0;
        if (times is not (Barren or StillBarren)) return;
        ref var sum = ref _repeats.At(RepeatKey(message));
        sum.AddBarren(times == StillBarren, ref feed, second);
        if (sum.Evidence < ManyPlaces + Alerts || alert is not null || OwnGroup(message) is not (var group and not 0)) return;
        alert = Consider(new Candidate(sum.Evidence, group, Candidate.RepeatLevel, 0, _groups[group].Key ^ 2), sequence);
    }

    // A sum that is not held is zero, and stays so.
    private void TakeUsed(ref CustomerFeed feed, in Message message, int second)
    {
        var zero = default(RepeatSum);
        ref var sum = ref _repeats.Find(RepeatKey(message));
        if (Unsafe.IsNullRef(ref sum)) zero.AddUsed(ref feed, second);
        else sum.AddUsed(ref feed, second);
    }

    private static ulong RepeatKey(in Message message) => Mix.Hash((ulong)(uint)message.Customer, (ulong)(uint)message.Network);

    // A code that was used late counts as well.
    private void BearsFruit(ulong number)
    {
        ref var known = ref _barren.Find(number);
        if (!Unsafe.IsNullRef(ref known)) known.Unused = 0;
    }

    // How many times in a row a number used no code, beyond its first; 0 where this was no try of its own.
    private int GoesUnused(ulong number, int second)
    {
        ref var known = ref _barren.At(number);
        if (second - known.Second > ForgetsTries) known.Unused = 0;
        if (known.Unused > 0 && second - known.Second < OneTry) return 0;
        known.Second = second;
        return ++known.Unused;
    }

    // Where a message did not come through, or nothing is heard of it though its supplier reports, no code could be used.
    private bool Arrived(in Message message) => message.Has(MessageMarks.Receipted)
        ? message.Has(MessageMarks.Delivered)
        : message.Supplier == 0 || FeedAt(ref _supplierReceipts, message.Supplier) is { Weight: < LeastLearned } or { Heard: < 0.5f };

    private Alert? ExamineRepeats(in Candidate candidate, long sequence)
    {
        const int Furthest = 200_000;
        ref var group = ref _groups[candidate.Group];
        var like = Log[sequence];
        var sum = _repeats.Find(RepeatKey(like));
        var sent = new List<long>();
        var refused = new HashSet<ulong>();
        foreach (var s in Back(Likeness.Any.Of(like.Customer).To(like.Network), Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (Now - message.Time >= ForgetsTries * 1000L) break;
            if (message.Customer != like.Customer || message.Network != like.Network || message.Has(MessageMarks.Marketing)) continue;
            if (message.Has(MessageMarks.Blocked)) refused.Add(message.Destination);
            else sent.Add(s);
        }

        var since = sent.Select(s => Log[s].Destination).Distinct().Where(n => UnusedOf(like.Customer, n, sum.Since) >= Barren).Select(n => _known.Since(KnownNumbers.Key(like.Customer, n))).OrderDescending().ToList();
        if (since.Count == 0) return null;
        if (PeopleFailToo(sent, sum.Since)) return null;
        var onset = BeginningOf(since);
        var sure = candidate.Evidence >= Sure && FewAreNew(sent, onset);
        var used = sent.Where(s => Log[s].Has(MessageMarks.Converted)).Select(s => Log[s].Destination).ToHashSet();
        var suspects = sent.FindAll(s => !used.Contains(Log[s].Destination) && _known.Since(KnownNumbers.Key(like.Customer, Log[s].Destination)) >= onset
            && (UnusedOf(like.Customer, Log[s].Destination) > 0 || (sure && IsMature(s) && Arrived(Log[s]))));
        if (suspects.Count == 0) return null;
        var numbers = suspects.Select(s => Log[s].Destination).Distinct().ToList();

        // A fleet's or a firm's phones lie together.
        var blocks = numbers.GroupBy(n => n / Block).Select(b => b.Count()).ToList();
        if (blocks.Count < LeastScattered || blocks.Max() * 3 > numbers.Count) return null;
        var ranges = new List<SuspectRange>();
        foreach (var hits in suspects.GroupBy(s => Log[s].Destination / Ten).OrderByDescending(h => h.Count()).ThenBy(h => h.Key).Take(MostBarrenBlocks))
            ranges.Add(new SuspectRange(hits.Key * Ten, (hits.Key * Ten) + Ten - 1, hits.Count(), BaselineShare(ref group, hits.Key * Ten, level: 2) / (BlockSizes[2] / Ten), group.Network, candidate.Group));
        refused.ExceptWith(sent.Select(s => Log[s].Destination));
        var barren = since.Count + refused.Count(n => UnusedOf(like.Customer, n, sum.Since) >= Barren); // what the sum has counted, blocked since or not
        var odds = candidate.Evidence - ManyPlaces;
        var newSince = suspects.Min(s => Log[s].Time);
        var began = OnsetOf(suspects, group, ranges);
        var before = TakeOutBefore(began, suspects);
        return new Alert
        {
            Time = Now,
            Onset = began,
            NewSince = newSince,
            Root = group.Root,
            Network = group.Network,
            Group = candidate.Group,
            Ranges = ranges,
            Customers = [like.Customer],
            Messages = suspects,
            Before = before,
            LogOdds = odds,
            Anticipated = 0,
            Evidence = [new ChannelEvidence("repeat", barren, sum.Expected, odds)],
            Blockable = true,
            Repeats = true,
        };
    }

    // Since when a pool is sent to: the first of the seconds (newest first) in which its numbers were new, but for what came long before the others, which are people.
    private static int BeginningOf(List<int> newestFirst) => newestFirst[BurstOf(newestFirst.Count, i => TimeOf(newestFirst[i])) - 1];

    // Codes in a row that a number did not use, beyond its first; 0 where the last of them came before a second.
    private int UnusedOf(int customer, ulong number, int since = int.MinValue)
    {
        ref var known = ref _barren.Find(KnownNumbers.Key(customer, number));
        return Unsafe.IsNullRef(ref known) || known.Second < since ? 0 : known.Unused;
    }

    // People known for long whose codes fail as well tell of a route or a network out of order, and accuse nobody.
    private bool PeopleFailToo(List<long> sent, int since)
    {
        const int Few = 4;
        const int LongKnown = 6 * 3600;
        const double Fails = 0.4;
        var (entered, expected) = Entered(sent.FindAll(s => !Log[s].Has(MessageMarks.FirstSeen) && _known.Since(KnownNumbers.Key(Log[s].Customer, Log[s].Destination)) < since - LongKnown), since);
        return expected >= Few && entered < Fails * expected;
    }

    // Whether of what is new since then at most a quarter can be people: else who has not used a first code is mostly one of them.
    private bool FewAreNew(List<long> sent, int since)
    {
        const double Quarter = 0.25;
        var (entered, expected) = Entered(sent.FindAll(s => Log[s].Has(MessageMarks.FirstSeen)), since);
        return entered + 1 <= Quarter * expected;
    }

    // Codes of mature messages since a second that were used, and how many usually are.
    private (int Entered, double Expected) Entered(List<long> sent, int since)
    {
        var mature = sent.FindAll(s => IsMature(s) && SecondOf(Log[s].Time) >= since);
        return (mature.Count(s => Log[s].Has(MessageMarks.Converted)), mature.Sum(s => (double)FeedOf(Log[s]).LongRun));
    }
}
