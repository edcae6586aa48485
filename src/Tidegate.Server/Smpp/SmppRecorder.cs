using System.IO.Hashing;
using System.Text;
using System.Threading.Channels;
using Tidegate.Live;
using Tidegate.Server.Engine;
using Tidegate.Traffic;

namespace Tidegate.Server.Smpp;

/// <summary>Takes what sessions saw into the engine, in batches. Traffic never waits for it: where there is no room events are dropped
/// and counted.</summary>
internal sealed partial class SmppRecorder(LiveEngine engine, SmppCounts counts, Packs.EvidenceOptions evidence, TimeProvider time, ILogger<SmppRecorder> log) : BackgroundService
{
    private const int Room = 200_000;
    private const int BatchEvents = 4096;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly Channel<SmppEvent> _events = Channel.CreateBounded<SmppEvent>(new BoundedChannelOptions(Room) { SingleReader = true });

    /// <summary>Records an event when there is room.</summary>
    public void Record(in SmppEvent seen)
    {
        if (!_events.Writer.TryWrite(seen)) counts.EventsDropped.Add();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<SmppEvent>(BatchEvents);
        try
        {
            while (await _events.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Gather, time, stoppingToken);
                await TakeAsync(batch);
            }
        }
        catch (OperationCanceledException)
        {
            await TakeAsync(batch);
        }
    }

    private async Task TakeAsync(List<SmppEvent> batch)
    {
        while (_events.Reader.TryPeek(out _))
        {
            batch.Clear();
            while (batch.Count < BatchEvents && _events.Reader.TryRead(out var seen)) batch.Add(seen);
            try
            {
                await engine.AppendAsync(ToBatch(batch));
            }
            catch (Exception e) when (e is QueueFullException or NotDurableException)
            {
                counts.EventsDropped.Add(batch.Count);
                LogDropped(batch.Count, e.Message);
            }
        }
    }

    private LiveBatch ToBatch(List<SmppEvent> seen)
    {
        var names = new TrafficNames { Ids = evidence.NewIds() };
        var events = new TrafficEvent[seen.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var one = seen[i];
            events[i] = new TrafficEvent
            {
                Kind = one.Kind,
                Time = one.Time,
                MessageKey = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(one.MessageId)),
                Customer = names.Customers.Intern(one.Customer),
                Sender = names.Senders.Intern(one.Sender ?? ""),
                Supplier = one.Supplier is { Length: > 0 } supplier ? names.Suppliers.Intern(supplier) : 0,
                Destination = one.Destination,
                Segments = (ushort)one.Segments,
                Status = one.Status,
                ErrorCode = names.ErrorCodes.Intern(one.ErrorCode ?? ""),
                Price = float.NaN,
                Cost = float.NaN,
            };
            names.Ids?.Note(in events[i], names, one.MessageId);
        }

        return LiveBatch.Take(events, events.Length, names);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events of the SMPP proxy were not recorded: {Why}")]
    private partial void LogDropped(int count, string why);
}
