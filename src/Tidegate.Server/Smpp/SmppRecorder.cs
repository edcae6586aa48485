using System.Runtime.InteropServices;
using Tidegate.Live;
using Tidegate.Server.Engine;
using Tidegate.Traffic;

namespace Tidegate.Server.Smpp;

/// <summary>Takes what sessions saw into the engine, in batches. Traffic never waits for it: where there is no room events are dropped
/// and counted.</summary>
internal sealed partial class SmppRecorder(LiveEngine engine, SmppCounts counts, TimeProvider time, ILogger<SmppRecorder> log) : BackgroundService
{
    private const int Room = 200_000;
    private const int BatchEvents = 4096;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _some = new(0);
    private List<SmppEvent> _filling = new(BatchEvents);
    private List<SmppEvent> _taken = new(BatchEvents);

    /// <summary>Records an event when there is room.</summary>
    public void Record(in SmppEvent seen)
    {
        bool first;
        lock (_gate)
        {
            if (_filling.Count >= Room)
            {
                counts.EventsDropped.Add();
                return;
            }

            first = _filling.Count == 0;
            _filling.Add(seen);
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

    private async Task TakeAsync()
    {
        lock (_gate) (_filling, _taken) = (_taken, _filling);
        for (var from = 0; from < _taken.Count; from += BatchEvents)
        {
            var count = Math.Min(BatchEvents, _taken.Count - from);
            try
            {
                await engine.AppendAsync(ToBatch(CollectionsMarshal.AsSpan(_taken).Slice(from, count)));
            }
            catch (Exception e) when (e is QueueFullException or NotDurableException)
            {
                counts.EventsDropped.Add(count);
                LogDropped(count, e.Message);
            }
        }

        _taken.Clear();
        if (_taken.Capacity > Room / 4) _taken = new List<SmppEvent>(BatchEvents);
    }

    private static LiveBatch ToBatch(ReadOnlySpan<SmppEvent> seen)
    {
        var names = new TrafficNames();
        var (customers, senders, suppliers, errors) = (new Interned(names.Customers), new Interned(names.Senders), new Interned(names.Suppliers), new Interned(names.ErrorCodes));
        var events = new TrafficEvent[seen.Length];
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var one = ref seen[i];
            events[i] = new TrafficEvent
            {
                Kind = one.Kind,
                Time = one.Time,
                MessageKey = one.MessageKey,
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
