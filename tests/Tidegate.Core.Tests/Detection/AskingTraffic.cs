using Tidegate.Decisions;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Codes of a customer whose people are in four networks, and of six others; some who are new ask for a second code soon, and codes of what is refused are never entered.</summary>
internal sealed class AskingTraffic(int seed)
{
    public const int Hour = 3600;

    /// <summary>Blocks of 10,000 numbers of two networks where nobody was before.</summary>
    public const ulong Fresh = 393_391_230_000;
    public const ulong Other = 447_399_120_000;

    private static readonly (string Network, ulong First)[] Places = [("22201", 393_330_000_000), ("22210", 393_470_000_000), ("23410", 447_911_000_000), ("26201", 491_511_000_000)];

    private readonly PriorityQueue<Due, double> _due = new();
    private readonly PriorityQueue<TrafficEvent, long> _codes = new();
    private readonly Dictionary<string, (string Network, ulong Number)[]> _regulars = [];
    private long _id;

    /// <summary>How some messages are answered.</summary>
    /// <param name="Entered">Part of their codes that is entered and told of.</param>
    /// <param name="Again">Part of the numbers that asks for a second code, 20 to 120 s after the first.</param>
    internal readonly record struct Way(double Entered, double Again);

    private readonly record struct Due(string Customer, string Network, ulong Number, double Entered, EverywhereTraffic.Tally? Tally);

    public Random Rng { get; } = new(seed);

    public FedPartition Fed { get; } = new() { Taken = [] };

    public Desk Desk => Fed.Desk;

    /// <summary>How the people of the customer that is looked at answer, and every how many seconds one comes who is new.</summary>
    public Way People { get; init; } = new(0.6, 0.1);

    public double Every { get; init; } = 30;

    /// <summary>How often its codes are told of, ms, of all that were entered since the last time; 0 as they are entered. And whether each is told of with the time at which it was.</summary>
    public long Batch { get; init; }

    public bool WithTimes { get; init; }

    /// <summary>How long before they come batches are made up, ms.</summary>
    public long MadeUp { get; init; }

    /// <summary>Seconds from and until which no code that is entered is ever told of.</summary>
    public (int From, int Until) Outage { get; init; }

    /// <summary>From when it is a customer, s.</summary>
    public int Joins { get; init; }

    public Way OthersAnswer { get; init; } = new(0.6, 0.1);

    public EverywhereTraffic.Tally Elsewhere { get; } = new();

    public long Blocked => Desk.Decisions.Sum(d => d.Action == DecisionAction.Block ? d.Hits : 0);

    /// <summary>People until then, and what comes beside them, said second by second.</summary>
    public void Run(int from, int until, Action<int>? beside = null)
    {
        for (var second = from; second < until; second++)
        {
            if (second >= Joins && Rng.NextDouble() * Every < 1) Visit(second, "acme", People);
            if (second % 15 == 0) Visit(second + 0.1, $"other{Rng.Next(6)}", OthersAnswer);
            beside?.Invoke(second);
            for (; _due.TryPeek(out var due, out var at) && at < second + 1; _due.Dequeue()) Send(at, due);
        }
    }

    /// <summary>A number of the customer's that is new; who asks again does so of what was refused, too.</summary>
    public void Ask(double second, string network, ulong number, Way way, EverywhereTraffic.Tally tally, string customer = "acme")
    {
        Later(second, network, number, way.Entered, tally, customer);
        if (Rng.NextDouble() < way.Again) Later(second + 20 + (100 * Rng.NextDouble()), network, number, way.Entered, tally, customer);
    }

    public void Later(double second, string network, ulong number, double entered, EverywhereTraffic.Tally tally, string customer = "acme") =>
        _due.Enqueue(new Due(customer, network, number, entered, tally), second);

    private void Send(double second, Due due)
    {
        var submission = Fed.Submit(_id++, second, due.Customer, due.Number) with { Category = Category.Otp, Network = Fed.Names.Networks.Intern(due.Network) };
        while (_codes.TryPeek(out _, out var entered) && entered <= submission.Time) Fed.Take(_codes.Dequeue());
        var before = Blocked;
        Fed.Take(submission);
        var hit = Blocked - before;
        var tally = due.Tally ?? Elsewhere;
        (tally.Sent, tally.Hit) = (tally.Sent + 1, tally.Hit + hit);
        if (hit > 0 || Rng.NextDouble() >= due.Entered) return;
        var code = submission with { Kind = EventKind.Conversion, Time = submission.Time + 10_000 + Rng.Next(40_000), Converted = true, Destination = 0, Price = float.NaN };
        if (code.Time >= FedPartition.Start + (Outage.From * 1000L) && code.Time < FedPartition.Start + (Outage.Until * 1000L)) return;
        var told = Batch == 0 ? code.Time : (((code.Time + MadeUp) / Batch) + 1) * Batch;
        _codes.Enqueue(WithTimes ? code : code with { Time = told }, told);
    }

    // One who is new, and one who comes again and again.
    private void Visit(double second, string customer, Way way)
    {
        if (!_regulars.TryGetValue(customer, out var regulars)) _regulars[customer] = regulars = [.. Enumerable.Range(0, 200).Select(_ => Anyone())];
        var (network, number) = Anyone();
        Ask(second, network, number, way, Elsewhere, customer);
        (network, number) = regulars[Rng.Next(regulars.Length)];
        Later(second + 0.2, network, number, way.Entered, Elsewhere, customer);
    }

    private (string Network, ulong Number) Anyone()
    {
        var (network, first) = Places[Rng.Next(Places.Length)];
        return (network, first + ((ulong)(Math.Pow(Rng.NextDouble(), 2) * 60) * 10_000) + (ulong)Rng.Next(10_000));
    }
}
