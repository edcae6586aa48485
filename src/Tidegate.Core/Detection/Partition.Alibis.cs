namespace Tidegate.Detection;

/// <summary>What speaks for honest traffic: things that an attack does not do, or only at a price.</summary>
internal sealed partial class Partition
{
    /// <summary>
    /// Whether old friends come along: when a customer sends to a list of its people, sorted by number or not, numbers
    /// it has long known get messages in the same ranges at the same time as new ones. A script knows nobody.
    /// </summary>
    private bool OldFriendsComeAlong(IReadOnlyList<int> customers, List<long> suspects, List<SuspectRange> ranges, long onset)
    {
        const int Furthest = 100_000;
        const double LeastShare = 0.12;
        var blocks = ranges.Select(r => r.From / Block).ToHashSet();
        var since = SecondOf(onset);
        var length = Math.Max(60_000, Now - onset);
        int during = 0, before = 0;
        for (var (s, read) = (Log.Next - 1, 0); s >= Log.First && read < Furthest && Log[s].Time > onset - (4 * length); s--, read++)
        {
            ref var message = ref Log[s];
            if (message.Has(MessageMarks.FirstSeen) || message.Has(MessageMarks.Blocked) || !blocks.Contains(message.Destination / Block)) continue;
            if (customers.Count > 0 && !customers.Contains(message.Customer)) continue;
            if (_known.Since(KnownNumbers.Key(message.Customer, message.Destination)) >= since) continue;
            if (message.Time >= onset) during++;
            else before++;
        }

        // Four such lengths were looked back: what is usual there is no alibi.
        return during >= 2 && during >= LeastShare * suspects.Count && during > 3 * ((before / 4.0) + 0.3);
    }

    /// <summary>
    /// Messages of other customers that began to go into the same young blocks, and how many of those converted: a block
    /// newly sold has people in it, who use more than one service.
    /// </summary>
    private (int Messages, int Converted) Neighbours(IReadOnlyList<int> customers, in Group group, List<SuspectRange> ranges)
    {
        const int Most = 200;
        var (messages, converted) = (0, 0);
        var all = GroupTable.Key(Root.All, group.RootId & MarketingRoot, group.Network);
        foreach (var range in ranges)
        {
            ref var place = ref _places.Find(Mix.Hash(all, ((range.From / Block) << 2) | 1));
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref place)) continue;
            var steps = 0;
            for (var s = place.LastMessage - 1; Log.Holds(s) && steps < Most; s = Log[s].PreviousInBlock, steps++)
            {
                ref var message = ref Log[s];
                if (message.Destination / Block != range.From / Block) break;
                if (message.Has(MessageMarks.Blocked) || customers.Contains(message.Customer)) continue;
                messages++;
                if (message.Has(MessageMarks.Converted)) converted++;
            }
        }

        return (messages, converted);
    }

    /// <summary>Nats that all messages go through one supplier when the network's usually do not: traffic made in transit.</summary>
    private double OneSupplierOdds(in Group group, List<long> suspects)
    {
        var supplier = Log[suspects[0]].Supplier;
        if (supplier == 0 || suspects.Exists(s => Log[s].Supplier != supplier)) return 0;
        var stream = group.RootId & MarketingRoot;
        double own = _groups[_groups.Find(Root.Supplier, supplier | stream, group.Network)].Clock;
        double all = _groups[_groups.Find(Root.All, stream, group.Network)].Clock;
        var share = (Math.Max(0, own - suspects.Count) + 1) / (Math.Max(0, all - suspects.Count) + 2);
        return -suspects.Count * Math.Log(Math.Clamp(share, 1e-6, 1));
    }
}
