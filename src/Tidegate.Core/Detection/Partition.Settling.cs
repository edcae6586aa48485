using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>What an answered alert leaves behind.</summary>
internal sealed partial class Partition
{
    /// <summary>
    /// Settles an alert that was answered: its messages feed no further evidence, and what they did to the evidence of
    /// anything wider than the answer is undone, so that it is not held against others.
    /// </summary>
    public void Settle(Alert alert)
    {
        var blocks = alert.Ranges.Select(r => RecencyMix.Tag(r.From / Block)).ToHashSet();
        var parents = alert.Ranges.Select(r => r.From / BlockSizes[0]).Distinct().ToList();
        var roots = new HashSet<int>();
        foreach (var s in alert.Messages.Concat(alert.Before))
        {
            ref var message = ref Log[s];
            if (!message.Has(MessageMarks.Blocked)) message.Marks |= MessageMarks.Blocked | MessageMarks.Answered;
            _known.Refuse(KnownNumbers.Key(message.Customer, message.Destination), refused: true);
            var stream = message.Has(MessageMarks.Marketing) ? MarketingRoot : 0;
            roots.Add(_groups.Find(Root.All, stream, message.Network));
            roots.Add(_groups.Find(Root.Customer, message.Customer | stream, message.Network));
            roots.Add(_groups.Find(Root.Supplier, message.Supplier | stream, message.Network));
            roots.Add(_groups.Find(Root.Sender, message.Sender | stream, message.Network));
            ClearBranch(Root.All, stream, AnyNetwork, message.Network);
            ClearBranch(Root.Customer, message.Customer | stream, AnyNetwork, message.Network);
            ClearBranch(Root.All, stream, AllCustomers, message.Customer);
        }

        foreach (var index in roots)
        {
            ref var group = ref _groups[index];
            group.MixEvidence = Vector128<float>.Zero;
            group.YoungEvidence = 0;
            foreach (ref var block in group.Recent) if (blocks.Contains(block)) block = 0;
            foreach (var parent in parents) Clear(Mix.Hash(group.Key, parent << 2));
        }
    }

    /// <summary>The sum of how blocks follow one another begins anew for a root's traffic into a network: what it rests on is over.</summary>
    public void BeginAnew(Root root, int rootId, int network)
    {
        _groups[_groups.Find(root, rootId, network)].MixEvidence = Vector128<float>.Zero;
        _groups[_groups.Find(root, rootId | MarketingRoot, network)].MixEvidence = Vector128<float>.Zero;
    }

    private void ClearBranch(Root root, int rootId, int network, int branch) =>
        Clear(Mix.Hash(GroupTable.Key(root, rootId, network), (ulong)(uint)branch << 2));

    private void Clear(ulong key)
    {
        _examined.Remove(key);
        ref var place = ref _places[0].Find(key);
        if (Unsafe.IsNullRef(ref place)) return;
        place.LogEvidence = Vector128<float>.Zero;
        place.Unlearned = 0;
    }
}
