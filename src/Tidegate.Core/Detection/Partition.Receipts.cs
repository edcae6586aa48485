namespace Tidegate.Detection;

/// <summary>
/// The receipt channel: do receipts come as this supplier's and this network's usually do? Receipts of made-up messages come at
/// once, or none does, or all say the same error.
/// </summary>
/// <remarks>
/// Null: outcomes (delay of delivery in steps, not delivered, nothing heard) as lately at the supplier or at the network,
/// whichever makes them likelier, so that an outage of either speaks against nobody. Alternative: one unknown distribution
/// that prefers the outcomes fraud is known by, learned as it goes (Dirichlet-multinomial). What has not come yet is
/// censored at its age.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Most nats that receipts may give: honest routes change too.</summary>
    private const double MostReceipts = 8;

    private const float SupplierFades = 1f / 2000;
    private const float NetworkFades = 1f / 300;
    private const float LeastLearned = 50;

    private ReceiptFeed[] _supplierReceipts = new ReceiptFeed[16];
    private ReceiptFeed[] _networkReceipts = new ReceiptFeed[16];

    /// <summary>Weighs suspects' receipts. Observed: those that came as fraud's do; expected: as many as usually do.</summary>
    private ChannelEvidence Receipts(List<long> suspects)
    {
        Span<double> seen = stackalloc double[ReceiptFeed.Outcomes];
        seen.Fill(0.05);
        foreach (var outcome in (ReadOnlySpan<int>)[0, 1, ReceiptFeed.Undelivered, ReceiptFeed.Nothing]) seen[outcome] = 0.3;
        double total = 0, odds = 0, observed = 0, expected = 0;
        foreach (var count in seen) total += count;
        foreach (var s in Enumerable.Reverse(suspects))
        {
            ref var message = ref Log[s];
            ref var supplier = ref FeedAt(ref _supplierReceipts, message.Supplier);
            ref var network = ref FeedAt(ref _networkReceipts, message.Network);
            if (supplier.Weight < LeastLearned && network.Weight < LeastLearned) continue;
            var outcome = OutcomeOf(message);
            if (outcome == ReceiptFeed.Nothing)
            {
                odds += Math.Log(NotYet(seen, total, message) / Math.Max(NotYet(supplier, message), NotYet(network, message)));
                if (Now - message.Time >= CustomerFeed.MatureAfter * 1000L) Count(seen, ref total, outcome);
            }
            else
            {
                odds += Math.Log(seen[outcome] / total / Math.Max(supplier.Weight < LeastLearned ? 0 : supplier.Of(outcome), network.Weight < LeastLearned ? 0 : network.Of(outcome)));
                Count(seen, ref total, outcome);
            }

            if (outcome is 0 or 1 or ReceiptFeed.Undelivered or ReceiptFeed.Nothing) observed++;
            expected += supplier.Weight < network.Weight ? Odd(network) : Odd(supplier);
        }

        return new ChannelEvidence("receipt", observed, expected, Math.Clamp(odds, 0, MostReceipts));

        static double Odd(in ReceiptFeed feed) => feed.Of(0) + feed.Of(1) + feed.Of(ReceiptFeed.Undelivered) + feed.Of(ReceiptFeed.Nothing);
    }

    private static void Count(Span<double> seen, ref double total, int outcome)
    {
        seen[outcome]++;
        total++;
    }

    private static int OutcomeOf(in Message message) =>
        !message.Has(MessageMarks.Receipted) ? ReceiptFeed.Nothing : message.Has(MessageMarks.Delivered) ? ReceiptFeed.Delivered(message.ReceiptDelay) : ReceiptFeed.Undelivered;

    // Chance that nothing has been heard at a message's age.
    private double NotYet(in ReceiptFeed feed, in Message message)
    {
        if (feed.Weight < LeastLearned) return 0;
        var age = (Now - message.Time) / 1000.0;
        var chance = feed.Of(ReceiptFeed.Nothing);
        for (var outcome = 0; outcome < ReceiptFeed.Undelivered; outcome++)
            if (ReceiptFeed.LongestOf(outcome) > age) chance += feed.Of(outcome);
        return chance + (age < UndeliveredAfter ? feed.Of(ReceiptFeed.Undelivered) : 0);
    }

    private double NotYet(ReadOnlySpan<double> seen, double total, in Message message)
    {
        var age = (Now - message.Time) / 1000.0;
        var chance = seen[ReceiptFeed.Nothing];
        for (var outcome = 0; outcome < ReceiptFeed.Undelivered; outcome++)
            if (ReceiptFeed.LongestOf(outcome) > age) chance += seen[outcome];
        return (chance + (age < UndeliveredAfter ? seen[ReceiptFeed.Undelivered] : 0)) / total;
    }

    /// <summary>Seconds by which most failures are told.</summary>
    private const double UndeliveredAfter = 60;

    private static ref ReceiptFeed FeedAt(ref ReceiptFeed[] feeds, int id)
    {
        id = Math.Max(0, id);
        if (id >= feeds.Length) Array.Resize(ref feeds, Math.Max(id + 1, feeds.Length * 2));
        return ref feeds[id];
    }

    // A message that is old enough teaches what became of it, unless an incident claims it.
    private void MatureReceipt(in Message message)
    {
        var outcome = OutcomeOf(message);
        if (message.Network > 0) FeedAt(ref _networkReceipts, message.Network).Learn(outcome, NetworkFades);
        if (message.Supplier == 0) return;
        ref var feed = ref FeedAt(ref _supplierReceipts, message.Supplier);
        feed.Learn(outcome, SupplierFades);
        if (outcome != ReceiptFeed.Nothing)
        {
            if (feed.Silent != 0) FeedChanges.Add(new FeedChange(Feed.Receipts, message.Supplier, feed.LastReceipted, message.Time));
            (feed.Silent, feed.SilentMessages, feed.LastReceipted) = (0, 0, message.Time);
            return;
        }

        feed.SilentMessages++;
        if (feed.Silent != 0 || feed.LastReceipted == 0 || feed.Weight < LeastLearned) return;
        if (feed.SilentMessages * -Math.Log(1 - Math.Min(0.95, feed.Heard)) < SilentOdds) return;
        feed.Silent = 1;
        FeedChanges.Add(new FeedChange(Feed.Receipts, message.Supplier, feed.LastReceipted, null));
    }
}
