using Tidegate.Decisions;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Customers whose people are in ten networks of seven countries, others' traffic beside them, and what is sent in proportion to those people's; counted by what it is.</summary>
internal sealed class EverywhereTraffic(int seed, DecisionPolicy? policy = null)
{
    public const int Hour = 3600;

    /// <summary>People's new numbers in a second, of each customer that is looked at, all networks together.</summary>
    private const double PerSecond = 1 / 60.0;

    /// <summary>For how long a number must have been known when it begins, s, to be counted as known.</summary>
    private const int LongKnown = 2 * Hour;

    private static readonly (string Network, ulong First, double Part)[] Places =
    [
        ("22201", 393_330_000_000, 0.24), ("22210", 393_470_000_000, 0.14), ("23410", 447_911_000_000, 0.14), ("23415", 447_770_000_000, 0.1), ("26201", 491_511_000_000, 0.1),
        ("25001", 79_160_000_000, 0.08), ("40102", 77_010_000_000, 0.06), ("310260", 12_025_000_000, 0.06), ("40001", 994_501_000_000, 0.05), ("28001", 35_799_000_000, 0.03),
    ];

    private readonly Random _rng = new(seed);
    private readonly HashSet<(string Customer, ulong Number)> _known = [];
    private readonly Dictionary<string, (string Network, ulong Number)[]> _regulars = [];
    private readonly Dictionary<string, Tally> _attacks = [];
    private readonly PriorityQueue<(string Customer, string Network, ulong Number), int> _comingBack = new();
    private long _id;

    /// <summary>Messages of a kind since it began, and how many of them were blocked.</summary>
    internal sealed class Tally
    {
        public int Sent { get; set; }

        public long Hit { get; set; }

        public override string ToString() => $"{Hit} of {Sent} hit";
    }

    public FedPartition Fed { get; } = new(policy: policy) { Taken = [] };

    public static IReadOnlyList<string> Networks { get; } = [.. Places.Select(p => p.Network)];

    /// <summary>Customers whose people are in all of the networks.</summary>
    public string[] Customers { get; init; } = ["acme"];

    /// <summary>Part of those customers' codes that is entered and told of; of others' it is six in ten.</summary>
    public double Entered { get; init; } = 0.6;

    /// <summary>Part of the people who are new that ask for a second code, within twenty minutes.</summary>
    public double ComeBack { get; set; }

    /// <summary>Whether by day four times as many come as by night; else it is the same at all hours.</summary>
    public bool Seasons { get; init; }

    /// <summary>When what is counted begins, s: until then there are people alone.</summary>
    public int Begins { get; init; } = 30 * Hour;

    public Tally NewPeople { get; } = new();

    public Tally KnownPeople { get; } = new();

    public Tally Others { get; } = new();

    public List<StandingDecision> Blocks => [.. Fed.Desk.Decisions.Where(d => d.Action == DecisionAction.Block)];

    public long Blocked => Fed.Desk.Decisions.Sum(d => d.Action == DecisionAction.Block ? d.Hits : 0);

    public int Id(string customer) => Fed.Names.Customers.Intern(customer);

    public Tally AttackOn(string customer) => _attacks.TryGetValue(customer, out var tally) ? tally : _attacks[customer] = new Tally();

    /// <summary>People until then, so many times as usual; what comes beside them is said second by second.</summary>
    public void Run(int from, int until, Action<int>? beside = null, double peoples = 1, bool feed = true)
    {
        for (var second = from; second < until; second++)
        {
            foreach (var customer in Customers) for (var more = peoples * PerSecond * SeasonOf(second); more > _rng.NextDouble(); more--) Person(second, customer, feed);
            if (second % 6 == 0)
            {
                var (network, number) = Anyone(Places.Length);
                Send(second + 0.2, $"other{_rng.Next(5)}", network, number, _rng.NextDouble() < 0.6, Others);
            }

            for (; _comingBack.TryPeek(out var again, out var due) && due <= second; _comingBack.Dequeue())
                Send(second + 0.3, again.Customer, again.Network, again.Number, feed && _rng.NextDouble() < Entered, NewPeople);
            beside?.Invoke(second);
        }
    }

    /// <summary>A second of so many times what people are sent, in the same networks (the first of them) and blocks, to numbers that are new.</summary>
    public void InProportion(int second, string customer, double times, double entered = 0, Category category = Category.Otp, int networks = 10, int codesEach = 1, double comeBack = 0)
    {
        for (var more = times * PerSecond; more > _rng.NextDouble(); more--)
        {
            var (network, number) = Anyone(networks);
            if (comeBack > 0 && _rng.NextDouble() < comeBack) ComesBack(second, customer, (network, number));
            for (var code = 0; code < codesEach; code++) Send(second + 0.4 + (0.5 * _rng.NextDouble()), customer, network, number, _rng.NextDouble() < entered, AttackOn(customer), category);
        }
    }

    /// <summary>A message of an attack on one block of 10,000 numbers.</summary>
    public void IntoBlock(int second, string customer, string network, ulong block) =>
        Send(second + 0.95, customer, network, block + (ulong)_rng.Next(10_000), converts: false, AttackOn(customer));

    public void Send(double second, string customer, string network, ulong number, bool converts, Tally tally, Category category = Category.Otp)
    {
        var before = Blocked;
        Fed.TakeWithCode(Fed.Submit(_id++, second, customer, number) with { Category = category, Network = Fed.Names.Networks.Intern(network) }, converts, _rng);
        if (second < Begins) return;
        tally.Sent++;
        tally.Hit += Blocked - before;
    }

    // With each number that is new one that comes again and again.
    private void Person(int second, string customer, bool feed)
    {
        if (!_regulars.TryGetValue(customer, out var regulars)) _regulars[customer] = regulars = [.. Enumerable.Range(0, 300).Select(_ => Anyone(Places.Length))];
        var anyone = Anyone(Places.Length);
        if (ComeBack > 0 && _rng.NextDouble() < ComeBack) ComesBack(second, customer, anyone);
        foreach (var (network, number) in ((string, ulong)[])[anyone, regulars[_rng.Next(regulars.Length)]])
        {
            if (second < Begins - LongKnown) _known.Add((customer, number));
            Send(second + (0.2 * _rng.NextDouble()), customer, network, number, feed && _rng.NextDouble() < Entered, _known.Contains((customer, number)) ? KnownPeople : NewPeople);
        }
    }

    private void ComesBack(int second, string customer, (string Network, ulong Number) who) => _comingBack.Enqueue((customer, who.Network, who.Number), second + 30 + _rng.Next(1200));

    // Some networks have more people than others, and some blocks of each.
    private (string Network, ulong Number) Anyone(int networks)
    {
        var at = _rng.NextDouble() * Places.Take(networks).Sum(p => p.Part);
        var place = Places[0];
        for (var i = 0; i < networks && at >= 0; i++)
        {
            place = Places[i];
            at -= place.Part;
        }

        return (place.Network, place.First + ((ulong)(Math.Pow(_rng.NextDouble(), 2) * 60) * 10_000) + (ulong)_rng.Next(10_000));
    }

    private double SeasonOf(int second) => Seasons ? 1 - (0.6 * Math.Cos((second - (2 * Hour)) * Math.Tau / (24 * Hour))) : 1;
}
