using Tidegate.Numbering;

namespace Tidegate.Detection;

/// <summary>Attacks over a whole network, such as a pool of numbers from all over it: no block of numbers holds them, and each number comes once or twice.</summary>
/// <remarks>
/// They lie as people do. What tells them apart is that the customer hardly ever sends there, and that codes are not entered, or that blocks of numbers hold most of
/// them already; so few people are among them that all of the network may be blocked for that customer.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Nats of codes not entered that are asked for.</summary>
    private const double CodesMissingThroughout = 8;

    /// <summary>How many times what its customer usually sends there must come.</summary>
    private const double ThroughoutExcess = 100;

    /// <summary>
    /// Part of the customer's first-seen messages that must go there: what comes with all its other networks lies as its people do, and each of many networks has
    /// one of them.
    /// </summary>
    private const double LeastOfAll = 1.0 / 3;

    /// <summary>First-seen messages an hour that the customer may usually send there: the people whom a block hits.</summary>
    private const double MostNewcomers = 1;

    /// <summary>
    /// Age (ms) of all traffic until which nobody knows where a customer hardly ever sends: until then no more is blocked than the blocks that so many of its messages went into.
    /// </summary>
    private const long Settled = 6 * 3_600_000;
    private const int LeastEarly = 3;

    /// <summary>Messages that blocks of numbers must have refused there, and the part of all messages there that those and what they rest on must be.</summary>
    private const int LeastRefused = 5;
    private const int LeastRefusedEarly = 30;
    private const double HeldByBlocks = 2.0 / 3;

    /// <summary>Messages of each block of 10,000 that count to that: what one block is sent says nothing of the rest of the network.</summary>
    private const int MostOfABlock = 3;

    /// <summary>First-seen messages an hour that the customer may usually send there for each block of 10,000 that the campaign has come through: of one range, hardly anybody is to be hit beside it.</summary>
    private const double NewcomersABlock = 0.05;

    /// <summary>How many times what its people usually send there must come where they are, and go on to come.</summary>
    internal const double ExcessAmongPeople = 5;

    // A customer's newest messages into a network that no block refused, if that is what they are; and the ranges of it that they mean.
    private (List<long> Messages, List<SuspectRange> Ranges)? Throughout(long suspect, long sequence)
    {
        var own = OwnGroup(Log[suspect]);
        if (own == 0 || Log[suspect].Destination < Million) return null;
        ref var group = ref _groups[own];
        var usual = group.RateHoursAgo(LeastAge);
        if (usual * 3600 > MostNewcomers) return Among(ref group, own, usual, sequence);
        var all = Burst(SuspectsOfNetwork(ref group, sequence, answered: true));
        if (all.Count == 0) return null;
        var duration = Math.Max(1, SecondOf(Now) - SecondOf(Log[all[^1]].Time));
        if (all.Count < ThroughoutExcess * usual * duration) return null;
        var everywhere = _groups[_groups.Find(Root.Customer, group.RootId, AnyNetwork)].MessagesIn(duration, SecondOf(Now));
        var codes = all.FindAll(s => !CarriesNoCode(Log[s]));
        var conversion = Conversions(codes);
        if (codes.Count >= LeastOfAll * everywhere && conversion.LogOdds >= CodesMissingThroughout && conversion.Observed * LeastExcess <= conversion.Expected) return (codes, WholeOf(codes, wherever: false));
        return (conversion.LogOdds >= 0 || FakesCodes(group.RootId)) && MostlyRefused(ref group, usual, sequence) is { } seen ? (all, WholeOf(seen, HardlySendsToCountryOf(ref group))) : null;
    }

    // The same in a network where the customer's people are, most of whom it knows: many times as many come who are new, hardly any of them uses a code, and those whom
    // it knew before use theirs all the same.
    private (List<long> Messages, List<SuspectRange> Ranges)? Among(ref Group group, int own, double usual, long sequence)
    {
        const double Surprising = 20;
        const double LeastKnown = 1.5;
        const double Used = 0.5;
        const long Lately = 3_600_000;
        if (Now - Counts.From < Settled || FakesCodes(group.RootId)) return null;
        var all = Burst(SuspectsOfNetwork(ref group, sequence, answered: true));
        if (CutToSurprise(all, usual / 1000).Surprise < Surprising) return null;
        var onset = Log[all[^1]].Time;
        var codes = Conversions(all);
        if (codes.LogOdds < CodesMissingThroughout || !FewArePeople(codes.Observed, codes.Expected, LeastExcess) || !IsBeyond(group, all.Count, onset, ExcessAmongPeople)) return null;
        var known = CodesOfKnown(group.RootId, Math.Min(onset, Now - Lately), group.Network);
        return known.Expected >= LeastKnown && known.Observed >= Used * known.Expected ? (all, NetworkOf(all, own)) : null;
    }

    /// <summary>Whether ranges are all over a network that their customer usually sends to.</summary>
    public bool PeopleAreIn(IReadOnlyList<SuspectRange> ranges)
    {
        foreach (var range in ranges) if (range.IsWide && _groups[range.Group].RateHoursAgo(LeastAge) * 3600 > MostNewcomers) return true;
        return false;
    }

    // What the customer has sent there while the attacker was at work, if blocks of numbers, put up one by one, have come to hold most of it: people new to a network are
    // mostly where others have been before. Marketing counts, too: a block would hit it.
    private List<long>? MostlyRefused(ref Group group, double usual, long sequence)
    {
        const int Furthest = 300_000;
        if (Anticipated(group.RootId, group.Network) < SameNetwork + AtWork) return null;
        var seen = new List<long>();
        foreach (var s in Back(Likeness.Any.Of(group.RootId).To(group.Network), sequence, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time < Now - ActiveFor) break;
            if (message.Customer == group.RootId && message.Network == group.Network) seen.Add(s);
        }

        var early = Now - Counts.From < Settled; // then no more than the blocks themselves is blocked
        var (blocks, all, held, refused) = (0, 0, 0, 0);
        foreach (var block in seen.GroupBy(s => Log[s].Destination / Block).Select(b => b.ToList()))
        {
            var inBlock = block.FindAll(s => Log[s].Has(MessageMarks.Blocked));
            if (inBlock.Count > 0) blocks++;
            all += Math.Min(MostOfABlock, block.Count);
            held += Math.Min(MostOfABlock, inBlock.Count);
            refused += Math.Min(early ? int.MaxValue : MostOfABlock, inBlock.Count(s => !Log[s].Has(MessageMarks.Answered)));
        }

        if (held < HeldByBlocks * all || refused < (early ? LeastRefusedEarly : LeastRefused)) return null;
        return early || usual * 3600 <= NewcomersABlock * blocks ? seen : null;
    }

    // The millions that they lie in, whoever else has used them before; or, where they lie too far apart for those to hold the next ones, all numbers that begin as
    // they do. The network goes with it, so that other networks' numbers among them are not meant.
    private List<SuspectRange> WholeOf(List<long> suspects, bool wherever)
    {
        var index = OwnGroup(Log[suspects[0]]);
        ref var group = ref _groups[index];
        var ranges = new List<SuspectRange>();
        if (Now - Counts.From < Settled)
        {
            foreach (var (block, hits) in suspects.CountBy(s => Log[s].Destination / Block).Where(b => b.Value >= LeastEarly).OrderBy(b => b.Key))
                ranges.Add(RangeOf(block, hits, BaselineShare(ref group, block * Block, level: 1), group.Network, index));
            return ranges;
        }

        foreach (var alike in suspects.Select(s => Log[s].Destination).GroupBy(RangeLevels.Digits).OrderBy(g => g.Key))
        {
            var (least, most) = (alike.Min(), alike.Max());
            var size = Million;
            if (wherever || alike.Select(d => d / Million).Distinct().Count() * 2 > alike.Count()) while (least / size != most / size) size *= 10;
            if (least / size < 10) size = Million; // of one country at least
            foreach (var part in alike.CountBy(d => d / size).OrderBy(p => p.Key))
                ranges.Add(new SuspectRange(part.Key * size, ((part.Key + 1) * size) - 1, part.Value, size == Million ? ShareOf(ref group, part.Key) : 1, group.Network, index));
        }

        return ranges;
    }

    // Whether the customer hardly ever sends to the other networks of the country either: all of the country's numbers are told of as this network's.
    private bool HardlySendsToCountryOf(ref Group group)
    {
        var countries = CountriesOf(group.Network);
        double usual = 0;
        for (var network = 1; network < names.Networks.Count; network++)
        {
            var index = _groups.Find(Root.Customer, group.RootId, network);
            if (index != 0 && CountriesOf(network).Any(countries.Contains)) usual += _groups[index].RateHoursAgo(LeastAge);
        }

        return usual * 3600 <= MostNewcomers;
    }

    private IReadOnlyList<string> CountriesOf(int network) =>
        network < 0 ? [plan.CountryName(-1 - network)] : plan.NetworkByMccMnc(names.Networks[network])?.Countries ?? [];

    // What honest traffic would send into a million numbers, of all that the group is sent.
    private double ShareOf(ref Group group, ulong million)
    {
        double share = 0;
        for (var block = million * Million; block < (million + 1) * Million; block += Block) share += BaselineShare(ref group, block, level: 1);
        return Math.Min(1, share);
    }
}
