using Tidegate.Detection;
using Tidegate.Enforcement;
using Tidegate.Traffic;

namespace Tidegate.Client;

/// <summary>The copy of the decisions: one thread takes lines of the stream, any number give verdicts meanwhile.</summary>
internal sealed class OrderCopy(TimeProvider time, int remembered)
{
    private readonly TrafficNames _names = new();
    private readonly KnownPairs _known = new(remembered);
    private readonly Lock _remembering = new();
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private List<Order>? _fresh;
    private DecisionTable _table = DecisionTable.Empty;
    private bool _monitorAll = true;
    private string[] _monitored = [];
    private volatile Clock? _clock;

    public Enforcer Enforcer { get; } = new();

    /// <summary>Whether a whole snapshot was ever taken.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Sequence number to go on from; null before the first snapshot.</summary>
    public long? Sequence { get; private set; }

    public int Count => Enforcer.Orders;

    public bool Enforces => IsReady && !_monitorAll;

    /// <summary>The traffic's clock, Unix ms; it goes on while nothing is heard.</summary>
    public long Now => _clock is { } clock ? clock.At + (long)time.GetElapsedTime(clock.Taken).TotalMilliseconds : 0;

    /// <summary>Takes a line; true when what is decided by has changed.</summary>
    public bool Take(StreamLine line)
    {
        if (line.Now is { } now) _clock = new Clock(now.ToUnixTimeMilliseconds(), time.GetTimestamp());
        var changed = false;
        switch (line.Type)
        {
            case "snapshot_begin":
                _fresh = [];
                break;
            case "decision" when line.Decision is { } decision:
                _fresh?.Add(decision.ToOrder());
                return false;
            case "snapshot_end" when _fresh is { } fresh:
                _orders.Clear();
                foreach (var order in fresh) _orders[order.Id] = order;
                _table = DecisionTable.Empty.With(fresh, [], _names);
                _fresh = null;
                IsReady = changed = true;
                break;
            case "set" when line.Decision is { } decision:
                _orders[decision.Id] = decision.ToOrder();
                _table = _table.With([_orders[decision.Id]], [], _names);
                changed = true;
                break;
            case "gone" when line.Decision is { } decision:
                _orders.Remove(decision.Id);
                _table = _table.With([], [decision.Id], _names);
                changed = true;
                break;
        }

        if (_fresh is null) Sequence = line.Sequence;
        changed |= Watch(line);
        if (changed && IsReady) Enforcer.Publish(new Enforcer.View(_table, _names, _known, [.. _monitored.Select(_names.Customers.Intern)], _monitorAll));
        return changed;
    }

    /// <summary>The copy as lines that <see cref="Take"/> takes again.</summary>
    public IEnumerable<StreamLine> Lines()
    {
        var head = new StreamLine("snapshot_begin", Sequence ?? 0)
        {
            Now = DateTimeOffset.FromUnixTimeMilliseconds(Now),
            Mode = _monitorAll ? "monitor" : "enforce",
            MonitorCustomers = _monitored,
            WrittenAt = time.GetUtcNow(),
        };
        yield return head;
        foreach (var order in _orders.Values) yield return new StreamLine("decision", head.Sequence) { Decision = DecisionLine.Of(order) };
        yield return new StreamLine("snapshot_end", head.Sequence);
    }

    /// <summary>Knows a customer by name, so that only one that is not stated is unknown.</summary>
    public void Meet(ReadOnlySpan<byte> customer) => _names.Customers.Intern(customer);

    /// <summary>Notes that a customer's message to a number was let pass.</summary>
    public void Remember(ReadOnlySpan<byte> customer, ulong destination)
    {
        var id = _names.Customers.Find(customer);
        if (remembered == 0 || id <= 0 || destination == 0 || _known.IsKnownBefore(id, destination, int.MaxValue)) return;
        var second = Partition.SecondOf(Now);
        lock (_remembering) _known.Set(KnownNumbers.Key(id, destination), second);
    }

    private bool Watch(StreamLine line)
    {
        if (line.Mode is null) return false;
        var monitorAll = line.Mode != "enforce";
        var monitored = line.MonitorCustomers?.ToArray() ?? [];
        if (monitorAll == _monitorAll && monitored.SequenceEqual(_monitored)) return false;
        (_monitorAll, _monitored) = (monitorAll, monitored);
        return true;
    }

    private sealed record Clock(long At, long Taken);
}
