using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Numbering;
using Tidegate.Reporting.Packs;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Live;
using Tidegate.Traffic;

namespace Tidegate.Server.Packs;

/// <summary>
/// Follows the journal some time behind its end, and keeps of it what belongs to incidents of the customers that want it. It holds up nothing
/// and loses nothing: where it is, is written with what it kept.
/// </summary>
internal sealed partial class EvidenceKeeper(LiveEngine engine, EvidenceStore store, EvidenceOptions options, TimeProvider time, ILogger<EvidenceKeeper> log) : BackgroundService
{
    private const int EntriesAtOnce = 64;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FeedbackComesFor = TimeSpan.FromHours(25);

    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>Looks at all entries that are old enough now; returns how many events were kept.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            return await FollowAsync(cancel);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    private async Task<int> FollowAsync(CancellationToken cancel)
    {
        var kept = 0;
        var before = time.GetUtcNow() - options.After;
        if (engine.ReadJournal(store.Position, most: 1, before).Count == 0) return 0;
        var incidents = await IncidentsAsync();
        var (names, plan) = (new TrafficNames { Ids = options.NewIds() }, new NumberPlan());
        plan.NameNetworks(names.Networks);
        var filters = incidents.Select(i => new IncidentFilter(i, names, plan)).ToList();
        var (position, followed, newest) = (store.Position, store.Followed(), 0L);
        while (!cancel.IsCancellationRequested && engine.ReadJournal(position, EntriesAtOnce, before) is { Count: > 0 } entries)
        {
            var found = new List<KeptEvents>();
            foreach (var entry in entries.Where(e => e.Kind == EntryKind.Events)) found.AddRange(Find(entry, names, filters, followed));
            position = entries[^1].Position;
            newest = Math.Max(newest, found.Count > 0 ? found.Max(f => f.Last) : 0);
            store.Add(position, found, newest - (long)FeedbackComesFor.TotalMilliseconds);
            kept += found.Sum(f => f.Events);
        }

        return kept;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.IsOn) return;
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                try
                {
                    if (await RunAsync(stoppingToken) is > 0 and var kept) LogKept(log, kept);
                }
                catch (Exception e) when (e is SqliteException or IOException)
                {
                    LogFault(log, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception e) when (e is OperationCanceledException or NotDurableException)
        {
            // It stops.
        }
    }

    // Those that messages of the entries may belong to: the message list's time is that of the incident as it is known now.
    private async Task<IReadOnlyList<Incident>> IncidentsAsync() =>
        [.. (await IncidentEndpoints.AllAsync(engine)).Where(i => i.Scope.Customers.Any(options.Keeps))];

    private IEnumerable<KeptEvents> Find(JournalEntry entry, TrafficNames names, List<IncidentFilter> filters, Dictionary<ulong, string> followed)
    {
        LiveBatch batch;
        try
        {
            batch = LiveBatchCodec.Decode(entry.Body);
        }
        catch (InvalidDataException e)
        {
            LogDamaged(log, entry.Position, e.Message);
            return [];
        }

        var events = new TrafficEvent[batch.Count];
        batch.Translate(names, events);
        // Receipts and conversions need not say whose they are: they go behind their message.
        var kept = new Dictionary<string, List<TrafficEvent>>(StringComparer.Ordinal);
        foreach (ref readonly var e in events.AsSpan())
        {
            if (e.Kind == EventKind.Submit && Belongs(in e)) followed[e.MessageKey] = names.Customers[e.Customer];
            else if (e.Kind == EventKind.Submit) continue;
            if (!followed.TryGetValue(e.MessageKey, out var customer)) continue;
            if (!kept.TryGetValue(customer, out var list)) kept[customer] = list = [];
            list.Add(e);
        }

        var sealable = kept.Select(k => Sealable(k.Key, [.. k.Value], names)).ToList();
        names.Ids?.Clear(); // what belongs to no incident
        return sealable;

        bool Belongs(in TrafficEvent e)
        {
            if (!options.Keeps(names.Customers[e.Customer])) return false;
            foreach (var filter in filters) if (filter.Matches(in e)) return true;
            return false;
        }
    }

    private static KeptEvents Sealable(string customer, TrafficEvent[] events, TrafficNames names)
    {
        var (first, last) = (events.Min(e => e.Time), events.Max(e => e.Time));
        ulong[] keys = [.. events.Where(e => e.Kind == EventKind.Submit).Select(e => e.MessageKey)];
        return new KeptEvents(customer, first, last, events.Length, LiveBatchCodec.Encode(LiveBatch.Take(events, events.Length, names)), keys);
    }

    [LoggerMessage(1410, LogLevel.Information, "{Count} events of incidents are kept as evidence")]
    private static partial void LogKept(ILogger log, int count);

    [LoggerMessage(1411, LogLevel.Error, "Evidence cannot be kept now, trying again: {Reason}")]
    private static partial void LogFault(ILogger log, string reason);

    [LoggerMessage(1412, LogLevel.Error, "Journal entry {Position} is damaged, nothing of it is kept as evidence: {Reason}")]
    private static partial void LogDamaged(ILogger log, long position, string reason);
}
