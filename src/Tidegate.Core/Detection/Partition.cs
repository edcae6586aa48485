using Tidegate.Numbering;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// One partition of detection: owns its state alone, is driven only by events and event time, and can be saved to and
/// restored from bytes. Same events in, same alerts out.
/// </summary>
internal sealed partial class Partition(DetectionOptions options, TrafficNames names, NumberPlan plan)
{
    private const long EpochMs = 1_577_836_800_000; // 2020-01-01: seconds since then fit an int for 68 years.

    private const int MostEarly = 131_072;

    private readonly KnownNumbers _known = new(options.MaxKnownNumbers);
    private readonly EarlyFeedback _early = new(Math.Min(MostEarly, options.MaxMessages));

    /// <summary>Through which events come in.</summary>
    public Arrivals Arrivals { get; } = new(options);

    /// <summary>Recent submissions.</summary>
    public MessageLog Log { get; } = new(options.MaxMessages);

    /// <summary>What incidents have claimed.</summary>
    public WatchList Watches { get; } = new();

    /// <summary>What was taken and what was not.</summary>
    public PartitionCounts Counts { get; } = new();

    /// <summary>What messages cost that state no price.</summary>
    public RateTable Rates { get; set; } = RateTable.None;

    /// <summary>The newest event time, Unix ms.</summary>
    public long Now { get; private set; }

    /// <summary>Name table ids.</summary>
    public TrafficNames Names => names;

    /// <summary>Second of an event time.</summary>
    public static int SecondOf(long time) => (int)((time - EpochMs) / 1000);

    /// <summary>Event time of a second.</summary>
    public static long TimeOf(int second) => EpochMs + (second * 1000L);

    /// <summary>Whether a time is of a clock that ran ahead, was believed, and has leapt back since.</summary>
    public bool IsAhead(long time) => time > Now;

    /// <summary>Takes one event in. The outcome tells whether an incident claims it and whether it raises an alert.</summary>
    /// <param name="e">The event.</param>
    /// <param name="arrival">What <see cref="Arrivals"/> told of it; for the events in the same order.</param>
    public Outcome Take(in TrafficEvent e, in Arrival arrival)
    {
        if (arrival.Now < Now - ArrivalClock.JumpMs) Counts.NoteLeapBack(Now, arrival.Now);
        Now = arrival.Now;
        if (Log.First < arrival.First) Log.LeaveBefore(arrival.First, Now - (long)options.FeedbackLateness.TotalMilliseconds, Now);
        switch (arrival.Kind)
        {
            case ArrivalKind.Submission:
                return TakeSubmission(e);
            case ArrivalKind.Feedback:
                return e.Kind == EventKind.Receipt ? TakeReceipt(e, arrival.Sequence) : TakeConversion(e, arrival.Sequence);
            case ArrivalKind.Duplicate:
                Counts.Duplicates++;
                return default;
            case ArrivalKind.Orphan:
                TakeEarly(e);
                return default;
            default:
                Counts.NoteLate(e.Kind == EventKind.Submit, ahead: e.Time > Now);
                return default;
        }
    }

    private Outcome TakeSubmission(in TrafficEvent e)
    {
        var second = SecondOf(e.Time);
        var message = Admit(e);
        Count(message);
        var number = KnownNumbers.Key(e.Customer, e.Destination);
        var firstSeen = _known.Touch(number, second);
        if (firstSeen == KnownNumbers.New)
        {
            message.Marks |= MessageMarks.FirstSeen;
            firstSeen = second;
        }

        var watch = Watches.Find(message, firstSeen);
        if (watch is not null) message.Marks |= watch.Blocks ? MessageMarks.Claimed | MessageMarks.Blocked : MessageMarks.Claimed;
        if (watch is { Blocks: true })
        {
            NoteRefused(message, watch);
            _known.Refuse(number, refused: true);
        }

        if (e.Sender != 0) NoteSender(e.Customer, e.Sender);

        Alert? alert = null;
        long sequence;
        if (message.Has(MessageMarks.FirstSeen) && !message.Has(MessageMarks.Blocked))
        {
            sequence = Log.Add(message);
            alert = Weigh(sequence);
        }
        else
        {
            sequence = Log.Add(message);
        }

        var unused = MatureFeeds();
        return new Outcome(sequence, watch, alert ?? unused);
    }

    private Message Admit(in TrafficEvent e)
    {
        var network = e.Network;
        if (network == 0)
        {
            var info = plan.Lookup(e.Destination);
            network = info.Network == 0 ? -1 - info.Country : names.Networks.Intern(plan.NetworkName(info.Network));
        }

        var priced = !float.IsNaN(e.Price);
        var message = new Message
        {
            Time = e.Time,
            Destination = e.Destination,
            Customer = e.Customer,
            Sender = e.Sender,
            Supplier = e.Supplier,
            Network = network,
            Price = priced ? e.Price : float.IsNaN(e.Cost) ? 0 : e.Cost,
            Currency = e.Currency,
            ReceiptDelay = ushort.MaxValue,
        };
        if (!priced) message.Marks |= MessageMarks.PricedAtCost;
        if (!priced && float.IsNaN(e.Cost)) message.Marks |= MessageMarks.Unpriced;
        if (!priced && !Rates.IsEmpty) Estimate(e, ref message);
        if (e.Category == Category.Marketing) message.Marks |= MessageMarks.Marketing;
        else if (e.Category == Category.Unknown) message.Marks |= MessageMarks.Uncategorised;
        else if (e.Category == Category.Transactional) message.Marks |= MessageMarks.Transactional;
        return message;
    }

    // What the customer pays by the price lists counts before the cost that the event states.
    private void Estimate(in TrafficEvent e, ref Message message)
    {
        var network = message.Network > 0 ? names.Networks[message.Network] : "";
        if (Rates.Find(e, network, plan.CountryName(plan.Lookup(e.Destination).Country)) is not { } estimate || (estimate.AtCost && !float.IsNaN(e.Cost))) return;
        message.Price = estimate.Money;
        message.Currency = estimate.Currency;
        message.Marks = (message.Marks & ~MessageMarks.Unpriced) | MessageMarks.Estimated;
        if (!estimate.AtCost) message.Marks &= ~MessageMarks.PricedAtCost;
    }

    private void Count(in Message message)
    {
        Counts.Submissions++;
        Counts.Note(message.Time);
        Counts.Money.Add(message);
    }
}

/// <summary>What became of one event.</summary>
/// <param name="Sequence">Sequence number of the submission concerned; meaningless without a watch, an alert or a conversion.</param>
/// <param name="Watch">The watch that claims it.</param>
/// <param name="Alert">The alert that it completes.</param>
/// <param name="Converted">Whether the event said that the submission's code was used.</param>
internal readonly record struct Outcome(long Sequence, Watch? Watch, Alert? Alert, bool Converted = false);
