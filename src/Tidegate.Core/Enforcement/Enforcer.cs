using Tidegate.Numbering;
using Tidegate.Traffic;

namespace Tidegate.Enforcement;

/// <summary>
/// Gives verdicts: any number of threads, no lock, no I/O, no allocation. What it decides by is swapped whole by the
/// detection thread through one volatile reference.
/// </summary>
public sealed class Enforcer
{
    private const int PlacesPerThread = 1 << 18;

    [ThreadStatic]
    private static NumberPlan? _plan;

    private volatile View _view = new(DecisionTable.Empty, new TrafficNames(), new KnownPairs(), [], MonitorAll: true);

    /// <summary>What to answer when something goes wrong.</summary>
    public FailurePolicies Failures { get; } = new();

    /// <summary>Orders in force.</summary>
    public int Orders => _view.Table.Count;

    /// <summary>Verdicts, by what they were: allow, throttle, block.</summary>
    private readonly long[] _given = new long[3];

    /// <summary>How often a verdict was given.</summary>
    public long Given(VerdictAction action) => Interlocked.Read(ref _given[(int)action]);

    /// <summary>Decides by another state from now on.</summary>
    internal void Publish(View view) => _view = view;

    /// <summary>The state decided by now.</summary>
    internal View Current => _view;

    /// <summary>The verdict on a message.</summary>
    /// <param name="question">The message.</param>
    /// <param name="now">The traffic's clock, Unix ms.</param>
    /// <param name="stale">Whether detection is not keeping up.</param>
    public Verdict Check(in Question question, long now, bool stale = false)
    {
        var view = _view;
        var failure = FailureKind.None;
        if ((stale || Failures.IsForced(FailureKind.TableStale)) && Fails(FailureKind.TableStale, ref failure)) return Refuse(failure, now);
        if ((question.Destination == 0 || Failures.IsForced(FailureKind.NumberUnparseable)) && Fails(FailureKind.NumberUnparseable, ref failure)) return Refuse(failure, now);
        var customer = Id(question.Customer, view.Names.Customers);
        if ((customer <= 0 || Failures.IsForced(FailureKind.UnknownCustomer)) && Fails(FailureKind.UnknownCustomer, ref failure)) return Refuse(failure, now);
        var stated = Id(question.Network, view.Names.Networks);
        var network = stated == 0 && question.Destination != 0 && view.Table.NeedsNetwork ? NetworkOf(question.Destination, view.Names) : stated;
        var key = new Key(customer, Id(question.Sender, view.Names.Senders), Id(question.Supplier, view.Names.Suppliers), stated, network, question.Destination);
        var order = view.Table.Find(key, now, view.Known);
        var would = order?.Kind switch
        {
            OrderKind.HoldBlock or OrderKind.OperatorBlock or OrderKind.AutomaticBlock => VerdictAction.Block,
            OrderKind.Throttle => VerdictAction.Throttle,
            _ => VerdictAction.Allow,
        };
        var action = view.MonitorAll || view.Monitored.Contains(customer) ? VerdictAction.Allow : would;
        Interlocked.Increment(ref _given[(int)action]);
        return new Verdict(action, would, order, failure, now);
    }

    /// <summary>The verdict when a failure keeps the question from being looked at.</summary>
    public Verdict Fail(FailureKind kind, long now)
    {
        var failure = FailureKind.None;
        if (Fails(kind, ref failure)) return Refuse(failure, now);
        Interlocked.Increment(ref _given[(int)VerdictAction.Allow]);
        return new Verdict(VerdictAction.Allow, VerdictAction.Allow, null, failure, now);
    }

    // 0 when not stated, -1 when never seen: no order that names anyone covers it.
    private static int Id(ReadOnlySpan<byte> name, NameTable table) => name.IsEmpty ? 0 : table.Find(name) is var id and > 0 ? id : -1;

    private static int NetworkOf(ulong destination, TrafficNames names)
    {
        var plan = _plan ??= new NumberPlan(PlacesPerThread);
        var network = plan.Lookup(destination).Network;
        return network == 0 ? -1 : Math.Max(names.Networks.Find(plan.NetworkName(network)), -1);
    }

    private bool Fails(FailureKind kind, ref FailureKind failure)
    {
        failure = kind;
        return Failures.Blocks(kind);
    }

    private Verdict Refuse(FailureKind failure, long now)
    {
        var action = _view.MonitorAll ? VerdictAction.Allow : VerdictAction.Block;
        Interlocked.Increment(ref _given[(int)action]);
        return new Verdict(action, VerdictAction.Block, null, failure, now);
    }

    /// <summary>What verdicts are given by.</summary>
    /// <param name="Table">Orders in force.</param>
    /// <param name="Names">Names behind their ids.</param>
    /// <param name="Known">Numbers that customers had messaged before.</param>
    /// <param name="Monitored">Customers whose traffic is only watched.</param>
    /// <param name="MonitorAll">Whether all traffic is only watched.</param>
    internal sealed record View(DecisionTable Table, TrafficNames Names, KnownPairs Known, HashSet<int> Monitored, bool MonitorAll);
}
