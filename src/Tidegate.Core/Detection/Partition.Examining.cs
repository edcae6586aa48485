using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>The second look: when a place's evidence is high enough, its messages themselves are examined.</summary>
internal sealed partial class Partition
{
    private const int MostExamined = 1 << 16;

    /// <summary>Odds (nats) from which an alert is raised; what is done about it is the policy's matter.</summary>
    private const double Alerts = 8;

    /// <summary>Odds (nats) under which a root's new traffic into a network is not told of: customers open markets every week.</summary>
    private const double NewMarketAlerts = 20;

    /// <summary>Nats that other customers' new traffic into the same young blocks takes back.</summary>
    public const double NeighboursSpeak = 12;

    /// <summary>Whether other customers' messages are so many that the block was newly sold, beside those of the customer in question.</summary>
    public static bool AreMany(int neighbours, long own) => neighbours >= 3 && neighbours >= 0.15 * own;

    /// <summary>Messages of a network, or of all of a customer's traffic, that are looked at.</summary>
    private const int MostOfNetwork = 200;

    /// <summary>Customers from which on it is none of them that is attacked, but a sweep that goes through any.</summary>
    private const int LeastOfSweep = 3;

    /// <summary>How long a customer is taken to be sending out a list, or to have many of its people come, after it was last seen to.</summary>
    private const long ListLasts = 30 * 60_000;

    /// <summary>Messages that an attack must show beside a list that is being sent out.</summary>
    private const int LeastBesideList = 40;

    /// <summary>
    /// Messages that examinations may read: so many for each first-seen message and each millisecond of event time, saved up to a
    /// most. A flood in which every place looks suspicious would else be examined so often that detection falls behind; so it is examined
    /// less often, and the strongest evidence, which is hit most, comes up again soonest.
    /// </summary>
    private const long LooksPerMessage = 250;
    private const long LooksPerMillisecond = 2_000;
    private const long MostLooks = 20_000_000;

    /// <summary>
    /// Evidence (nats) that says no more by growing: from here on a place is looked at again when some time (ms) has passed, too, and one in so many
    /// of the messages that were looked at has been followed by a new one. What is seen of a customer all over its traffic is only told of by looking again: it is looked at at each time.
    /// </summary>
    private const float Overwhelming = 200;
    private const long LooksAgain = 5_000;
    private const int OneNewIn = 10;

    // Of what may be of a list, and of what else is sent beside those whom its customer knows.
    private readonly Dictionary<int, long> _listUntil = [];
    private readonly Dictionary<int, long> _peopleUntil = [];
    private readonly Dictionary<int, long> _listWaits = [];
    private long _looks = MostLooks;
    private long _lookedAt;

    private Alert? Consider(in Candidate candidate, long sequence)
    {
        if (_looks <= 0) return null;
        if (_examined.Count > MostExamined) _examined.Clear();
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_examined, candidate.Key, out var known);
        var clock = _groups[candidate.Group].Clock;
        var again = candidate.Level == Candidate.RepeatLevel ? Now - last.Time >= RepeatsLookAgain
            : candidate.Evidence > Overwhelming && Now - last.Time >= LooksAgain && (candidate.Level == Candidate.CustomerLevel || clock - last.Clock >= last.Suspects / OneNewIn);
        var more = candidate.Evidence >= last.Evidence + Math.Max(2, 0.03f * last.Evidence);
        if (known && candidate.Evidence >= last.Evidence * 0.5f && !more && !again) return null;
        if (known && candidate.Level == Candidate.CustomerLevel && Now - last.Time < ReturningLookAgain && FeedOf(_groups[candidate.Group].RootId & ~MarketingRoot, Kind.Codes).Rate <= FraudRate) return null;
        last = new Look(candidate.Evidence, Now, clock, 0);
        if (candidate.Level == Candidate.UnusedLevel) return ExamineUnused(candidate, sequence);
        if (candidate.Level == Candidate.RepeatLevel) return ExamineRepeats(candidate, sequence);
        var alert = Examine(candidate, sequence, out var looked);
        last = ref CollectionsMarshal.GetValueRefOrNullRef(_examined, candidate.Key);
        if (!Unsafe.IsNullRef(ref last)) last.Suspects = looked;
        return alert;
    }

    private Alert? Examine(in Candidate candidate, long sequence, out int looked)
    {
        ref var group = ref _groups[candidate.Group];
        var suspects = candidate.Level switch
        {
            Candidate.MixLevel => SuspectsOfMix(ref group, sequence),
            Candidate.YoungLevel => SuspectsOfYoung(ref group, sequence),
            Candidate.CustomerLevel => SuspectsOfNetwork(ref group, sequence),
            Candidate.NetworkLevel => SuspectsOfNetwork(ref group, sequence),
            _ => SuspectsOfPlace(ref group, candidate, sequence),
        };
        suspects = Burst(suspects);
        looked = suspects.Count;
        var most = double.PositiveInfinity;
        if (candidate.Level < Candidate.MixLevel && suspects.Count > 0 && CountsAcquit(candidate, ref group, candidate.Share, suspects, out most)) return null;
        var customers = Carriers(ref group, ref suspects);
        var ahead = Anticipated(customers.Count == 1 ? customers[0] : 0, group.Network);
        var crowd = customers.Count != 1;
        if (ahead > 0 && suspects.Count(s => Log[s].Has(MessageMarks.Uncategorised) && CarriesNoCode(Log[s])) * 2 > suspects.Count) ahead = 0; // a list, not the campaign: that comes as what the customer sends
        if (crowd && candidate.Level == Candidate.MixLevel && !WithoutPlaces(ref suspects)) return null;

        // Two honest people's messages are no sweep that has moved to another network.
        if (suspects.Count < LeastSuspects(crowd && candidate.Level == Candidate.NetworkLevel ? 0 : ahead)) return null;

        // Where all of a network is hit, what was let through before the first blocks tells, too.
        var throughout = customers.Count == 1 && MayBeThroughout(candidate, ahead) ? Throughout(suspects[0], sequence) : null;
        var weighed = throughout?.Messages ?? suspects;
        var ranges = throughout?.Ranges ?? Ranges(ref group, suspects, candidate);
        if (ranges.Count == 0 && candidate.Level != Candidate.CustomerLevel) return null;
        if (candidate.Level == Candidate.MixLevel && CountsAcquit(candidate, ref group, Math.Min(0.99, ranges.Sum(r => r.Share)), suspects, out most)) return null;
        var onset = suspects.Min(s => Log[s].Time);
        if (candidate.Level != Candidate.YoungLevel && ranges.Count > 1)
        {
            var usual = UsualOf(candidate, group, Math.Max(1, SecondOf(Now) - SecondOf(onset)));
            var beyond = ranges.FindAll(r => r.Hits >= LeastExcess * r.Share * usual);
            if (beyond.Count > 0) ranges = beyond;
        }

        var verdict = Judge(candidate, most, weighed, ranges, group, ahead, throughout is not null);
        if (candidate.Level == Candidate.NetworkLevel && verdict.LogOdds + ahead < NewMarketAlerts) return null;
        if (candidate.Level == Candidate.NetworkLevel && verdict.Blockable && throughout is null && verdict.Evidence.Exists(IsReturning)) (ranges, verdict) = AllOverNetwork(suspects, ranges, verdict);
        if (verdict.LogOdds + ahead >= Alerts && ListAlibi(candidate, customers, suspects, onset) is var alibi and not Alibi.None)
        {
            if (alibi == Alibi.Holds)
            {
                AcquitListed(suspects);

                // What only an expected campaign makes suspect is mostly a customer's everyday traffic, among people it knows.
                if (verdict.LogOdds >= Alerts) foreach (var customer in customers) AcquittedUntil(suspects)[customer] = Now + ListLasts;
            }

            return null;
        }

        if (customers.Count == 1 && suspects.Count < LeastBesideList && AcquittedUntil(suspects).GetValueOrDefault(customers[0]) > Now) return null;
        if (verdict.LogOdds + ahead >= Alerts && customers.Count == 1 && candidate.Level != Candidate.CustomerLevel)
        {
            var neighbours = Neighbours(customers, ranges.FindAll(r => r.Share * suspects.Count < 1), onset);
            if (AreMany(neighbours.Messages, suspects.Count))
                verdict = verdict with { LogOdds = neighbours.Converted >= 2 ? 0 : verdict.LogOdds - NeighboursSpeak };
        }

        if (verdict.LogOdds + ahead < Alerts) return null;
        suspects.AddRange(Before(suspects, ref group, ranges, customers));
        var newSince = suspects.Min(s => Log[s].Time);
        onset = OnsetOf(suspects, group, ranges);
        var before = TakeOutBefore(onset, suspects);
        if (throughout is null) ranges = Hit(suspects, ranges);
        var amongPeople = throughout is not null && PeopleAreIn(ranges); // who was new there before it began is one of them
        var alert = new Alert
        {
            Time = Now,
            Onset = onset,
            NewSince = throughout is null || amongPeople ? onset : newSince,
            Root = group.Root,
            Network = group.Network,
            Group = candidate.Group,
            Ranges = customers.Count == 1 && group.Root != Root.Customer ? SeenFrom(OwnGroup(Log[suspects[0]]), ranges) : ranges,
            Customers = customers,
            Messages = suspects,
            Before = amongPeople ? [] : before,
            LogOdds = verdict.LogOdds + ahead,
            Anticipated = ahead,
            Evidence = ahead > 0 ? [.. verdict.Evidence, new ChannelEvidence("campaign", suspects.Count, 0, ahead)] : verdict.Evidence,
            Blockable = verdict.Blockable && !(customers.Count == 1 && ranges.Count > 0 && PeopleComeBack(customers[0], ranges, verdict.Evidence.Find(e => e.Channel == "conversion").LogOdds)),
        };
        return candidate.Level == Candidate.CustomerLevel ? AnswerEverywhere(alert) ?? alert : alert;
    }

    // A block is told by itself; but where the attacker is at work in its network, what he leaves it for is the rest of that.
    private bool MayBeThroughout(in Candidate candidate, double ahead) =>
        candidate.Level is Candidate.NetworkLevel or Candidate.YoungLevel or Candidate.MixLevel
        || (candidate.Level != Candidate.CustomerLevel && ahead >= SameNetwork + AtWork && Now - Counts.From >= Settled);

    // What the suspects' number allows their share to say at most, the group's other messages in the same time being the clock; where that
    // is next to nothing though the sum is high, the sum begins anew.
    private bool CountsAcquit(in Candidate candidate, ref Group group, double share, List<long> suspects, out double most)
    {
        var seconds = Math.Max(1, SecondOf(Now) - SecondOf(suspects.Min(s => Log[s].Time)));
        var others = Math.Max(0, group.MessagesIn(seconds, SecondOf(Now)) - suspects.Count);
        most = ShareChannel.MostOf(suspects.Count, others * share / (1 - share));
        if (most >= ShareChannel.Learns || candidate.Evidence < Examines) return false;
        if (candidate.Level == Candidate.MixLevel) group.MixEvidence = Vector128<float>.Zero;
        else Forgive(ref group, candidate.Key, candidate.Level);
        return true;
    }

    /// <summary>Fewest messages that an alert may rest on.</summary>
    internal static int LeastSuspects(double ahead) => ahead >= SameNetwork + AtWork ? 2 : ahead > 0 ? 3 : 5;

    private bool BelongsTo(ref Group group, in Message message, bool answered = false) =>
        (group.Network == AnyNetwork || message.Network == group.Network)
        && message.Has(MessageMarks.FirstSeen) && (!message.Has(MessageMarks.Blocked) || (answered && message.Has(MessageMarks.Answered)))
        && message.Has(MessageMarks.Marketing) == ((group.RootId & MarketingRoot) != 0)
        && group.Root switch
        {
            Root.Customer => message.Customer == (group.RootId & ~MarketingRoot),
            Root.Sender => message.Sender == (group.RootId & ~MarketingRoot),
            Root.Supplier => message.Supplier == (group.RootId & ~MarketingRoot),
            _ => true,
        };

    private static Likeness Like(in Group group)
    {
        var like = Likeness.Any.First;
        if (group.Network != AnyNetwork) like = like.To(group.Network);
        return group.Root == Root.Customer ? like.Of(group.RootId & ~MarketingRoot) : like;
    }

    // Messages that may be alike, from one of a sequence number back, as far as so many others.
    private LookBack Back(Likeness like, long sequence, int furthest) => new(Log, like, sequence, furthest, ref _looks);

    // The messages of one place, newest first, along the chain of its 10,000-blocks.
    private List<long> SuspectsOfPlace(ref Group group, in Candidate candidate, long sequence)
    {
        const int Most = 400;
        var size = BlockSizes[candidate.Level];
        var block = Log[sequence].Destination / size;
        var (from, to) = (block * size, ((block + 1) * size) - 1);
        var found = new List<long>();
        var looked = 0;
        for (var b = from / 10_000; b <= to / 10_000; b++)
        {
            var (steps, before) = (0, found.Count);
            for (var s = NewestInBlock(group, b); Log.HoldsInBlock(s, b) && steps < Most * 4; s = Log.PreviousInBlock(s), steps++)
            {
                ref var message = ref Log[s];
                if (message.Destination < from || message.Destination > to || !BelongsTo(ref group, message)) continue;
                found.Add(s);
                if (found.Count - before >= Most) break; // of each block, so that the newest of all are among them
            }

            looked += steps;
        }

        _looks -= looked;
        found.Sort((a, b) => b.CompareTo(a));
        if (found.Count > Most) found.RemoveRange(Most, found.Count - Most);
        return found;
    }

    // Sequence number of the newest first-seen message into a 10,000-block, by any customer; -1 when none.
    private long NewestInBlock(in Group group, ulong block)
    {
        ref var trace = ref _traces.Find(Mix.Hash(GroupTable.Key(Root.All, group.RootId & MarketingRoot, group.Network), (block << 2) | 1));
        return Unsafe.IsNullRef(ref trace) ? -1 : trace.LastMessage - 1;
    }

    // The group's last messages in blocks that repeat among them more than they should.
    private List<long> SuspectsOfMix(ref Group group, long sequence)
    {
        const int Most = 3 * Group.Remembered;
        const int Furthest = 300_000;
        var last = new List<long>();
        var byBlock = new Dictionary<ulong, int>();
        foreach (var s in Back(Like(group), sequence, Furthest))
        {
            ref var message = ref Log[s];
            if (!BelongsTo(ref group, message)) continue;
            last.Add(s);
            CollectionsMarshal.GetValueRefOrAddDefault(byBlock, message.Destination / 10_000, out _)++;
            if (last.Count == Most) break;
        }

        var suspect = new HashSet<ulong>();
        foreach (var (block, count) in byBlock)
        {
            var share = BaselineShare(ref group, block * 10_000, level: 1);
            var young = SecondOf(Now) - group.Since >= YoungChannel.WeighsAfter && share * group.Learned.GetElement(1) <= (1.5 * count) + 1;
            if (count >= 2 && (young || count > 4 * share * last.Count)) suspect.Add(block);
        }

        last.RemoveAll(s => !suspect.Contains(Log[s].Destination / 10_000));
        return last;
    }

    // The group's last messages into young blocks.
    private List<long> SuspectsOfYoung(ref Group group, long sequence)
    {
        const int Most = 200;
        const int Furthest = 300_000;
        var last = new List<long>();
        foreach (var s in Back(Like(group), sequence, Furthest))
        {
            if (!BelongsTo(ref group, Log[s]) || !IsYoung(ref group, Log[s].Destination, SecondOf(Now))) continue;
            last.Add(s);
            if (last.Count == Most) break;
        }

        return last;
    }

    // What one customer sends into one block is that place's matter, and no sweep: without it, is most of them left?
    private bool WithoutPlaces(ref List<long> suspects)
    {
        const int OnePlace = 5;
        const double OneCustomer = 0.8;
        var places = suspects.GroupBy(s => Log[s].Destination / Block)
            .Where(block => block.Count() >= OnePlace && block.CountBy(s => Log[s].Customer).Max(c => c.Value) >= OneCustomer * block.Count())
            .Select(block => block.Key).ToHashSet();
        if (places.Count == 0) return true;
        var before = suspects.Count;
        suspects = suspects.FindAll(s => !places.Contains(Log[s].Destination / Block));
        return suspects.Count * 3 >= before * 2;
    }

    private bool IsYoung(ref Group group, ulong destination, int second)
    {
        var all = GroupTable.Key(Root.All, group.RootId & MarketingRoot, group.Network);
        ref var place = ref _traces.Find(Mix.Hash(all, ((destination / 10_000) << 2) | 1));
        return !Unsafe.IsNullRef(ref place) && second - place.Since < YoungChannel.YoungFor;
    }

    // A network's last messages, as long as they came close together; with those that an alert was about before, if asked for.
    private List<long> SuspectsOfNetwork(ref Group group, long sequence, bool answered = false)
    {
        const int Furthest = 100_000;
        var last = new List<long>();
        foreach (var s in Back(Like(group), sequence, Furthest))
        {
            if (!BelongsTo(ref group, Log[s], answered)) continue;
            last.Add(s);
            if (last.Count == MostOfNetwork) break;
        }

        return last;
    }

    /// <summary>The share of a group's first-seen messages that honest traffic would send into a block.</summary>
    private double BaselineShare(ref Group group, ulong number, int level) => PlaceShare(ref group, number / BlockSizes[level], level);

    // The same of a place: a block, by its number of those of its size, or a network of a group of all networks, at level 0.
    private double PlaceShare(ref Group group, ulong branch, int level)
    {
        ref var place = ref _places[level].Find(Mix.Hash(group.Key, (branch << 2) | (uint)level));
        var baseline = Unsafe.IsNullRef(ref place) ? 0 : place.Baseline;
        var learned = group.Learned.GetElement(level);
        if (group.Root == Root.All) return (baseline + (PlanWeight * PlanShares[level])) / (learned + PlanWeight);
        ref var all = ref _groups[_groups.Find(Root.All, group.RootId & MarketingRoot, group.Network)];
        return (baseline + (BorrowedWeight * PlaceShare(ref all, branch, level))) / (learned + BorrowedWeight);
    }

    // Cuts a list (newest first) where it goes quiet: what came before belongs to something else.
    private List<long> Burst(List<long> newestFirst)
    {
        var length = BurstOf(newestFirst.Count, i => Log[newestFirst[i]].Time);
        return length < newestFirst.Count ? newestFirst.GetRange(0, length) : newestFirst;
    }

    // How many of what came at some times (ms, newest first) came before it goes quiet.
    private static int BurstOf(int count, Func<int, long> time)
    {
        const double LeastGap = 30 * 60_000;
        for (var i = 1; i < count; i++)
        {
            var mean = (time(0) - time(i - 1)) / (double)i;
            if (time(i - 1) - time(i) > Math.Max(LeastGap, 12 * mean)) return i;
        }

        return count;
    }

    // Who carries it: the one customer that most of it comes from, else all that do; three and more are a sweep, in
    // which the next customer is not among those seen so far, and so are two while one is at work.
    private IReadOnlyList<int> Carriers(ref Group group, ref List<long> suspects)
    {
        if (group.Root == Root.Customer) return [group.RootId & ~MarketingRoot];
        var counts = new Dictionary<int, int>();
        foreach (var s in suspects) CollectionsMarshal.GetValueRefOrAddDefault(counts, Log[s].Customer, out _)++;
        var top = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).FirstOrDefault();
        if (top.Value >= 0.6 * suspects.Count)
        {
            suspects = suspects.FindAll(s => Log[s].Customer == top.Key);
            return [top.Key];
        }

        return counts.Count < LeastOfSweep && Anticipated(0, group.Network) < OtherNetwork + AtWork ? [.. counts.Keys.Order()] : [];
    }
}
