using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>Lists that a customer sends out without calling it marketing: no category, or notices; many numbers never messaged before, no codes to enter.</summary>
internal sealed partial class Partition
{
    /// <summary>What a customer's notices convert from which on they carry codes; and mature messages (less those of long ago) that are no notices, from which on it tells them apart.</summary>
    private const float LeastNoticed = 0.05f;
    private const float LeastTold = 30;

    /// <summary>Milliseconds after which waiting for a list to show begins anew.</summary>
    private const long ListWaitLasts = 10 * 60_000;

    /// <summary>
    /// Whether a customer is sending out a list, or may be. Sorted by number, it has left the blocks it is in now before long; in
    /// no order, it comes to many networks at once, as no attack on a few ranges does. Only traffic that need not carry codes
    /// is asked about (<see cref="MayBeListed"/>).
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="suspects">What is suspected.</param>
    /// <param name="onset">Since when, Unix ms.</param>
    /// <param name="leastPart">Part of the suspects that may be of a list.</param>
    /// <param name="entered">Whether codes of what else the customer sends there are entered: then it is no list that comes to many networks.</param>
    private Alibi List(int customer, List<long> suspects, long onset, double leastPart, bool entered)
    {
        const int Most = 4000;
        const int Furthest = 40_000;
        const long Margin = 5 * 60_000;
        const int ManyBlocks = 5;
        const int FewBlocks = 2; // gone through in order so far: more may follow
        const long Least = 45_000;
        const long LeastOfMany = 150_000;
        const int ManyNetworks = 4;
        if (suspects.Count(s => MayBeListed(Log[s])) < leastPart * suspects.Count) return Alibi.None;
        var (blocks, network) = (new List<ulong>(), Log[suspects[0]].Network);
        var blocksThere = new List<ulong>();
        var networks = new Dictionary<int, int>();
        foreach (var s in Back(Likeness.Any.Of(customer), Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (blocks.Count == Most || message.Time <= onset - Margin) break;
            if (message.Customer != customer || message.Has(MessageMarks.Blocked) || !MayBeListed(message)) continue;
            blocks.Add(message.Destination / Block);
            if (message.Network == network) blocksThere.Add(message.Destination / Block);
            if (message.Time >= onset && message.Has(MessageMarks.FirstSeen)) CollectionsMarshal.GetValueRefOrAddDefault(networks, message.Network, out _)++;
        }

        if (!entered && networks.Count(n => Surges(customer, n.Key, n.Value, onset)) >= ManyNetworks) return Alibi.Holds;
        if (IsSorted(blocks) || IsSorted(blocksThere) || HasComeInOrder(customer, suspects, onset)) return Alibi.Holds;
        var many = suspects.Select(s => Log[s].Destination / Block).Distinct().Count() >= ManyBlocks || IsSorted(blocksThere, FewBlocks);
        var middle = suspects.Select(s => Log[s].Time).Order().ElementAt(suspects.Count / 2);
        var least = many ? LeastOfMany : Least;
        return Now - middle < least && !HasWaited(customer, onset, least) && !FillsABlock(customer, suspects) ? Alibi.Waits : Alibi.None;
    }

    // Whether the suspects go on where a list has come to: it went through other blocks in order, without a pause, and stays in theirs, where many of its people are.
    private bool HasComeInOrder(int customer, List<long> suspects, long onset)
    {
        const int Most = 8000;
        const int Furthest = 200_000;
        const long Pause = 60_000;
        const long Longest = 60 * 60_000;
        var here = suspects.Select(s => Log[s].Destination / Block).ToHashSet();
        var (all, before, next) = (new List<ulong>(), new List<ulong>(), Now);
        foreach (var s in Back(Likeness.Any.Of(customer), Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Customer != customer || message.Has(MessageMarks.Blocked) || !MayBeListed(message)) continue;
            if (all.Count == Most || message.Time <= onset - Longest || next - message.Time > Pause) break;
            next = message.Time;
            var block = message.Destination / Block;
            all.Add(block);
            if (!here.Contains(block)) before.Add(block);
        }

        return IsSorted(before) && IsSorted(all);
    }

    // Several lists may be sent out at once, one to each network.
    private static bool IsSorted(List<ulong> blocks, int least = SortedList.LeastBlocks)
    {
        const int Sample = 300;
        var step = (blocks.Count + Sample - 1) / Sample;
        return SortedList.Is(step > 1 ? [.. blocks.Where((_, i) => i % step == 0)] : blocks, least);
    }

    // Whether most of what is suspected may be of a list.
    private bool AreListed(List<long> suspects) => suspects.Count(s => MayBeListed(Log[s])) * 2 >= suspects.Count;

    // A list is acquitted of what may be of it: codes that an attack asks for beside it stay in the evidence.
    private void AcquitListed(List<long> suspects) => Acquit(AreListed(suspects) ? suspects.FindAll(s => MayBeListed(Log[s])) : suspects);

    private Dictionary<int, long> AcquittedUntil(List<long> suspects) => AreListed(suspects) ? _listUntil : _peopleUntil;

    private bool MayBeListed(in Message message) => message.Has(MessageMarks.Uncategorised) || CarriesNoCode(message);

    // A customer that tells codes from the rest, and whose others nobody answers with a code, sends lists as notices, or without a category: statements, reminders.
    private bool CarriesNoCode(in Message message) => KindOf(message) is not Kind.Codes and var kind
        && FeedOf(message.Customer, kind).LongRun < LeastNoticed && FeedOf(message.Customer, Kind.Codes).LongWeight * 1000 >= LeastTold;

    // The suspects are the newest few hundred: of a flood they reach back seconds, and would make it wait for ever. Where they do
    // not reach back to when the waiting began, the waiting itself is timed.
    private bool HasWaited(int customer, long onset, long least)
    {
        ref var since = ref CollectionsMarshal.GetValueRefOrAddDefault(_listWaits, customer, out var known);
        if (!known || Now - since > ListWaitLasts) since = Now;
        return onset > since && Now - since >= least;
    }

    // Whether so many went into one block that no list of people has as many there.
    private bool FillsABlock(int customer, List<long> suspects)
    {
        const int Filled = 1000;
        var fullest = suspects.GroupBy(s => Log[s].Destination / Block).MaxBy(b => b.Count())!;
        var group = GroupTable.Key(Root.Customer, customer, Log[fullest.First()].Network);
        ref var place = ref _places[1].Find(Mix.Hash(group, (fullest.Key << 2) | 1));
        return !Unsafe.IsNullRef(ref place) && place.Baseline + place.Unlearned >= Filled;
    }

    // Whether a customer's first-seen messages into a network are many more than before.
    private bool Surges(int customer, int network, int count, long onset)
    {
        const double Surprising = 6;
        ref var group = ref _groups[_groups.Find(Root.Customer, customer, network)];
        var before = Math.Max(0, (double)group.Clock - count) / Math.Max(LeastAge, SecondOf(onset) - group.Since);
        return Surprise(count, (before * Math.Max(1, (Now - onset) / 1000.0)) + 0.3) > Surprising;
    }
}
