using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Enforcement;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Live;

/// <summary>
/// One partition of the running service: what the journal says, in its order, becomes incidents, decisions and the
/// table that verdicts are given by. The same entries give the same state; one thread at a time.
/// </summary>
internal sealed partial class LivePartition
{
    private readonly Replay _replay;
    private readonly Enforcer _enforcer;
    private readonly KnownPairs _known;
    private readonly SeenIds _seen;
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Order> _automatic = [];
    private readonly Dictionary<int, long> _told = [];
    private TrafficEvent[] _events = [];
    private DecisionTable _table = DecisionTable.Empty;
    private int _toldParties = 2;
    private int _toldSuppliers = 2;
    private int _toldIncidents;

    /// <summary>Starts with no state.</summary>
    public LivePartition(NumberPlan plan, ScanOptions options, Enforcer enforcer)
        : this(New(plan, options), options, enforcer, new SeenIds(options.Detection.MaxKnownNumbers))
    {
    }

    private LivePartition(Replay replay, ScanOptions options, Enforcer enforcer, SeenIds seen)
    {
        _replay = replay;
        _enforcer = enforcer;
        _seen = seen;
        _known = new KnownPairs(options.Detection.MaxKnownNumbers);
    }

    /// <summary>Position of the last entry applied; 0 before the first.</summary>
    public long Position { get; private set; }

    /// <summary>The last sequence number of the decisions' log.</summary>
    public long Sequence { get; private set; }

    /// <summary>Version of the policy in force; 0 for the default.</summary>
    public int PolicyVersion { get; private set; }

    /// <summary>Version of the price lists in force; 0 for none.</summary>
    public int RatesVersion { get; private set; }

    /// <summary>The price lists in force.</summary>
    public IReadOnlyList<Rate> Rates => _replay.Partition.Rates.Rates;

    /// <summary>Whether all traffic is only watched, whatever is decided. Not part of the state.</summary>
    public bool MonitorAll { get; private set; } = true;

    /// <summary>The newest event time, Unix ms; 0 before the first event.</summary>
    public long Now => _replay.Partition.Now;

    /// <summary>What detects and decides.</summary>
    public Replay Replay => _replay;

    /// <summary>What puts alerts together and decides.</summary>
    public Desk Desk => _replay.Desk;

    /// <summary>All orders in force: detection's, operators', allowlist entries.</summary>
    public IEnumerable<Order> Orders => _automatic.OrderBy(a => a.Key).Select(a => a.Value).Concat(_orders.Values);

    /// <summary>Applies a batch of events.</summary>
    /// <param name="position">Its position in the journal.</param>
    /// <param name="batch">The events.</param>
    /// <param name="receivedAt">When they came in.</param>
    public LiveOutcome Apply(long position, LiveBatch batch, DateTimeOffset receivedAt)
    {
        var counts = _replay.Partition.Counts;
        var (duplicates, late, orphans) = (counts.Duplicates, counts.Late, counts.Orphans);
        if (_events.Length < batch.Count) _events = new TrafficEvent[Math.Max(batch.Count, 1024)];
        batch.Translate(_replay.Names, _events);
        var events = _events.AsSpan(0, KeepNew(_events.AsSpan(0, batch.Count), out var again));
        var repeated = batch.Count - events.Length;
        IReadOnlyCollection<TrafficEvent> held = _replay.Partition.Arrivals.Held;
        if (held.Count > 0) held = [.. held]; // those of batches before, whose turn may come with this one
        _replay.Partition.Arrivals.Trust(receivedAt.ToUnixTimeMilliseconds());
        _replay.Process(events);
        foreach (ref var e in events) Remember(e);
        foreach (var e in held) Remember(e);
        Position = position;
        repeated += (int)(counts.Duplicates - duplicates);
        return Finish(new LiveOutcome
        {
            Position = position,
            Duplicates = repeated,
            Repeated = again ?? [],
            Late = (int)(counts.Late - late),
            Orphans = (int)(counts.Orphans - orphans),
            Accepted = batch.Count - repeated,
        });
    }

    /// <summary>Applies what a person changed.</summary>
    public LiveOutcome Apply(long position, Fact fact)
    {
        var changes = new List<OrderChange>();
        foreach (var effect in fact.Effects) Apply(effect, fact.At, changes);
        Position = position;
        return Finish(new LiveOutcome { Position = position, Fact = fact, Changes = changes });
    }

    /// <summary>Watches only, or acts.</summary>
    public void Watch(bool monitorAll)
    {
        MonitorAll = monitorAll;
        Publish();
    }

    private static Replay New(NumberPlan plan, ScanOptions options)
    {
        var names = new TrafficNames();
        plan.NameNetworks(names.Networks);
        return new Replay(names, plan, options);
    }

    private int KeepNew(Span<TrafficEvent> events, out List<int>? again)
    {
        var kept = 0;
        again = null;
        for (var i = 0; i < events.Length; i++)
        {
            if (_seen.Add(events[i])) events[kept++] = events[i];
            else if (events[i].Kind == EventKind.Submit) (again ??= []).Add(i);
        }

        return kept;
    }

    private void Remember(in TrafficEvent e)
    {
        if (e.Kind != EventKind.Submit) return;
        var since = _replay.Partition.KnownSince(e.Customer, e.Destination);
        if (since != KnownNumbers.New) _known.Set(KnownNumbers.Key(e.Customer, e.Destination), since);
    }

    private LiveOutcome Finish(LiveOutcome outcome)
    {
        _replay.Partition.FeedChanges.Clear(); // only reports of past traffic tell of them
        var changes = new List<OrderChange>(outcome.Changes);
        Follow(changes);
        if (changes.Count > 0)
        {
            _table = _table.With(
                [.. changes.Where(c => !c.Gone).Select(c => c.Order).DistinctBy(o => o.Id)],
                [.. changes.Where(c => c.Gone).Select(c => c.Order.Id)],
                _replay.Names);
        }

        if (changes.Count > 0 || outcome.Fact is not null) Publish();
        return outcome with { Changes = changes, Incidents = NewsOfIncidents(changes), Parties = NewParties() };
    }

    private void Publish()
    {
        var monitored = Desk.Policy.MonitorCustomers.Select(_replay.Names.Customers.Intern).ToHashSet();
        _enforcer.Publish(new Enforcer.View(_table, _replay.Names, _known, monitored, MonitorAll || Desk.Policy.MonitorOnly));
    }

    private List<(string, string)> NewParties()
    {
        var parties = new List<(string, string)>();
        for (; _toldParties < _replay.Names.Customers.Count; _toldParties++) parties.Add(("customer", _replay.Names.Customers[_toldParties]));
        for (; _toldSuppliers < _replay.Names.Suppliers.Count; _toldSuppliers++) parties.Add(("supplier", _replay.Names.Suppliers[_toldSuppliers]));
        return parties;
    }
}
