using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>Where it happens: the fewest, narrowest ranges that hold the suspects and as little honest traffic as can be.</summary>
internal sealed partial class Partition
{
    private const ulong Block = 10_000;
    private const ulong Million = 1_000_000;

    /// <summary>Messages a block, on average, with which a network's blocks are few.</summary>
    private const int MessagesABlock = 3;

    /// <summary>How many young blocks out of ten, and out of a hundred, make it likely that all of them are drawn from.</summary>
    private static readonly (ulong Size, int Blocks)[] Wider = [(Million, 12), (100_000, 4)];

    private List<SuspectRange> Ranges(ref Group group, List<long> suspects, in Candidate candidate)
    {
        if (candidate.Level == Candidate.CustomerLevel) return [];
        var spread = candidate.Level is Candidate.NetworkLevel or Candidate.YoungLevel or Candidate.MixLevel;
        var second = SecondOf(Now);
        var hits = suspects.CountBy(s => Log[s].Destination / Block).OrderBy(h => h.Key).ToList();
        var ranges = new List<SuspectRange>();
        foreach (var (block, count) in hits)
        {
            var share = BaselineShare(ref group, block * Block, level: 1);
            var young = IsYoung(ref group, block * Block, second);
            if (spread && !young && count < 4 * share * suspects.Count) continue;
            ranges.Add(RangeOf(block, count, share, group.Network, candidate.Group));
        }

        // Where all that ever came to a network lay in the same few blocks, it is the network that is sent more than usual, and no block of it.
        if (ranges.Count == 0 && candidate.Level == Candidate.NetworkLevel && hits.Count * MessagesABlock <= suspects.Count)
            foreach (var (block, count) in hits) ranges.Add(RangeOf(block, count, BaselineShare(ref group, block * Block, level: 1), group.Network, candidate.Group));

        foreach (var (size, blocks) in Wider) Widen(ref group, candidate.Group, ranges, size, blocks, second);
        ranges.Sort((a, b) => b.Hits != a.Hits ? b.Hits.CompareTo(a.Hits) : a.From.CompareTo(b.From));
        return ranges;
    }

    private static SuspectRange RangeOf(ulong block, int hits, double share, int network, int group) =>
        new(block * Block, (block * Block) + Block - 1, hits, share, network, group);

    // Where many blocks of one larger block are hit, the next will lie there too: takes the larger block, but leaves
    // out those of its blocks that honest traffic has used before.
    private void Widen(ref Group group, int index, List<SuspectRange> ranges, ulong size, int least, int second)
    {
        foreach (var larger in ranges.GroupBy(r => r.From / size).Where(g => g.Count() >= least).ToList())
        {
            var from = larger.Key * size;
            if (from / Million == 0) continue;
            var hits = larger.Sum(r => r.Hits);
            var taken = larger.Select(r => r.From / Block).ToHashSet();
            ranges.RemoveAll(r => r.From / size == larger.Key);
            ulong? start = null;
            for (var block = from / Block; block <= (from + size) / Block; block++)
            {
                var inside = block < (from + size) / Block && (taken.Contains(block) || !IsOld(ref group, block * Block, second));
                if (inside) start ??= block;
                if (inside || start is not { } first) continue;
                var part = (block - first) * Block / (double)size;
                ranges.Add(new SuspectRange(first * Block, (block * Block) - 1, Math.Max(1, (int)(hits * part)), PlanShares[1] * PlanWeight / (group.Learned.GetElement(1) + PlanWeight) * (block - first), group.Network, index));
                start = null;
            }
        }
    }

    // Ranges with what the one customer that sends there would usually send, and not what all would.
    private List<SuspectRange> SeenFrom(int own, List<SuspectRange> ranges) =>
        own == 0 ? ranges : ranges.ConvertAll(r => r with { Group = own, Share = Math.Min(1, UsualShare(ref _groups[own], r)) });

    // The share of a group's first-seen messages that honest traffic would send into all blocks of a range.
    private double UsualShare(ref Group group, in SuspectRange range)
    {
        double share = 0;
        for (var block = range.From / Block; block <= range.To / Block; block++) share += BaselineShare(ref group, block * Block, level: 1);
        return share;
    }

    // A block that somebody has messaged before it was young: honest traffic uses it.
    private bool IsOld(ref Group group, ulong destination, int second)
    {
        var all = GroupTable.Key(Root.All, group.RootId & MarketingRoot, group.Network);
        ref var place = ref _traces.Find(Mix.Hash(all, ((destination / Block) << 2) | 1));
        return !Unsafe.IsNullRef(ref place) && second - place.Since >= YoungChannel.YoungFor;
    }
}
