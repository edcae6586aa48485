using Tidegate.Live;
using Tidegate.Server.Engine;
using Tidegate.Traffic;

namespace Tidegate.Server.Smpp;

/// <summary>Takes what sessions saw into the engine, in batches. Traffic never waits for it: where there is no room events are dropped
/// and counted.</summary>
internal sealed partial class SmppRecorder(LiveEngine engine, SmppCounts counts, Packs.EvidenceOptions evidence, TimeProvider time, ILogger<SmppRecorder> log) : BackgroundService
{
    private const int Room = 200_000;
    private const int MostAtOnce = 32;

    // So that what the engine makes of a batch stays out of the heap of large objects, whose pages are given back and taken again each time.
    private const int BatchEvents = 512;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _some = new(0);
    private readonly Queue<SmppEvent[]> _full = new();
    private readonly Stack<SmppEvent[]> _spare = new();
    private SmppEvent[] _filling = new SmppEvent[BatchEvents];
    private int _filled;

    /// <summary>Whether message ids of a customer are kept in words.</summary>
    public bool KeepsIds(string customer) => evidence.IsOn && evidence.Keeps(customer);

    /// <summary>Records an event when there is room.</summary>
    public void Record(in SmppEvent seen)
    {
        bool first;
        lock (_gate)
        {
            if (_filled == BatchEvents)
            {
                if (_full.Count >= Room / BatchEvents)
                {
                    counts.EventsDropped.Add();
                    return;
                }

                _full.Enqueue(_filling);
                _filling = _spare.TryPop(out var spare) ? spare : new SmppEvent[BatchEvents];
                _filled = 0;
            }

            first = _filled == 0 && _full.Count == 0;
            _filling[_filled++] = seen;
        }

        if (first) _some.Release();
    }

    public override void Dispose()
    {
        _some.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _some.WaitAsync(stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
                await TakeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await TakeAsync();
        }
    }

    // All that is there is given to the engine at once, which makes one commit of it.
    private async Task TakeAsync()
    {
        var given = new List<(Task<LiveOutcome> Done, SmppEvent[] Events, int Count)>();
        do
        {
            while (Next(out var count) is { } events)
            {
                given.Add((GiveAsync(ToBatch(events.AsSpan(0, count))), events, count));
                if (given.Count >= MostAtOnce) await SettleAsync(given);
            }
        }
        while (await SettleAsync(given));
    }

    private async Task<LiveOutcome> GiveAsync(LiveBatch batch) => await engine.AppendAsync(batch);

    /// <returns>Whether something is to be given again.</returns>
    private async Task<bool> SettleAsync(List<(Task<LiveOutcome> Done, SmppEvent[] Events, int Count)> given)
    {
        var again = false;
        foreach (var (done, events, count) in given)
        {
            try
            {
                var outcome = await done;
                again |= GiveAgain(events.AsSpan(0, count), outcome.Repeated);
            }
            catch (Exception e) when (e is QueueFullException or NotDurableException)
            {
                counts.EventsDropped.Add(count);
                LogDropped(count, e.Message);
            }

            Array.Clear(events);
            lock (_gate)
            {
                if (_spare.Count < Room / BatchEvents / 4) _spare.Push(events);
            }
        }

        given.Clear();
        return again;
    }

    private SmppEvent[]? Next(out int count)
    {
        lock (_gate)
        {
            count = BatchEvents;
            if (_full.TryDequeue(out var full)) return full;
            if (_filled == 0) return null;
            (var last, count) = (_filling, _filled);
            (_filling, _filled) = (_spare.TryPop(out var spare) ? spare : new SmppEvent[BatchEvents], 0);
            return last;
        }
    }

    private LiveBatch ToBatch(Span<SmppEvent> seen)
    {
        var names = new TrafficNames { Ids = evidence.NewIds() };
        var (customers, senders, suppliers, errors) = (new Interned(names.Customers), new Interned(names.Senders), new Interned(names.Suppliers), new Interned(names.ErrorCodes));
        var events = new TrafficEvent[seen.Length];
        for (var i = 0; i < events.Length; i++)
        {
            seen[i] = seen[i] with { GivenKey = KeyOf(seen[i]) };
            ref readonly var one = ref seen[i];
            events[i] = new TrafficEvent
            {
                Kind = one.Kind,
                Time = one.Time,
                MessageKey = one.GivenKey,
                Customer = customers.Of(one.Customer),
                Sender = senders.Of(one.Sender ?? ""),
                Supplier = one.Supplier is { Length: > 0 } supplier ? suppliers.Of(supplier) : 0,
                Destination = one.Destination,
                Segments = (ushort)one.Segments,
                Status = one.Status,
                ErrorCode = errors.Of(one.ErrorCode ?? ""),
                Price = float.NaN,
                Cost = float.NaN,
            };
            if (one.MessageId is { } id) names.Ids?.Note(in events[i], names, id);
        }

        return LiveBatch.Take(events, events.Length, names);
    }

    // Most events have the very name of the one before.
    private struct Interned(NameTable table)
    {
        private string? _last;
        private int _id;

        public int Of(string name)
        {
            if (ReferenceEquals(name, _last)) return _id;
            _last = name;
            return _id = table.Intern(name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events of the SMPP proxy were not recorded: {Why}")]
    private partial void LogDropped(int count, string why);
}
