using Tidegate.Simulation.Worlds;

namespace Tidegate.Simulation.Oracles;

/// <summary>How many messages of an attack, the last one included, each oracle needed; null when it never alarmed.</summary>
/// <param name="KnownPlace">O1: knows place and size.</param>
/// <param name="AnyPlace">O2: also pays for the number of candidate places.</param>
/// <param name="DeliveredFeed">O3: O2 limited to what the conversion feed had delivered by then.</param>
/// <param name="DeliveredFeedAt">Time of O3's alarm, Unix milliseconds.</param>
public sealed record OracleDelays(int? KnownPlace, int? AnyPlace, int? DeliveredFeed, long? DeliveredFeedAt);

/// <summary>
/// The CUSUM with known parameters, minimax optimal for a change of rate at an unknown time (Moustakides 1986; for
/// Poisson streams El Karoui, Loisel and Salhi 2017), on messages marked by customer and block of ten thousand.
/// </summary>
/// <remarks>
/// A message with mark b adds ln(1 + a f(b) / l(b)); a minute adds -a, where a is the attack's rate, f its shares of the
/// marks and l the honest rate of the mark. Conversions add their Bernoulli log likelihood ratio: at once for O1 and O2,
/// as censored survival evidence for O3. A mark without honest traffic counts as a thousand to one.
/// </remarks>
public sealed class Oracle
{
    /// <summary>ln of a week in minutes: one false alarm a week in one place.</summary>
    public const double OnePlace = 9.218;

    /// <summary>ln of a million: the price of not knowing the place.</summary>
    public const double MillionPlaces = 13.816;

    private const double MostRatio = 1000;
    private const int MostMessages = 6000;
    private const int FewestInBlock = 8;
    private readonly World _world;
    private readonly Feed _feed;
    private readonly Dictionary<int, double[]> _seasons;

    /// <summary>Prepares the oracles for a world.</summary>
    public Oracle(World world)
    {
        _world = world;
        _feed = new Feed(world);
        _seasons = Seasons(world);
    }

    /// <summary>The oracles' delays for one attack, by its position in <see cref="World.Attacks"/>.</summary>
    public OracleDelays Delays(int attack)
    {
        var stream = Stream((short)attack);
        if (stream.Count == 0) return new(null, null, null, null);
        var o1 = Run(stream, OnePlace, censored: false, out _);
        var o2 = Run(stream, OnePlace + MillionPlaces, censored: false, out _);
        var o3 = Run(stream, OnePlace + MillionPlaces, censored: true, out var at);
        return new(o1, o2, o3, at);
    }

    private List<Hit> Stream(short attack)
    {
        var truth = _world.Truth;
        var marks = new Dictionary<(int Customer, ulong Place), Mark>();
        var own = new List<LabelledSubmission>();
        var converted = 0;
        foreach (ref readonly var m in truth.AsSpan())
        {
            if (m.Attack != attack) continue;
            At(marks, (m.Customer, Block(m))).Fraud++;
            own.Add(m);
            if (_feed.Arrival(m.MessageKey) is not null) converted++;
        }

        if (own.Count == 0) return [];
        var from = own[0].Time - 3_600_000;
        var rate = new AttackRate(own, from);
        var places = Places(marks, attack);
        var used = (converted + 0.5) / (own.Count + 1.0);
        var length = Math.Max(_world.Length.TotalMinutes, 1);
        var stream = new List<Hit>();
        foreach (ref readonly var m in truth.AsSpan())
        {
            if (m.Time < from || m.Time > own[^1].Time || (m.Attack >= 0 && m.Attack != attack)) continue;
            if (!places.TryGetValue((m.Customer, Block(m)), out var mark) && !places.TryGetValue((m.Customer, Rest(m)), out mark)) continue;
            var part = Math.Max(rate.At(m.Time), 1e-6) * mark.Fraud / own.Count;
            var honest = Math.Max(mark.Honest / length * Season(m), part / MostRatio);
            stream.Add(new Hit(m.Time, m.Customer, m.MessageKey, m.Attack == attack, Math.Log(1 + (part / honest)), rate.Until(m.Time), part / (part + honest), used));
            if (stream.Count >= MostMessages) break;
        }

        return stream;
    }

    // Blocks that the attack hardly uses are taken together by customer and network: to know each of them would be to
    // know the attack's numbers, not its distribution.
    private Dictionary<(int Customer, ulong Place), Mark> Places(Dictionary<(int Customer, ulong Place), Mark> blocks, short attack)
    {
        var places = blocks.Where(static p => p.Value.Fraud >= FewestInBlock).ToDictionary(static p => p.Key, static p => p.Value);
        foreach (ref readonly var m in _world.Truth.AsSpan())
        {
            if (m.Attack == attack && !places.ContainsKey((m.Customer, Block(m)))) At(places, (m.Customer, Rest(m))).Fraud++;
        }

        foreach (ref readonly var m in _world.Truth.AsSpan())
        {
            if (m.Attack >= 0) continue;
            if (places.TryGetValue((m.Customer, Block(m)), out var mark) || places.TryGetValue((m.Customer, Rest(m)), out mark)) mark.Honest++;
        }

        return places;
    }

    private double Season(in LabelledSubmission m) => _seasons.TryGetValue(m.Customer, out var s) ? Math.Max(0.1, s[m.Time / 3_600_000 % 24]) : 1;

    private static Dictionary<int, double[]> Seasons(World world)
    {
        var seasons = new Dictionary<int, double[]>();
        foreach (ref readonly var m in world.Truth.AsSpan())
        {
            if (m.Attack >= 0) continue;
            if (!seasons.TryGetValue(m.Customer, out var season)) seasons[m.Customer] = season = new double[24];
            season[m.Time / 3_600_000 % 24]++;
        }

        foreach (var season in seasons.Values)
        {
            var mean = season.Average();
            for (var h = 0; h < 24; h++) season[h] /= mean;
        }

        return seasons;
    }

    private static ulong Block(in LabelledSubmission m) => m.Destination / 10000;

    private static ulong Rest(in LabelledSubmission m) => (1UL << 62) + (ulong)m.Network;

    private static Mark At(Dictionary<(int Customer, ulong Place), Mark> marks, (int Customer, ulong Place) key)
    {
        if (!marks.TryGetValue(key, out var mark)) marks[key] = mark = new Mark();
        return mark;
    }

    private int? Run(List<Hit> stream, double threshold, bool censored, out long? at)
    {
        var fraud = 0;
        for (var i = 0; i < stream.Count; i++)
        {
            if (!stream[i].Attack) continue;
            fraud++;

            // Past a few hundred messages one more or less does not matter: look at every tenth.
            if (fraud > 400 && fraud % 10 != 0) continue;
            if (Statistic(stream, i, censored) < threshold) continue;
            at = stream[i].Time;
            return fraud;
        }

        at = null;
        return null;
    }

    // The CUSUM as the best of all onsets up to now, as evidence on messages already sent still changes.
    private double Statistic(List<Hit> stream, int last, bool censored)
    {
        var now = stream[last].Time;
        double sum = 0, best = double.NegativeInfinity;
        for (var k = last; k >= 0; k--)
        {
            var hit = stream[k];
            sum += hit.Volume + Conversion(hit, now, censored);
            best = Math.Max(best, sum - (stream[last].Expected - hit.Expected));
        }

        return best;
    }

    private double Conversion(in Hit hit, long now, bool censored)
    {
        if (_feed.Rate(hit.Customer) is not { } p) return 0;
        var q = Math.Clamp(((1 - hit.Fraud) * p) + (hit.Fraud * hit.Used), 0.0005, 0.9995);
        var arrival = _feed.Arrival(hit.Message);
        if (!censored) return arrival is not null ? Math.Log(q / p) : Math.Log((1 - q) / (1 - p));
        if (arrival <= now) return Math.Log(q / p);
        var f = _feed.Arrived(hit.Customer, now - hit.Time);
        return Math.Log((1 - (q * f)) / (1 - (p * f)));
    }

    private sealed class Mark
    {
        public int Fraud { get; set; }

        public int Honest { get; set; }
    }

    private readonly record struct Hit(long Time, int Customer, ulong Message, bool Attack, double Volume, double Expected, double Fraud, double Used);
}
