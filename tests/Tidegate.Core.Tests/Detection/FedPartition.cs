using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A partition and its desk, fed event by event; what comes of each is kept.</summary>
internal sealed class FedPartition
{
    /// <summary>2026-03-02, 00:00 UTC, Unix ms.</summary>
    public const long Start = 1_772_409_600_000;

    private readonly PriorityQueue<TrafficEvent, long> _codes = new();

    public FedPartition(DetectionOptions? options = null, bool recorded = false, DecisionPolicy? policy = null)
    {
        Partition = new Partition(options ?? DetectionOptions.Default, Names, new NumberPlan());
        Desk = new Desk(Partition, new NumberPlan(), policy ?? DecisionPolicy.Default) { Pictures = recorded, Ledger = recorded ? new ClaimLedger() : null };
    }

    public TrafficNames Names { get; } = new();

    public Partition Partition { get; }

    public Desk Desk { get; }

    public List<Alert> Alerts { get; } = [];

    /// <summary>Where events are put down, so that they can be taken again by another; null for nowhere.</summary>
    public List<TrafficEvent>? Taken { get; init; }

    public void Take(in TrafficEvent e)
    {
        Taken?.Add(e);
        var arrival = Partition.Arrivals.Take(e);
        if (arrival.Kind != ArrivalKind.Held) Take(e, arrival);
        while (Partition.Arrivals.TryLetGo(out var held, out arrival)) Take(held, arrival);
    }

    /// <summary>Takes what is still held: nothing more comes.</summary>
    public void End()
    {
        var (events, arrivals) = (new TrafficEvent[FarEvents.Most], new Arrival[FarEvents.Most]);
        var held = Partition.Arrivals.End(events, arrivals);
        for (var i = 0; i < held.End.Value; i++) Take(events[i], arrivals[i]);
    }

    /// <summary>Takes a submission at its time, after the codes that were entered until then; its own is entered within a minute, or never.</summary>
    public void TakeWithCode(in TrafficEvent submission, bool converts, Random rng)
    {
        while (_codes.TryPeek(out _, out var due) && due <= submission.Time) Take(_codes.Dequeue());
        Take(submission);
        if (!converts) return;
        var code = submission with { Kind = EventKind.Conversion, Time = submission.Time + 10_000 + (long)(rng.NextDouble() * 40_000), Converted = true, Destination = 0, Price = float.NaN };
        _codes.Enqueue(code, code.Time);
    }

    /// <summary>Takes a one-time code of a customer into a network, and its being entered if it is.</summary>
    public void TakeOtp(long id, double seconds, string customer, ulong number, string network, bool converts, Random rng) =>
        TakeWithCode(Submit(id, seconds, customer, number) with { Category = Category.Otp, Network = Names.Networks.Intern(network) }, converts, rng);

    /// <summary>Messages that decisions have hit so far.</summary>
    public long Hits => Desk.Decisions.Sum(d => d.Hits);

    /// <summary>Hands the desk an alert of a customer's traffic that rests on the messages held which a test means.</summary>
    public void Raise(IEnumerable<SuspectRange> ranges, Predicate<Message> which, string network, double logOdds, bool blockable, double anticipated, params string[] customers)
    {
        var log = Partition.Log;
        var messages = new List<long>();
        for (var s = log.First; s < log.Next; s++) if (which(log[s])) messages.Add(s);
        Desk.Handle(new Outcome(-1, null, new Alert
        {
            Time = Partition.Now,
            Onset = messages.Min(s => log[s].Time),
            NewSince = messages.Min(s => log[s].Time),
            Root = Root.Customer,
            Network = Names.Networks.Intern(network),
            Group = 0,
            Ranges = [.. ranges.Select(r => r with { Network = Names.Networks.Intern(network) })],
            Customers = [.. customers.Select(Names.Customers.Intern)],
            Messages = messages,
            LogOdds = logOdds,
            Anticipated = anticipated,
            Evidence = [new ChannelEvidence("share", messages.Count, 1, logOdds)],
            Blockable = blockable,
        }));
    }

    public TrafficEvent Submit(long id, double seconds, string customer = "acme", ulong destination = 393391234567, string sender = "") => new()
    {
        Kind = EventKind.Submit,
        Time = Start + (long)(seconds * 1000),
        MessageKey = Mix.Hash((ulong)id),
        Customer = Names.Customers.Intern(customer),
        Sender = Names.Senders.Intern(sender),
        Network = Names.Networks.Intern("22201"),
        Destination = destination,
        Price = 0.05f,
        Cost = float.NaN,
        Segments = 1,
    };

    public TrafficEvent Receipt(long id, double seconds, string customer = "") => Answer(EventKind.Receipt, id, seconds, customer);

    public TrafficEvent Conversion(long id, double seconds, string customer = "") => Answer(EventKind.Conversion, id, seconds, customer) with { Converted = true };

    private void Take(in TrafficEvent e, in Arrival arrival)
    {
        var outcome = Partition.Take(e, arrival);
        if (outcome.Alert is { } alert) Alerts.Add(alert);
        Desk.Handle(outcome);
        while (Partition.TryTakeEarly(e, arrival, out var early)) Desk.Handle(early);
    }

    private TrafficEvent Answer(EventKind kind, long id, double seconds, string customer) => new()
    {
        Kind = kind,
        Time = Start + (long)(seconds * 1000),
        MessageKey = Mix.Hash((ulong)id),
        Customer = Names.Customers.Intern(customer),
        Status = ReceiptStatus.Delivered,
        Price = float.NaN,
        Cost = float.NaN,
    };
}
