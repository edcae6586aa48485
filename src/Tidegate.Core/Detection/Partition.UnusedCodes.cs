using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>
/// Places examined for their unused codes alone. An attack that ran before anything was known was learned as usual, and its share
/// is never too high; but nobody enters its codes.
/// </summary>
internal sealed partial class Partition
{
    /// <summary>Evidence (nats) from which a place is examined for its unused codes; and what it is worth less for the many places that there are.</summary>
    private const double ManyPlaces = 12;

    /// <summary>Evidence (nats) from which a place says nothing of how codes do elsewhere.</summary>
    private const float Suspect = 5;

    /// <summary>Seconds between messages of one place that teach.</summary>
    private const int TeachesEvery = 600;

    /// <summary>People's part of a place's messages, at most one in so many, under which it is blocked on codes alone: stricter than elsewhere, for nothing else speaks.</summary>
    private const double OneInSoMany = 12;

    private const int MostUnused = 1 << 20;

    private readonly SegmentedTable<UnusedCodes> _unused = new(Math.Min(MostUnused, options.MaxPlaces / 4));

    // Weighs a mature message of a customer that reports, and lets it teach how the customer's codes do: each place does once in a
    // while, and none that is suspect, so that what a few places are filled with does not pass for what is usual.
    private void WeighUnused(ref CustomerFeed feed, long sequence, ref Alert? alert)
    {
        ref var message = ref Log[sequence];
        var second = SecondOf(message.Time);
        var key = UnusedKey(message);
        ref var place = ref _unused.At(key);
        var p = feed.EvenlyRated;
        if (p > FraudRate && message.Has(MessageMarks.FirstSeen) && !message.Has(MessageMarks.Blocked))
            place.Add(NaturalLog.Of(message.Has(MessageMarks.Converted) ? (float)FraudRate / p : (1 - (float)FraudRate) / (1 - p)), second);

        place.Second = Math.Max(place.Second, second);
        if (place.LogEvidence < Suspect && second - place.Taught >= TeachesEvery && !message.Has(MessageMarks.Claimed))
        {
            place.Taught = second;
            feed.TeachEvenly(message.Has(MessageMarks.Converted), returning: !message.Has(MessageMarks.FirstSeen));
        }

        if (place.LogEvidence < ManyPlaces || alert is not null || OwnGroup(message) is not (var group and not 0)) return;
        alert = Consider(new Candidate(place.LogEvidence, group, Candidate.UnusedLevel, 0, key), sequence);
    }

    private static ulong UnusedKey(in Message message) => Mix.Hash(GroupTable.Key(Root.Customer, message.Customer, message.Network), message.Destination / Block);

    private Alert? ExamineUnused(in Candidate candidate, long sequence)
    {
        ref var group = ref _groups[candidate.Group];
        var from = TimeOf(_unused.Find(candidate.Key).Since);
        var all = SuspectsOfPlace(ref group, candidate with { Level = 1 }, sequence);
        var suspects = all.FindAll(s => Log[s].Time >= from);
        if (suspects.Count == 0) return null;
        var (newest, onset) = (suspects[0], Log[suspects[^1]].Time);
        var lately = ConvertsElsewhere(newest, Log[suspects[suspects.Count / 2]].Time);
        var conversion = Conversions(suspects, Math.Min(ConvertsElsewhere(newest, from) ?? 1, lately ?? 1));
        var odds = conversion.LogOdds - ManyPlaces;
        // Codes entered there at any time of the hot window count, since a block outlasts the attack for a while.
        if (odds < Alerts || !FewArePeople(all.Count(s => Log[s].Has(MessageMarks.Converted)), conversion.Expected, OneInSoMany)) return null;
        if (Row(suspects) is { Count: > 0 } row && RowWaits(row, SequenceChannel.Weigh(suspects.Select(s => Log[s].Destination).Reverse()).LogOdds, missing: true)) return null;
        IReadOnlyList<int> customers = [group.RootId];
        if (ListAlibi(candidate, customers, suspects, onset, entered: lately is not null) != Alibi.None) return null;
        var block = Log[newest].Destination / Block * Block;
        return new Alert
        {
            Time = Now,
            Onset = onset,
            NewSince = onset,
            Root = group.Root,
            Network = group.Network,
            Group = candidate.Group,
            Ranges = [new SuspectRange(block, block + Block - 1, suspects.Count, BaselineShare(ref group, block, level: 1), group.Network, candidate.Group)],
            Customers = customers,
            Messages = suspects,
            LogOdds = odds,
            Anticipated = 0,
            Evidence = [conversion with { LogOdds = odds }],
            Blockable = true,
        };
    }

    /// <summary>
    /// How codes do that the customer of a message sends into its network, but not into places that are suspect themselves: 1 as its feed
    /// does, less where a route or the network is out of order, which speaks against nobody; null where hardly any are sent.
    /// </summary>
    private double? ConvertsElsewhere(long suspect, long from)
    {
        const int Furthest = 200_000;
        const int Enough = 400;
        const double Hardly = 4;
        ref var like = ref Log[suspect];
        double expected = 0, observed = 0;
        var counted = 0;
        foreach (var s in Back(Likeness.Any.First.Of(like.Customer).To(like.Network), _mature - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time < from) break;
            if (message.Customer != like.Customer || message.Network != like.Network || !message.Has(MessageMarks.FirstSeen) || message.Has(MessageMarks.Claimed | MessageMarks.Marketing) || !IsMature(s)) continue;
            ref var place = ref _unused.Find(UnusedKey(message));
            if (!Unsafe.IsNullRef(ref place) && place.LogEvidence >= Suspect) continue;
            expected += FeedOf(message).EvenlyRated;
            if (message.Has(MessageMarks.Converted)) observed++;
            if (++counted == Enough) break;
        }

        return expected < Hardly ? null : Math.Min(1, observed / expected);
    }
}
