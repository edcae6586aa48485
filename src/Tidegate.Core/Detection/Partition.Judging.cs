using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>What the channels say together about a set of messages.</summary>
internal sealed partial class Partition
{
    /// <summary>What fraud converts at most, when it does not fake it.</summary>
    private const double FraudRate = 0.03;

    /// <summary>
    /// Most nats that a network's share of a root's traffic may give: honest customers open new markets too, and the
    /// rest must come from how the traffic lies in it.
    /// </summary>
    private const double NewMarketOdds = 20;

    /// <summary>Most nats that a network's share of the customer's traffic may add to a block's share of the network's.</summary>
    private const double NetworkOdds = 8;

    /// <summary>Nats asked for on top where no conversion feed can speak for the traffic.</summary>
    private const double NoFeedCaution = 3;

    /// <summary>Least nats that a spread like people's may take back: fraud can imitate it.</summary>
    private const double LeastConcentration = -12;

    /// <summary>Most nats that a customer's share of all traffic may give: customers have good days.</summary>
    private const double BusyCustomerOdds = 10;

    /// <summary>
    /// Messages from which a place is blocked although its codes are entered as usual; honest people rarely come in
    /// such numbers from one block at once.
    /// </summary>
    private const int LeastConverting = 30;

    /// <summary>Nats of used codes under which a place is taken to convert as people do; all that they may take back from an attacker at work who is known to fake them.</summary>
    private const double LeastConversion = -3;

    /// <summary>How many times what is usual must come before it is blocked: where honest traffic goes anyway, a block would hit it.</summary>
    private const double LeastExcess = 8;

    /// <summary>Messages a minute under which, without conversions to speak for it, a trickle is given at most so many nats: a newly sold block fills so slowly too.</summary>
    private const double SlowRate = 0.25;
    private const double SlowOdds = 10;

    /// <summary>The newest messages that come faster than that all by themselves, so that a trickle that swells is told from when it has swollen.</summary>
    private const int Swollen = 15;

    /// <summary>Nats of codes not entered from which a row of numbers is not a firm's phones.</summary>
    private const double CodesMissing = 3;

    /// <summary>Nats from which several customers' messages are a sweep's: one supplier carries them that the network is usually not reached through, or they come evenly through customers that its people do not use.</summary>
    private const double OneSupplier = 20;

    /// <summary>Seconds after which what comes through a network's own customers is what usually does.</summary>
    private const int LastsLong = 4 * 3600;

    /// <summary>Most nats for traffic that is marketing by its category: blasts reach anywhere at once, and buy no codes.</summary>
    private const double MarketingOdds = 12;

    private Verdict Judge(in Candidate candidate, double most, List<long> suspects, List<SuspectRange> ranges, in Group group, double ahead, bool throughout)
    {
        var evidence = new List<ChannelEvidence>();
        var conversion = Conversions(suspects);
        var sequence = SequenceChannel.Weigh(suspects.Select(s => Log[s].Destination).Reverse());
        var share = Math.Min(candidate.Evidence, most);
        var reports = conversion.Expected >= 1.5 || conversion.Observed >= 2;
        var likePeople = false;
        if (candidate.Level == Candidate.NetworkLevel)
        {
            var concentration = ConcentrationChannel.Weigh(suspects.Select(s => Log[s].Destination / Block).Reverse());
            evidence.Add(concentration);
            likePeople = concentration.LogOdds < 0;
            share = Math.Min(share, NewMarketOdds) + Math.Max(LeastConcentration, concentration.LogOdds) + (reports ? 0 : NoFeedCaution);
        }
        else if (candidate.Level == Candidate.CustomerLevel)
        {
            share = Math.Min(share, BusyCustomerOdds);
        }

        else if (candidate.Level != Candidate.YoungLevel && suspects.TrueForAll(s => Log[s].Customer == Log[suspects[0]].Customer))
        {
            share += Math.Min(NetworkOdds, NetworkEvidence(Log[suspects[0]]));
        }

        var duration = Math.Max(1, SecondOf(Now) - SecondOf(suspects.Min(s => Log[s].Time)));
        var expected = (ranges.Count == 0 ? 1 : ranges.Sum(r => r.Share)) * UsualOf(candidate, group, duration);
        evidence.Add(new ChannelEvidence(candidate.Level == Candidate.YoungLevel ? "novelty" : "share", suspects.Count, expected, share));
        if (conversion.Expected > 0) evidence.Add(conversion);
        if (Receipts(suspects) is { LogOdds: > 0 } receipts && candidate.Level != Candidate.CustomerLevel)
        {
            evidence.Add(receipts);
            share += receipts.LogOdds;
        }

        if (sequence.LogOdds > 0) evidence.Add(sequence);

        var crowd = suspects.Exists(s => Log[s].Customer != Log[suspects[0]].Customer);
        var likeCustomers = false;
        if (crowd)
        {
            var mix = CustomerMixOdds(group, suspects);
            likeCustomers = mix < 0;
            evidence.Add(new ChannelEvidence("customers", suspects.Select(s => Log[s].Customer).Distinct().Count(), 1, mix));
            share += mix;
        }

        var n = suspects.Count;
        var narrow = throughout || (!likePeople && (candidate.Level == Candidate.YoungLevel || n >= LeastExcess * Math.Max(expected, crowd ? 0 : OwnExpected(candidate, Log[suspects[0]], ranges, n, duration))
            || (candidate.Level < Candidate.MixLevel && !crowd && FewArePeople(conversion.Observed, conversion.Expected, LeastExcess))));
        var marketing = (group.RootId & MarketingRoot) != 0;
        if (candidate.Level == Candidate.CustomerLevel) return reports ? new Verdict(share + conversion.LogOdds, false, evidence) : JudgeUnreported(share, suspects, group, evidence);
        if (!reports && IsSlow(suspects, duration)) return new Verdict(Math.Min(share, SlowOdds) - ahead, false, evidence);
        if (marketing) return new Verdict(Math.Min(MarketingOdds, share + sequence.LogOdds - 20) - ahead, false, evidence);
        List<long> row = sequence.LogOdds < InOrder ? Row(suspects) : [];
        if (row.Count > 0 && ahead < SameNetwork && RowWaits(row, sequence.LogOdds, conversion.LogOdds >= CodesMissing)) return new Verdict(row.Count < LeastFarm || conversion.LogOdds < 0 ? 0 : Math.Min(RowOdds, share), false, evidence);
        if (!reports)
        {
            if (!narrow && !crowd && NobodyComesBack(Log[suspects[0]].Customer, Log[suspects[0]].Network, candidate.Level == Candidate.NetworkLevel ? [] : ranges) is { LogOdds: >= NobodyReturns } returning)
            {
                evidence.Add(returning);
                share = Math.Max(0, share) + returning.LogOdds;
                narrow = FewArePeople(returning.Observed, returning.Expected, LeastReturn);
            }

            // For hours, through those whom the network's people use, as slowly as people come: a network of which an attack was learned as usual looks so.
            var likeNetwork = likeCustomers && duration >= LastsLong && IsUnhurried(n, duration * 1000L) && sequence.LogOdds < InOrder && OneSupplierOdds(group, suspects) <= OneSupplier;
            return new Verdict(share + sequence.LogOdds - NoFeedCaution, narrow && !likeNetwork && n >= LeastSuspects(ahead), evidence);
        }

        var fakes = FakesCodes(Log[suspects[0]].Customer);

        // Of several customers a few codes do: those whom the network's people use, and entered rather as people do than as fraud does.
        if (conversion.LogOdds >= (likeCustomers ? 0 : LeastConversion) || (ahead > SameNetwork && fakes && !(likeCustomers && IsUnhurried(n, duration * 1000L) && OneSupplierOdds(group, suspects) <= OneSupplier)))
            return new Verdict(share + sequence.LogOdds + Math.Max(LeastConversion, conversion.LogOdds), narrow, evidence);
        var fast = n > duration / 60.0;
        return fast && n >= (row.Count > 0 ? LeastRow : LeastConverting) && share > 45 && (!crowd || OneSupplierOdds(group, suspects) > OneSupplier || EvenSpreadOdds(group, suspects) > OneSupplier)
            ? new Verdict(share - 30 - (fakes ? 0 : ahead), narrow, evidence) // a campaign that does not fake codes speaks against nobody who uses them
            : new Verdict(Math.Min(14 - ahead, share + conversion.LogOdds), false, evidence);
    }

    // A customer's good day, or an attack everywhere in its traffic, of which no codes tell.
    private Verdict JudgeUnreported(double share, List<long> suspects, in Group group, List<ChannelEvidence> evidence)
    {
        var onset = OnsetOf(suspects, group, []);
        var here = suspects.Count(s => Log[s].Time >= onset);
        if (Now - Counts.From < Settled || !IsBeyond(group, here, onset, LeastExcess) || Returning(group) is not { LogOdds: >= NobodyReturns } returning) return new Verdict(0, false, evidence);
        evidence.Add(returning);
        return new Verdict(share + returning.LogOdds, false, evidence);
    }

    private bool IsSlow(List<long> newestFirst, int duration)
    {
        if (newestFirst.Count >= SlowRate * duration / 60) return false;
        return newestFirst.Count < Swollen || Swollen < SlowRate * (Now - Log[newestFirst[Swollen - 1]].Time) / 60_000;
    }

    /// <summary>How many times what people's part would be must be missing of those who come back.</summary>
    private const double LeastReturn = 4;

    // What went on before anything was known was learned as usual, and nothing is eight times that. Codes tell it apart all the same: where so few were
    // entered that people sent at most one in so many (of none, with 95 %, at most three would have been), a block hits as few of them as elsewhere.
    private static bool FewArePeople(double entered, double expected, double oneIn) => (entered + 3) * oneIn <= expected;

    // What a message's network takes of its customer's traffic, besides where in the network it goes.
    private double NetworkEvidence(in Message message)
    {
        var stream = message.Has(MessageMarks.Marketing) ? MarketingRoot : 0;
        ref var place = ref _places[0].Find(Mix.Hash(GroupTable.Key(Root.Customer, message.Customer | stream, AnyNetwork), (ulong)(uint)message.Network << 2));
        return Unsafe.IsNullRef(ref place) ? 0 : Math.Max(0, ShareChannel.Peak(place.LogEvidence));
    }

    // What one customer's own traffic into a network, as it was before, would send into ranges, whatever root they were seen from.
    private double OwnExpected(in Candidate candidate, in Message message, List<SuspectRange> ranges, int suspects, int duration)
    {
        var index = OwnGroup(message);
        if (index == 0) return 0;
        ref var own = ref _groups[index];
        double share = 0;
        foreach (var range in ranges) share += UsualShare(ref own, range);
        var since = Math.Max(suspects, own.MessagesIn(duration, SecondOf(Now)));
        var expected = Math.Min(1, share) * Math.Max(0, (double)own.Clock - since) / Math.Max(LeastAge, SecondOf(Now) - duration - own.Since) * duration;
        return candidate.Level == Candidate.NetworkLevel ? Math.Min(expected, LearnedIn(index, duration)) : expected;
    }

    // A message's customer's traffic into its network; 0 where it is not held.
    private int OwnGroup(in Message message) => _groups.Find(Root.Customer, message.Customer | (message.Has(MessageMarks.Marketing) ? MarketingRoot : 0), message.Network);

    /// <summary>
    /// Seconds that a group is taken to be old at least when its rate is asked for: what is new among older traffic was
    /// not there before; where all traffic is new, so is everybody.
    /// </summary>
    internal int LeastAge => (int)Math.Clamp((Now - Counts.From) / 1000, 60, 3600);

    // First-seen messages that a group has in some seconds.
    private double UsualIn(in Group group, int seconds) => group.Clock / (double)Math.Max(LeastAge, SecondOf(Now) - group.Since) * seconds;

    // The same of what is examined. What a network has been sent since something began there is no measure of what is usual, if that began slowly, or came before; what its null has learned is.
    private double UsualOf(in Candidate candidate, in Group group, int seconds) =>
        candidate.Level == Candidate.NetworkLevel ? Math.Min(UsualIn(group, seconds), LearnedIn(candidate.Group, seconds)) : UsualIn(group, seconds);

    // First-seen messages of a network's learned share of its root's traffic in some seconds.
    private double LearnedIn(int index, int seconds)
    {
        ref var group = ref _groups[index];
        if (index == 0 || _groups.Find(group.Root, group.RootId, AnyNetwork) is not (var all and not 0)) return double.PositiveInfinity;
        return PlaceShare(ref _groups[all], (uint)group.Network, level: 0) * _groups[all].MessagesIn(seconds, SecondOf(Now));
    }

    // Censored survival evidence: a code not yet entered at age a counts ln[(1 - q F(a)) / (1 - p F(a))], an entered
    // one ln(q / p); p is the customer's rate now for such messages, q what fraud converts, F the share of conversions that have come.
    private ChannelEvidence Conversions(IReadOnlyList<long> suspects, double? elsewhere = null)
    {
        double observed = 0, expected = 0, odds = 0;
        foreach (var s in suspects)
        {
            ref var message = ref Log[s];
            var p = elsewhere is { } factor ? FeedOf(message).EvenlyRated * factor : FeedOf(message).Rate;
            if (p <= FraudRate || message.Has(MessageMarks.Marketing)) continue;
            if (message.Has(MessageMarks.Converted))
            {
                observed++;
                expected += p;
                odds += Math.Log(FraudRate / p);
                continue;
            }

            var come = message.Has(MessageMarks.NotConverted) ? 1 : ToldOf(message);
            expected += p * come;
            odds += Math.Log((1 - (FraudRate * come)) / (1 - (p * come)));
        }

        return new ChannelEvidence("conversion", observed, expected, Math.Max(-40, odds));
    }

    private readonly record struct Verdict(double LogOdds, bool Blockable, List<ChannelEvidence> Evidence);
}
