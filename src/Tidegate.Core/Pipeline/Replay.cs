using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Pricing;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>
/// Traffic on its way through filter, detection, incidents and decisions: one partition, driven by events alone, that can
/// be saved at any event and go on elsewhere as if nothing had been. One thread at a time.
/// </summary>
public sealed class Replay
{
    private const int AtOnce = 1024;

    private readonly Partition _partition;
    private readonly Desk _desk;
    private readonly ScanFilter _filter;
    private readonly TrafficEvent[] _events = new TrafficEvent[FarEvents.Most + AtOnce];
    private readonly Arrival[] _arrivals = new Arrival[FarEvents.Most + AtOnce];

    /// <summary>Starts with no state.</summary>
    /// <param name="names">Names behind the ids in the events that will come.</param>
    /// <param name="plan">Numbering plan; it is asked by this replay alone.</param>
    /// <param name="options">What to look at, and under which policy.</param>
    public Replay(TrafficNames names, NumberPlan plan, ScanOptions options)
        : this(names, plan, options, ledger: null)
    {
    }

    /// <summary>Starts with no state, and keeps what incidents claim.</summary>
    internal Replay(TrafficNames names, NumberPlan plan, ScanOptions options, ClaimLedger? ledger)
    {
        Names = names;
        _partition = new Partition(options.Detection, names, plan);
        if (options.Rates.Count > 0) _partition.Rates = new RateTable(options.Rates, names);
        _desk = new Desk(_partition, plan, options.Policy) { Pictures = options.Pictures, Ledger = ledger };
        _desk.Priors.Restore(options.Priors);
        _filter = new ScanFilter(options, names);
    }

    /// <summary>Names behind the ids in events, decisions and incidents.</summary>
    public TrafficNames Names { get; }

    /// <summary>Collects what events add to the sums of the traffic; null where nobody asks. Not part of the state.</summary>
    internal TrafficTally? Tally { get; set; }

    /// <summary>What puts alerts together and decides.</summary>
    internal Desk Desk => _desk;

    /// <summary>What detects.</summary>
    internal Partition Partition => _partition;

    /// <summary>Events processed, those left out by the filter not counted.</summary>
    public long Events { get; private set; }

    /// <summary>Incidents opened so far.</summary>
    public int Incidents => _desk.Incidents.Count;

    /// <summary>The newest event time; null before the first event.</summary>
    public DateTimeOffset? Now => _partition.Now == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(_partition.Now);

    /// <summary>Takes events in, in order of arrival. How they are cut into batches makes no difference.</summary>
    public void Process(ReadOnlySpan<TrafficEvent> events)
    {
        for (; !events.IsEmpty; events = events[Math.Min(events.Length, AtOnce)..])
        {
            var part = events[..Math.Min(events.Length, AtOnce)];
            part.CopyTo(_events.AsSpan(FarEvents.Most));
            var taken = Arrive(_events.AsSpan(0, FarEvents.Most + part.Length), _arrivals);
            Weigh(_events.AsSpan()[taken], _arrivals.AsSpan()[taken]);
        }
    }

    /// <summary>Takes in what is held because its time is far from that of the others: no more events will come.</summary>
    public void End()
    {
        var taken = ArriveLast(_events, _arrivals);
        Weigh(_events.AsSpan()[taken], _arrivals.AsSpan()[taken]);
    }

    /// <summary>
    /// The first half of <see cref="Process"/>: leaves out what the filter leaves out and tells how the rest stand among
    /// those before. May run on another thread than the second half, ahead of it.
    /// </summary>
    /// <param name="events">Room for <see cref="FarEvents.Most"/> events, and then the events in order of arrival. They are moved.</param>
    /// <param name="arrivals">What the second half wants to know of them: as many as events, or more.</param>
    /// <returns>Where in both those lie that are for the second half.</returns>
    internal Range Arrive(Span<TrafficEvent> events, Span<Arrival> arrivals)
    {
        var kept = _filter.Apply(events[FarEvents.Most..]);
        return _partition.Arrivals.Take(events[..(FarEvents.Most + kept)], arrivals);
    }

    /// <summary>The first half of <see cref="End"/>.</summary>
    internal Range ArriveLast(Span<TrafficEvent> events, Span<Arrival> arrivals) => _partition.Arrivals.End(events, arrivals);

    /// <summary>The second half of <see cref="Process"/>, for events in the order in which they went through the first.</summary>
    internal void Weigh(ReadOnlySpan<TrafficEvent> events, ReadOnlySpan<Arrival> arrivals)
    {
        for (var i = 0; i < events.Length; i++)
        {
            if (i % Partition.Stride == 0) _partition.Foresee(events, arrivals, i);
            if (Tally is { } tally)
            {
                TakeAndTally(tally, events[i], arrivals[i]);
                continue;
            }

            _desk.Handle(_partition.Take(events[i], arrivals[i]));
            while (_partition.TryTakeEarly(events[i], arrivals[i], out var early)) _desk.Handle(early);
        }

        Events += events.Length;
    }

    private void TakeAndTally(TrafficTally tally, in TrafficEvent e, in Arrival arrival)
    {
        var log = _partition.Log;
        var before = arrival.Kind == ArrivalKind.Feedback ? log[arrival.Sequence] : default;
        var outcome = _partition.Take(e, arrival);
        var sequence = arrival.Kind == ArrivalKind.Submission ? log.Next - 1 : arrival.Sequence;
        if (arrival.Kind == ArrivalKind.Submission) tally.Submitted(e, log[sequence]);
        if (arrival.Kind == ArrivalKind.Feedback) tally.Heard(before, log[sequence]);
        _desk.Handle(outcome);
        while (true)
        {
            before = arrival.Kind == ArrivalKind.Submission ? log[sequence] : default;
            if (!_partition.TryTakeEarly(e, arrival, out var early)) return;
            tally.Heard(before, log[sequence]);
            _desk.Handle(early);
        }
    }

    /// <summary>Writes all state, with the names. The same state gives the same bytes. The stream stays open.</summary>
    public void Save(Stream stream) => Snapshot.Write(stream, to =>
    {
        var references = new WatchReferences();
        Names.Save(to);
        to.Write(Events);
        to.Write(_filter.Filtered);
        to.Write(_filter.FilteredFeedback);
        _partition.Save(to, references);
        _desk.Save(to, references);
    });

    /// <summary>Restores a replay, with new names under the same ids. The stream stays open.</summary>
    /// <param name="stream">What <see cref="Save"/> wrote.</param>
    /// <param name="plan">Numbering plan; it is asked by this replay alone.</param>
    /// <param name="options">Options from now on; to go on exactly as before, those that it ran with.</param>
    /// <exception cref="SnapshotException">It is no snapshot, or damaged, or of another version. Nothing is restored.</exception>
    public static Replay Load(Stream stream, NumberPlan plan, ScanOptions options) => Snapshot.Read(stream, from =>
    {
        var references = new WatchReferences();
        var names = new TrafficNames();
        names.Load(from);
        var replay = new Replay(names, plan, options) { Events = from.ReadInt64() };
        replay._filter.Filtered = from.ReadInt64();
        replay._filter.FilteredFeedback = from.ReadInt64();
        replay._partition.Load(from, references);
        replay._desk.Load(from, references);
        return replay;
    });

    /// <summary>What was found so far.</summary>
    /// <param name="source">What was read, all together.</param>
    /// <param name="sources">What was read, file by file.</param>
    /// <param name="cutShort">Whether reading stopped before the end.</param>
    public ScanReport Report(SourceReport source, IReadOnlyList<SourceReport> sources, bool cutShort = false)
    {
        var counts = _partition.Counts;
        return new ScanReport
        {
            Counts = new ScanCounts
            {
                Records = source.Records,
                Submissions = counts.Submissions,
                Receipts = counts.Receipts,
                Conversions = counts.Conversions,
                Bad = source.BadRecordCount,
                BadOther = source.BadOtherCount,
                Duplicates = counts.Duplicates,
                Late = counts.Late,
                LateSubmissions = counts.LateSubmissions,
                Ahead = counts.Ahead,
                AheadSubmissions = counts.AheadSubmissions,
                LeapsBack = counts.LeapsBack,
                LeapFrom = counts.LeapsBack == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(counts.LeapFrom),
                LeapTo = counts.LeapsBack == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(counts.LeapTo),
                Orphans = counts.Orphans - counts.Joined,
                Filtered = _filter.Filtered,
                FilteredFeedback = _filter.FilteredFeedback,
                Overflowed = _partition.Overflowed,
                From = counts.Submissions == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(counts.From),
                To = counts.Submissions == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(counts.To),
                Cost = counts.Money.Money,
                EstimatedCost = counts.Money.Estimated,
                Currency = Names.Currencies[counts.Money.Currency],
                OtherMoney = counts.Money.But(counts.Money.Currency, Names.Currencies),
                Unpriced = counts.Money.Unpriced,
            },
            Sources = sources,
            Incidents = _desk.ReportIncidents(),
            Decisions = _desk.ReportDecisions(),
            FeedHealth = FeedNotices.Of(_partition),
            CutShort = cutShort,
        };
    }
}
