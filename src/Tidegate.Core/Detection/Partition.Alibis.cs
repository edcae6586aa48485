using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>What speaks for honest traffic: things that an attack does not do, or only at a price.</summary>
internal sealed partial class Partition
{
    /// <summary>
    /// Whether this is a list of the customer's own people being sent out: numbers that it has long known get messages
    /// in the same million-blocks at the same time as new ones, or the customer's messages pass through many blocks in
    /// order, as a sorted list does. A script knows nobody, and one that counts up stays in its block.
    /// </summary>
    private Alibi ListAlibi(in Candidate candidate, IReadOnlyList<int> customers, List<long> suspects, long onset, bool entered = false)
    {
        // A customer's own good day is not asked about: known numbers are part of it.
        var list = customers.Count == 1 ? List(customers[0], suspects, onset, candidate.Level == Candidate.CustomerLevel ? 0.2 : 0.5, entered) : Alibi.None;
        if (list == Alibi.Waits && customers.Count == 1 && IsAtWork(customers[0])) list = Alibi.None;
        return list == Alibi.Holds || candidate.Level == Candidate.CustomerLevel || !KnownComeAlong(customers, suspects, onset) ? list : Alibi.Holds;
    }

    // What a list brings to numbers long known speaks for the list, and not for codes that come beside it.
    private bool KnownComeAlong(IReadOnlyList<int> customers, List<long> suspects, long onset)
    {
        const int Furthest = 100_000;
        const double KnownInList = 0.08;
        const double KnownSurprise = 6;
        const long LeastLookBack = 2 * 3_600_000;
        const ulong Vicinity = 1_000_000;
        const int LongKnown = 6 * 3600;
        var vicinity = suspects.Select(s => Log[s].Destination / Vicinity).ToHashSet();
        var since = SecondOf(onset) - LongKnown;
        var (listed, marketing) = (AreListed(suspects), Log[suspects[0]].Has(MessageMarks.Marketing));
        var length = Math.Max(10_000, Now - onset);
        var lookBack = Math.Max(LeastLookBack, 4 * length);
        int near = 0, known = 0, before = 0;
        foreach (var s in Back(customers.Count == 1 ? Likeness.Any.Of(customers[0]) : Likeness.Any, Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time <= onset - lookBack) break;
            if (message.Has(MessageMarks.Blocked) || !vicinity.Contains(message.Destination / Vicinity)) continue;
            if (customers.Count > 0 && !customers.Contains(message.Customer)) continue;
            if (!listed && (message.Has(MessageMarks.Marketing) != marketing || MayBeListed(message))) continue;
            if (message.Time >= onset) near++;
            if (message.Has(MessageMarks.FirstSeen) || _known.Since(KnownNumbers.Key(message.Customer, message.Destination)) >= since) continue;
            if (message.Time >= onset) known++;
            else before++;
        }

        return Surprise(known, (before * (double)length / lookBack) + 0.3) > KnownSurprise && known >= KnownInList * near;
    }

    // Nats by which a count is above what is usual.
    private static double Surprise(double count, double usual) => count > usual ? (count * Math.Log(count / usual)) - (count - usual) : 0;

    /// <summary>
    /// Messages of other customers that began to go into the same blocks at the same time, and how many of those converted: a
    /// block newly sold has people in it, who use more than one service. None where they went there before.
    /// </summary>
    public (int Messages, int Converted, double Expected) Neighbours(IReadOnlyList<int> customers, IEnumerable<SuspectRange> ranges, long onset)
    {
        const int Most = 200;
        const long LookBack = 6 * 3_600_000;
        var (messages, converted, before, expected) = (0, 0, 0, 0.0);
        foreach (var range in ranges)
        {
            var (steps, block) = (0, range.From / Block);
            for (var s = NewestInBlock(_groups[range.Group], block); Log.HoldsInBlock(s, block) && steps < Most; s = Log.PreviousInBlock(s), steps++, _looks--)
            {
                ref var message = ref Log[s];
                if (message.Time < onset - LookBack) break;
                if (customers.Contains(message.Customer) || (message.Marks & (MessageMarks.Blocked | MessageMarks.Answered)) == MessageMarks.Blocked) continue;
                if (message.Time < onset)
                {
                    before++;
                    continue;
                }

                messages++;
                if (message.Has(MessageMarks.Converted)) converted++;
                expected += FeedOf(message).Rate * ToldOf(message);
            }
        }

        var usual = before * (Math.Max(10_000.0, Now - onset) / LookBack);
        return messages < 2 * usual ? default : (messages, converted, expected);
    }

    /// <summary>
    /// Nats from who sends it: a sweep takes customers as they come, people of a newly sold block use the services that
    /// the network's other people use.
    /// </summary>
    private double CustomerMixOdds(in Group group, List<long> suspects)
    {
        const double Least = -30;
        const double Most = 15;
        var stream = group.RootId & MarketingRoot;
        var (network, odds) = (group.Network, 0.0);
        var all = _groups[_groups.Find(Root.All, stream, network)].Clock - suspects.Count;
        foreach (var c in suspects.CountBy(s => Log[s].Customer))
            odds += c.Value * CustomerOdds(_groups[_groups.Find(Root.Customer, c.Key | stream, network)].Clock - c.Value, all);
        return Math.Clamp(odds, Least, Most);
    }

    /// <summary>The same of what an incident has claimed by customer, most of which is not weighed.</summary>
    public double CustomerMixOdds(int network, IReadOnlyDictionary<int, long> seen)
    {
        var all = _groups[_groups.Find(Root.All, 0, network)].Clock;
        return seen.Sum(c => c.Value * CustomerOdds(_groups[_groups.Find(Root.Customer, c.Key, network)].Clock, all));
    }

    // Nats that messages come through a few customers evenly, which a network's people do not use: a sweep takes those that it has accounts or forms of, all alike.
    // People of one block are like each other, so that each message makes its customer likelier for the next (a Polya urn), and like those of the network as far as
    // that is known. The customer that is most unusual there does not count, for it may just have begun to send there; and which were taken costs the
    // logarithm of the choice.
    private double EvenSpreadOdds(in Group group, List<long> suspects)
    {
        const double Elsewhere = 10; // messages' worth of what the customers send everywhere
        const double MostKnown = 200;
        if (Now - Counts.From < Settled) return 0;
        var stream = group.RootId & MarketingRoot;
        var (network, odds, most) = (group.Network, 0.0, 0.0);
        double everywhere = Math.Max(1u, _groups[_groups.Find(Root.All, stream, AnyNetwork)].Clock);
        var all = Math.Max(0, _groups[_groups.Find(Root.All, stream, network)].Clock - (double)suspects.Count) + Elsewhere;
        var urn = Math.Min(MostKnown, all);
        var counts = suspects.CountBy(s => Log[s].Customer).ToList();
        foreach (var (customer, count) in counts)
        {
            var own = Math.Max(0, _groups[_groups.Find(Root.Customer, customer | stream, network)].Clock - (double)count);
            var elsewhere = Elsewhere * _groups[_groups.Find(Root.Customer, customer | stream, AnyNetwork)].Clock / everywhere;
            var usual = Math.Max(LeastPart / KnownCustomers, (own + elsewhere) / all) * urn;
            var nats = -Math.Log(KnownCustomers);
            for (var n = 0; n < count; n++) nats += Math.Log((urn + ((double)n * suspects.Count / count)) / (usual + n) / counts.Count);
            odds += nats;
            most = Math.Max(most, nats);
        }

        return odds - most;
    }

    // Nats that a message is of a customer that sends so many of a network's messages: any may be a sweep's, people use the network's own.
    private double CustomerOdds(double own, double all)
    {
        return Math.Log(1 / KnownCustomers / Math.Max(LeastPart / KnownCustomers, Math.Max(0, own) / Math.Max(1, all)));
    }

    // Of what an even share of a network's messages would be, what a customer has at least: one that has not sent there yet may any time.
    private const double LeastPart = 0.3;

    private double KnownCustomers => Math.Max(10, names.Customers.Count - 2);

    /// <summary>Whether no more come than people of a newly sold block: two a minute.</summary>
    public static bool IsUnhurried(long messages, long milliseconds) => messages <= 2 * milliseconds / 60_000.0;

    /// <summary>
    /// Acquits: what looked like an attack was honest. Its places learn what they had held back, and nothing of it is
    /// held against them or their parents.
    /// </summary>
    private void Acquit(IReadOnlyList<long> suspects)
    {
        var groups = new HashSet<int>();
        foreach (var s in suspects)
        {
            ref var message = ref Log[s];
            var stream = message.Has(MessageMarks.Marketing) ? MarketingRoot : 0;
            ReadOnlySpan<int> roots =
            [
                _groups.Find(Root.All, stream, message.Network), _groups.Find(Root.Customer, message.Customer | stream, message.Network),
                _groups.Find(Root.Supplier, message.Supplier | stream, message.Network), _groups.Find(Root.Sender, message.Sender | stream, message.Network),
            ];
            foreach (var index in roots)
            {
                if (index == 0) continue;
                groups.Add(index);
                for (var level = 0; level < BlockSizes.Length; level++)
                    Forgive(ref _groups[index], Mix.Hash(_groups[index].Key, ((message.Destination / BlockSizes[level]) << 2) | (uint)level), level);
            }

            ClearBranch(Root.All, stream, AnyNetwork, message.Network);
            ClearBranch(Root.Customer, message.Customer | stream, AnyNetwork, message.Network);
            ClearBranch(Root.All, stream, AllCustomers, message.Customer);
        }

        foreach (var index in groups)
        {
            _groups[index].MixEvidence = Vector128<float>.Zero;
            _groups[index].YoungEvidence = 0;
            _examined.Remove(_groups[index].Key);
            _examined.Remove(_groups[index].Key ^ 1);
        }
    }

    private void Forgive(ref Group group, ulong key, int level)
    {
        _examined.Remove(key);
        ref var place = ref _places[level].Find(key);
        if (Unsafe.IsNullRef(ref place)) return;
        place.LogEvidence = Vector128<float>.Zero;
        place.Baseline += place.Unlearned;
        group.Learned = group.Learned.WithElement(level, group.Learned.GetElement(level) + place.Unlearned);
        place.Unlearned = 0;
    }

    /// <summary>How good an alibi is.</summary>
    private enum Alibi
    {
        /// <summary>There is none.</summary>
        None,

        /// <summary>Good enough to wait for more.</summary>
        Waits,

        /// <summary>Good enough to acquit.</summary>
        Holds,
    }

    /// <summary>Nats that all messages go through one supplier when the network's usually do not: traffic made in transit.</summary>
    private double OneSupplierOdds(in Group group, List<long> suspects)
    {
        if (suspects.Count == 0) return 0;
        var supplier = Log[suspects[0]].Supplier;
        if (supplier == 0 || suspects.Exists(s => Log[s].Supplier != supplier)) return 0;
        var stream = group.RootId & MarketingRoot;
        double own = _groups[_groups.Find(Root.Supplier, supplier | stream, group.Network)].Clock;
        double all = _groups[_groups.Find(Root.All, stream, group.Network)].Clock;
        var share = (Math.Max(0, own - suspects.Count) + 1) / (Math.Max(0, all - suspects.Count) + 2);
        return -suspects.Count * Math.Log(Math.Clamp(share, 1e-6, 1));
    }
}
