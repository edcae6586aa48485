namespace Tidegate.Detection;

/// <summary>
/// The receipt channel: do receipts come as this supplier's and this network's usually do? Receipts of made-up messages come at
/// once, or none does, or all say the same error.
/// </summary>
/// <remarks>
/// Null: delivered at once, delivered later, not delivered or nothing heard, in the shares that the supplier or the network
/// has lately, whichever makes it likelier, so that an outage of either speaks against nobody. Alternative: one unknown
/// distribution, learned as it goes (Dirichlet-multinomial). What has not come yet is censored at its age.
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

    /// <summary>The receipt feeds of all suppliers, by their ids; of those beyond its length nothing was heard.</summary>
    public ReadOnlySpan<ReceiptFeed> SupplierFeeds => _supplierReceipts;

    /// <summary>Weighs suspects' receipts. Observed: those that came as fraud's do; expected: as many as usually do.</summary>
    private ChannelEvidence Receipts(List<long> suspects)
    {
        Span<double> seen = stackalloc double[ReceiptFeed.Outcomes];
        seen.Fill(0.5);
        double total = seen.Length * 0.5, odds = 0, observed = 0, expected = 0;
        foreach (var s in Enumerable.Reverse(suspects))
        {
            ref var message = ref Log[s];
            ref var supplier = ref FeedAt(ref _supplierReceipts, message.Supplier);
            ref var network = ref FeedAt(ref _networkReceipts, message.Network);
            if (supplier.Weight < LeastLearned && network.Weight < LeastLearned) continue;
            var outcome = OutcomeOf(message);
            var age = Now - message.Time;
            var open = outcome == ReceiptOutcome.Nothing && age < CustomerFeed.MatureAfter * 1000L;
            if (open && age < SoonMs) continue;
            odds += open
                ? Math.Log((seen[(int)ReceiptOutcome.Nothing] + seen[(int)ReceiptOutcome.Undelivered]) / total / Math.Max(Unheard(supplier), Unheard(network)))
                : Math.Log(seen[(int)outcome] / total / Math.Max(Of(supplier, outcome), Of(network, outcome)));
            if (outcome != ReceiptOutcome.Delivered) observed++;
            expected += 1 - (supplier.Weight < network.Weight ? network : supplier).Of(ReceiptOutcome.Delivered);
            if (open) continue;
            seen[(int)outcome]++;
            total++;
        }

        return new ChannelEvidence("receipt", observed, expected, Math.Clamp(odds, 0, MostReceipts));
    }

    /// <summary>Milliseconds within which most deliveries are heard of: before that, silence says nothing.</summary>
    private const long SoonMs = 60_000;

    private static double Of(in ReceiptFeed feed, ReceiptOutcome outcome) => feed.Weight < LeastLearned ? 0 : feed.Of(outcome);

    // Chance that a message is not heard of for a while: nothing ever, or an error late.
    private static double Unheard(in ReceiptFeed feed) => feed.Weight < LeastLearned ? 0 : feed.Of(ReceiptOutcome.Nothing) + feed.Of(ReceiptOutcome.Undelivered);

    private static ReceiptOutcome OutcomeOf(in Message message) =>
        !message.Has(MessageMarks.Receipted) ? ReceiptOutcome.Nothing
        : !message.Has(MessageMarks.Delivered) ? ReceiptOutcome.Undelivered
        : message.ReceiptDelay < ReceiptFeed.AtOnceTenths ? ReceiptOutcome.AtOnce : ReceiptOutcome.Delivered;

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
        if (outcome != ReceiptOutcome.Nothing)
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
