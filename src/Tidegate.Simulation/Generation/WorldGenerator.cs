using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Simulation.Generation.Surprises;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>Makes a world minute by minute: what the customers send, what comes of it, and what attacks add.</summary>
/// <remarks>Memory is bounded by what is under way, not by the length of the world. Single-threaded.</remarks>
public sealed class WorldGenerator
{
    private const int RefreshMinutes = 5;
    private readonly WorldSpec _spec;
    private readonly Rng _rng;
    private readonly Feedback _feedback;
    private readonly MinuteQueue _queue;
    private readonly List<Draft>?[] _later;
    private readonly List<AttackRun> _attackRuns = [];
    private readonly List<SurpriseRun> _surpriseRuns = [];
    private readonly long _start = WorldFolder.Epoch.ToUnixTimeMilliseconds();
    private readonly ushort _currency;
    private readonly double[] _seasons = new double[56];
    private List<LabelledSubmission> _truth = [];
    private ulong _messages;
    private int _minute;

    /// <summary>Prepares a world.</summary>
    public WorldGenerator(WorldSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _spec = spec;
        Minutes = (int)Math.Ceiling(spec.Days * 1440);
        Platform = new Platform(spec, Names);
        _rng = Rng.For(spec.Seed, "traffic");
        _queue = new MinuteQueue(_start, Minutes);
        _later = new List<Draft>?[Minutes];
        _currency = (ushort)Names.Currencies.Intern("EUR");
        _feedback = new Feedback(spec, this, _queue);
        for (var k = 0; k < spec.Surprises.Count; k++) _surpriseRuns.Add(SurpriseRun.Create(spec.Surprises[k], (short)k, Platform, Rng.For(spec.Seed, $"surprise {k}")));
        for (var k = 0; k < spec.Attacks.Count; k++) _attackRuns.Add(new AttackRun(spec.Attacks[k], (short)k, Platform, Rng.For(spec.Seed, $"attack {k}")));
    }

    /// <summary>The names behind the ids of what is made.</summary>
    public TrafficNames Names { get; } = new();

    /// <summary>Length of the world.</summary>
    public int Minutes { get; }

    /// <summary>The attacks that are planned; <see cref="World.Attacks"/> has those of them that took place.</summary>
    public IReadOnlyList<Attack> Attacks => [.. _spec.Attacks.Select((a, k) => new Attack(
        a.Id.Length > 0 ? a.Id : $"a{k + 1}", a.Kind, WorldFolder.Epoch.AddHours(a.StartHours), TimeSpan.FromMinutes(a.Minutes)))];

    /// <summary>The honest surprises, as in <see cref="World.Surprises"/>; parties are known once they have begun.</summary>
    public IReadOnlyList<Surprise> Surprises => [.. _spec.Surprises.Select((s, k) => new Surprise(
        s.Name, WorldFolder.Epoch.AddHours(s.StartHours), TimeSpan.FromMinutes(s.UsualMinutes), _surpriseRuns[k].Party))];

    internal Platform Platform { get; }

    /// <summary>Makes the whole world in memory.</summary>
    public static World Generate(WorldSpec spec)
    {
        var generator = new WorldGenerator(spec);
        var events = new List<TrafficEvent>();
        var truth = new List<LabelledSubmission>();
        while (generator.NextMinute(events, truth))
        {
        }

        var sorted = truth.ToArray();
        Array.Sort(sorted, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.MessageKey.CompareTo(b.MessageKey));
        return new World
        {
            Name = spec.Name,
            Seed = spec.Seed,
            Names = generator.Names,
            Events = [.. events],
            Truth = sorted,
            Attacks = AttacksSent.Of(generator.Attacks, sorted),
            Surprises = generator.Surprises,
            Start = WorldFolder.Epoch,
            Length = TimeSpan.FromDays(spec.Days),
        };
    }

    /// <summary>Adds the events that arrive in the next minute, and the labels of the messages sent in it; false at the end.</summary>
    public bool NextMinute(List<TrafficEvent> events, List<LabelledSubmission> truth)
    {
        if (_minute >= Minutes) return false;
        _truth = truth;
        foreach (var run in _surpriseRuns) run.Minute(this, _minute);
        if (_minute % RefreshMinutes == 0) Refresh();
        foreach (var customer in Platform.Customers) Honest(customer);
        foreach (var run in _attackRuns) run.Minute(this, _minute);
        if (_later[_minute] is { } drafts)
        {
            // A retry can cause another one in the same minute: the list may grow while it is read.
            for (var k = 0; k < drafts.Count; k++) Submit(drafts[k]);
            _later[_minute] = null;
        }

        _queue.Take(_minute, events);
        _minute++;
        return true;
    }

    /// <summary>Tells an attack that one of its messages was refused before it was sent; from the next minute on it may react.</summary>
    /// <param name="attack">The attack, as its label says.</param>
    /// <param name="time">When, Unix ms.</param>
    public void Refuse(int attack, long time) => _attackRuns[attack].Refused(time);

    /// <summary>How an attack has moved so far; null for one that does not react.</summary>
    internal Evasion? EvasionOf(int attack) => _attackRuns[attack].Evasion;

    /// <summary>Names of the customers that an attack goes through.</summary>
    internal IReadOnlyList<string> VictimsOf(int attack) => [.. _attackRuns[attack].Customers.Select(c => c.NameText)];

    internal long TimeIn(int minute, Rng rng) => TimeIn(minute, rng.Uniform());

    internal long TimeIn(int minute, double part) => _start + (minute * 60_000L) + (long)(part * 60_000);

    /// <summary>Sends a message: its event, its label, and all that comes of it.</summary>
    internal void Submit(in Draft draft)
    {
        var lane = draft.Lane;
        var customer = lane.Customer;
        var supplier = draft.Supplier >= 0 ? draft.Supplier : _rng.Chance(lane.OtherSupplierShare) ? lane.OtherSupplier : lane.Supplier;
        var segments = draft.Category == Category.Marketing && _rng.Chance(0.25) ? 2 : 1;
        var key = Rng.Mix(_spec.Seed + (++_messages * 0x9E3779B97F4A7C15UL));
        var e = new TrafficEvent
        {
            Kind = EventKind.Submit,
            Time = draft.Time,
            MessageKey = key,
            Destination = draft.Destination,
            Customer = customer.Name,
            Sender = customer.HidesSender ? 0 : lane.Sender,
            Supplier = customer.HidesSupplier ? 0 : Platform.Suppliers[supplier],
            Network = customer.HidesNetwork ? 0 : lane.Network.Name,
            Category = customer.HidesCategory || draft.HideCategory ? Category.Unknown : draft.Category,
            Price = customer.HidesPrice ? float.NaN : lane.Price * segments,
            Cost = customer.HidesPrice ? float.NaN : lane.Cost * segments,
            Currency = customer.HidesPrice ? (ushort)0 : _currency,
            Segments = (ushort)segments,
        };
        _truth.Add(new LabelledSubmission
        {
            Time = draft.Time,
            MessageKey = key,
            Destination = draft.Destination,
            Customer = customer.Name,
            Sender = lane.Sender,
            Supplier = Platform.Suppliers[supplier],
            Network = lane.Network.Name,
            Price = lane.Price * segments,
            Attack = draft.Attack,
            Surprise = draft.Surprise,
        });
        _queue.Add(e, draft.Time);
        _feedback.Follow(draft, key, supplier);
    }

    /// <summary>Sends a message later, in the minute of its time.</summary>
    internal void SubmitLater(in Draft draft)
    {
        var minute = (draft.Time - _start) / 60_000;
        if (minute < Minutes) (_later[minute] ??= []).Add(draft);
    }

    /// <summary>How busy a country is at a time of day and week, 1 on average.</summary>
    internal double DayShape(AtlasCountry country, int minute) => Season(country.UtcOffset, 0, 0.15, 0.9, minute);

    private static double Season(double offset, double phase, double depth, double weekend, int minute)
    {
        var local = (minute / 60.0) + offset;
        var hour = local + phase;
        var day = ((int)Math.Floor(local / 24) % 7 + 7) % 7;
        var sun = 0.5 - (0.5 * Math.Cos(2 * Math.PI * (hour - 4) / 24));
        var shape = depth + ((1 - depth) * Math.Pow(sun, 1.2) * (1 + (0.15 * Math.Cos(4 * Math.PI * (hour - 20) / 24))));
        return shape / (depth + ((1 - depth) * 0.45)) * (day >= 5 ? weekend : 1);
    }

    // Seasons and noise move slowly: rates are worked out once in a few minutes.
    private void Refresh()
    {
        var keepCustomer = Math.Exp(-RefreshMinutes / 120.0);
        var keepLane = Math.Exp(-RefreshMinutes / 60.0);
        foreach (var c in Platform.Customers)
        {
            if (c.PerDay <= 0 && c.Lanes.Count == 0) continue;
            c.Noise = (keepCustomer * c.Noise) + (Math.Sqrt(1 - (keepCustomer * keepCustomer)) * _rng.Normal());
            var level = c.PerDay / 1440 * Math.Exp((c.NoiseSigma * c.Noise) - (0.5 * c.NoiseSigma * c.NoiseSigma));
            var sums = c.LaneSums.Length == c.Lanes.Count ? c.LaneSums : new double[c.Lanes.Count];
            var sigma = c.NoiseSigma * 1.5;
            Array.Fill(_seasons, double.NaN);
            double sum = 0;
            for (var k = 0; k < sums.Length; k++)
            {
                var lane = c.Lanes[k];
                lane.Noise = (keepLane * lane.Noise) + (Math.Sqrt(1 - (keepLane * keepLane)) * _rng.Normal());
                var offset = lane.Network.Country.UtcOffset;
                ref var season = ref _seasons[(int)((offset + 12) * 2)];
                if (double.IsNaN(season)) season = Season(offset, c.PhaseHours, c.NightDepth, c.Weekend, _minute);
                sum += lane.Weight * level * season * Math.Exp((sigma * lane.Noise) - (0.5 * sigma * sigma));
                sums[k] = sum;
            }

            c.LaneSums = sums;
        }
    }

    private void Honest(WorldCustomer customer)
    {
        if (customer.LaneSums.Length == 0 || customer.PerDay <= 0) return;
        var rate = customer.LaneSums[^1] * customer.RateFactor;
        if (rate <= 0) return;
        for (var n = _rng.Poisson(rate * _rng.Gamma(25)); n > 0; n--)
        {
            var lane = customer.Lanes[_rng.PickCumulative(customer.LaneSums)];
            Submit(new Draft
            {
                Time = TimeIn(_minute, _rng),
                Lane = lane,
                Destination = lane.NextDestination(_rng, customer.NewUserOverride ?? customer.NewUserChance),
                Category = customer.DrawCategory(_rng),
                Attack = -1,
                Surprise = customer.RateSurprise >= 0 ? customer.RateSurprise : lane.Surprise,
                Convert = double.NaN,
                Supplier = -1,
            });
        }
    }
}
