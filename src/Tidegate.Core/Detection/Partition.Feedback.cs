using System.Runtime.CompilerServices;
using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>Receipts and conversions: matched to their submissions, and what they teach.</summary>
internal sealed partial class Partition
{
    private const int Kinds = 3;
    private const double SilentOdds = 25; // nats: a stop is reported when chance alone would do it once in e^25.

    private readonly ConversionDelays _delays = new();
    private CustomerFeed[] _feeds = new CustomerFeed[128];
    private long _mature;

    /// <summary>A customer's conversion feed: that of its codes, or of the first kind of message that converts where its codes do not.</summary>
    public ref CustomerFeed FeedOf(int customer)
    {
        foreach (var kind in (ReadOnlySpan<Kind>)[Kind.Codes, Kind.Unstated, Kind.Notices])
            if (FeedOf(customer, kind).LastConversion != 0) return ref FeedOf(customer, kind);
        return ref FeedOf(customer, Kind.Codes);
    }

    // What is transactional by its category rarely carries a code, and a list may state none: what each kind converts is learned by itself.
    private ref CustomerFeed FeedOf(in Message message) => ref FeedOf(message.Customer, KindOf(message));

    private static Kind KindOf(in Message message) => message.Has(MessageMarks.Uncategorised) ? Kind.Unstated : message.Has(MessageMarks.Transactional) ? Kind.Notices : Kind.Codes;

    private ref CustomerFeed FeedOf(int customer, Kind kind)
    {
        var index = FeedIndex(customer, kind); // which may make room for it
        return ref _feeds[index];
    }

    private int FeedIndex(int customer, Kind kind)
    {
        var index = (customer * Kinds) + (int)kind;
        if (index >= _feeds.Length)
        {
            Array.Resize(ref _feeds, Math.Max((customer * Kinds) + Kinds, _feeds.Length * 2)); // all of a customer at once
            Array.Resize(ref _batches, _feeds.Length);
        }

        return index;
    }

    private enum Kind
    {
        Codes,
        Unstated,
        Notices,
    }

    /// <summary>Feeds that stopped or came back since last asked. Whoever lets traffic run on and on clears them.</summary>
    public List<FeedChange> FeedChanges { get; } = [];

    /// <summary>Takes a receipt or conversion that came before the submission just taken; false when there is none (any more).</summary>
    /// <param name="e">The event just taken.</param>
    /// <param name="arrival">How it stood.</param>
    /// <param name="outcome">What became of the receipt or conversion.</param>
    public bool TryTakeEarly(in TrafficEvent e, in Arrival arrival, out Outcome outcome)
    {
        outcome = default;
        if (_early.Count == 0 || arrival.Kind != ArrivalKind.Submission) return false;
        if (!_early.TryTake(e, out var feedback)) return false;
        Counts.Joined++;
        outcome = feedback.Kind == EventKind.Receipt ? TakeReceipt(feedback, Log.Next - 1) : TakeConversion(feedback, Log.Next - 1);
        return true;
    }

    private void TakeEarly(in TrafficEvent e)
    {
        Counts.Orphans++;
        var oldest = Now - (long)options.SubmissionLateness.TotalMilliseconds;
        _early.Expire(oldest);
        if (e.Time >= oldest) _early.Add(e);
    }

    private Outcome TakeReceipt(in TrafficEvent e, long sequence)
    {
        ref var message = ref Log[sequence];
        // Not every status on the way is known as one: a receipt of status unknown must not hide how the message ended.
        var isKnown = e.Status != ReceiptStatus.Unknown;
        if (message.Has(MessageMarks.Receipted) && !(isKnown && message.Has(MessageMarks.Unsettled)))
        {
            Counts.Duplicates++;
            return default;
        }

        Counts.Receipts++;
        message.Marks = isKnown ? (message.Marks & ~MessageMarks.Unsettled) | MessageMarks.Receipted : message.Marks | MessageMarks.Receipted | MessageMarks.Unsettled;
        if (e.Status == ReceiptStatus.Delivered) message.Marks |= MessageMarks.Delivered;
        message.ReceiptDelay = (ushort)Math.Clamp((e.Time - message.Time) / 100, 0, ushort.MaxValue - 1);
        return default;
    }

    private Outcome TakeConversion(in TrafficEvent e, long sequence)
    {
        ref var message = ref Log[sequence];
        if (message.Has(MessageMarks.Converted) || (!e.Converted && message.Has(MessageMarks.NotConverted)))
        {
            Counts.Duplicates++;
            return default;
        }

        Counts.Conversions++;
        if (!e.Converted)
        {
            message.Marks |= MessageMarks.NotConverted;
            return default;
        }

        message.Marks |= MessageMarks.Converted;
        var number = KnownNumbers.Key(message.Customer, message.Destination);
        _known.Refuse(number, refused: false);
        if (IsMature(sequence)) BearsFruit(number);
        Hear(ref FeedOf(message), message);
        if (!BatchesOf(message).InBatches) _delays.Add((e.Time - message.Time) / 1000.0);
        NoteConversion(ref FeedOf(message), message.Customer, e.Time);
        return new Outcome(sequence, null, null, Converted: true);
    }

    private void NoteConversion(ref CustomerFeed feed, int customer, long time)
    {
        if (feed.Silent)
        {
            if (Speaks(in feed, customer)) FeedChanges.Add(new FeedChange(Feed.Conversions, customer, feed.LastConversion, time));
            feed.Silent = false;
        }

        feed.LastConversion = Math.Max(feed.LastConversion, time);
        feed.SilentMessages = 0;
    }

    // Messages become mature in order of arrival; those of an attack do not count, so that it cannot lower the rate
    // that its own messages are held against.
    private Alert? MatureFeeds()
    {
        Alert? alert = null;
        if (_mature < Log.First) _mature = Log.First;
        for (var before = Now - (CustomerFeed.MatureAfter * 1000L); _mature < Log.Next && (Log[_mature].Time <= before || IsAhead(Log[_mature].Time)); _mature++)
        {
            Log.Prefetch(_mature + (2 * Stride));
            if (_mature + Stride < Log.Next) ForeseeCodes(Log[_mature + Stride]);
            ref var message = ref Log[_mature];
            if (IsAhead(message.Time)) continue;
            if (!message.Has(MessageMarks.Claimed)) MatureReceipt(message);
            if (!BatchesOf(message).InBatches) MatureCode(_mature, ref alert);
        }

        return alert ?? MatureBatches();
    }

    private void MatureCode(long sequence, ref Alert? alert)
    {
        ref var message = ref Log[sequence];
        if (message.Has(MessageMarks.Marketing)) return;
        ref var feed = ref FeedOf(message);
        if (feed.LastConversion != 0)
        {
            WeighUnused(ref feed, sequence, ref alert);
            WeighRepeat(ref feed, sequence, ref alert);
        }

        if (message.Has(MessageMarks.Claimed)) return;
        var returning = !message.Has(MessageMarks.FirstSeen);
        feed.Mature(message.Has(MessageMarks.Converted), returning);
        if (!returning || message.Has(MessageMarks.Converted) || message.Time < feed.LastConversion) return;
        feed.SilentMessages++;
        if (feed.Silent || feed.LongWeight * 1000 < 100) return;
        if (feed.SilentMessages * -Math.Log(1 - Math.Min(0.95, feed.LongRun)) < SilentOdds) return;
        feed.Silent = true;
        if (Speaks(in feed, message.Customer)) FeedChanges.Add(new FeedChange(Feed.Conversions, message.Customer, feed.LastConversion, null));
    }

    // Of two feeds the customer's health is that of its codes.
    private bool Speaks(in CustomerFeed feed, int customer) => Unsafe.AreSame(in feed, in FeedOf(customer));
}

/// <summary>What a feed tells of messages.</summary>
internal enum Feed : byte
{
    /// <summary>Codes used, told by customers.</summary>
    Conversions,

    /// <summary>Deliveries, told by suppliers.</summary>
    Receipts,
}

/// <summary>A feed that stopped at a time (Unix ms), or, with <paramref name="Until"/>, came back.</summary>
/// <param name="Feed">Which one.</param>
/// <param name="Party">Id of the customer that reports conversions, or of the supplier that reports receipts.</param>
/// <param name="From">When it stopped.</param>
/// <param name="Until">When it came back.</param>
internal readonly record struct FeedChange(Feed Feed, int Party, long From, long? Until);
