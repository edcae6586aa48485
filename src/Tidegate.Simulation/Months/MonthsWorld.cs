using System.Globalization;
using Tidegate.Simulation.Generation;

namespace Tidegate.Simulation.Months;

/// <summary>
/// Draws months of traffic by the hour. Honest unevenness is in it: heavy tails, weekdays, hours, days of a customer on a network that are
/// better or worse than others, days with more and fewer codes used, routes that differ a little.
/// </summary>
internal sealed class MonthsWorld
{
    // Italy, Germany, Cambodia...: real calling codes, so that blocks have countries.
    private static readonly (string Network, string Prefix, double Price)[] Places =
    [
        ("22201", "39333", 0.05), ("26201", "49151", 0.07), ("20801", "33607", 0.06), ("23410", "44778", 0.04), ("21401", "34600", 0.05), ("22801", "41793", 0.06), ("26001", "48601", 0.03), ("45604", "85512", 0.16),
        ("47001", "88017", 0.15), ("41301", "94772", 0.18), ("62120", "23480", 0.12), ("40410", "91981", 0.02), ("51010", "62811", 0.2), ("52501", "65811", 0.03), ("63902", "25472", 0.11), ("61501", "22890", 0.17), ("41001", "92300", 0.14), ("60202", "20100", 0.16),
        ("25001", "79161", 0.3), ("43211", "98912", 0.13), ("40101", "77012", 0.15), ("43404", "99890", 0.14), ("61001", "22366", 0.19), ("64710", "26269", 0.1), ("65501", "27821", 0.03),
    ];

    private readonly MonthsSpec _spec;
    private readonly Rng _rng;
    private readonly double[] _hours;
    private readonly Customer[] _customers;
    private readonly Network[] _networks;
    private readonly double _inflatedShare;

    /// <summary>Draws the customers, networks and routes; the traffic itself when it is asked for.</summary>
    public MonthsWorld(MonthsSpec spec)
    {
        _spec = spec;
        _rng = new Rng(spec.Seed);
        _hours = [.. Enumerable.Range(0, 24).Select(h => 0.25 + Math.Pow(Math.Sin(Math.PI * ((h + 20) % 24) / 24.0), 2))];
        _networks = [.. Enumerable.Range(0, Math.Min(spec.Networks, Places.Length)).Select(n => new Network(Places[n], [.. Cumulative(spec.BlocksEach, 0.8)], [.. Pick(spec.Suppliers, 3)]))];
        if (!_networks[1].Suppliers.Contains(_networks[0].Suppliers[1])) _networks[1].Suppliers[2] = _networks[0].Suppliers[1];
        _customers = [.. Enumerable.Range(0, spec.Customers).Select(n => new Customer(
            $"customer-{n:000}", [.. Enumerable.Range(0, spec.SendersEach).Select(s => $"SND{n:000}{(char)('A' + s)}")], 1 / Math.Pow(n + 1, 0.9), _rng.Uniform(0.45, 0.8), _rng.Chance(0.6),
            [.. Enumerable.Range(0, _networks.Length).Select(w => _rng.Gamma(0.7) / (w + 2))], [.. Enumerable.Range(0, _networks.Length * 3).Select(_ => 0.3 + _rng.Gamma(2))]))];
        Facts = Plant();
        _inflatedShare = spec.Planted ? spec.Inflation : 0;
    }

    /// <summary>What is planted.</summary>
    public MonthsFacts Facts { get; }

    /// <summary>The sums, hour by hour.</summary>
    public IEnumerable<MonthsRow> Rows()
    {
        var sums = new Dictionary<(int Customer, int Sender, int Supplier, int Network, ulong Block), Cell>();
        var begin = _spec.Begin.ToUnixTimeSeconds() / 60;
        var weight = _customers.Sum(c => c.Weight) * _hours.Sum();
        for (var day = 0; day < _spec.Days; day++)
        {
            var week = (day % 7) switch { 5 => 0.8, 6 => 0.7, _ => 1.1 };
            var moods = _customers.Select(c => _networks.Select(_ => (Volume: _rng.Gamma(12), Codes: Math.Exp(0.08 * _rng.Normal()))).ToArray()).ToArray();
            for (var hour = 0; hour < 24; hour++)
            {
                sums.Clear();
                var minute = begin + (((day * 24) + hour) * 60);
                for (var c = 0; c < _customers.Length; c++)
                {
                    var mean = _spec.PerDay * week * _customers[c].Weight * _hours[hour] / weight;
                    for (var n = 0; n < _networks.Length; n++) Honest(sums, c, n, mean * _customers[c].Reach[n] / _customers[c].Reach.Sum() * moods[c][n].Volume, moods[c][n].Codes);
                }

                foreach (var attack in Facts.Attacks.Where(a => Minute(a.Begin) <= minute && minute < Minute(a.End))) Attack(sums, attack);
                foreach (var ((c, s, supplier, n, block), cell) in sums.OrderBy(s => s.Key)) yield return Row(minute, day, c, s, supplier, n, block, cell);
            }
        }
    }

    private static long Minute(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private void Honest(Dictionary<(int, int, int, int, ulong), Cell> sums, int customer, int network, double mean, double codes)
    {
        var (who, where) = (_customers[customer], _networks[network]);
        for (var route = 0; route < where.Suppliers.Length; route++)
        {
            var share = who.Routes[(network * 3) + route] / Enumerable.Range(network * 3, where.Suppliers.Length).Sum(r => who.Routes[r]);
            var quality = 1 + (0.004 * Math.Sin((where.Suppliers[route] * 7) + network));
            var count = _rng.Poisson(mean * share);
            for (var i = 0; i < count; i++) Add(sums, customer, _rng.Next(who.Senders.Length), where.Suppliers[route], network, Block(where), who.Feed && _rng.Chance(Math.Min(0.95, who.Codes * codes * quality)));
            if (Name(where.Suppliers[route]) != Facts.Inflater || !Facts.Inflated.Contains(where.Place.Network)) continue;
            var added = _rng.Poisson(mean * share * _inflatedShare / (1 - _inflatedShare));
            for (var i = 0; i < added; i++) Add(sums, customer, _rng.Next(who.Senders.Length), where.Suppliers[route], network, Block(where), converted: false);
        }
    }

    private void Attack(Dictionary<(int, int, int, int, ulong), Cell> sums, MonthsAttack attack)
    {
        var network = Array.FindIndex(_networks, n => n.Place.Network == attack.Network);
        var customer = Array.FindIndex(_customers, c => c.Name == attack.Customer);
        for (var i = 0; i < attack.Messages / Math.Max(1, (Minute(attack.End) - Minute(attack.Begin)) / 60); i++)
            Add(sums, customer, 0, _networks[network].Suppliers[0], network, attack.Block, converted: false);
    }

    private void Add(Dictionary<(int, int, int, int, ulong), Cell> sums, int customer, int sender, int supplier, int network, ulong block, bool converted)
    {
        ref var cell = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sums, (customer, sender, supplier, network, block), out _);
        var delay = 2 + (3 * _rng.Exponential());
        cell.Messages++;
        cell.Delay += delay;
        cell.DelaySquares += delay * delay;
        if (converted) cell.Converted++;
        if (_rng.Chance(0.96)) cell.Delivered++;
    }

    private MonthsRow Row(long minute, int day, int customer, int sender, int supplier, int network, ulong block, in Cell cell)
    {
        var place = _networks[network].Place;
        var cost = place.Price * 0.8 * (1 + (supplier * 0.01));
        if (_spec.Planted && place.Network == Facts.Risen && Name(supplier) == Facts.RisenThrough && _spec.Begin.AddDays(day) >= Facts.RisenOn) cost *= 1.12;
        return new MonthsRow(
            minute, _customers[customer].Name, _customers[customer].Senders[sender], Name(supplier), place.Network, block, cell.Messages, place.Price * cell.Messages, cost * cell.Messages,
            cell.Converted, cell.Delivered, 0, cell.Delay, cell.DelaySquares);
    }

    private MonthsFacts Plant()
    {
        DateTimeOffset At(int day, int hour) => _spec.Begin.AddDays(day).AddHours(hour);
        var (victim, other) = (_customers[6 % _customers.Length], _customers[9 % _customers.Length]);
        ulong Fresh(int network, int n) => ulong.Parse(_networks[network].Place.Prefix, CultureInfo.InvariantCulture) * (ulong)Math.Pow(10, 8 - _networks[network].Place.Prefix.Length) + 900 + (ulong)n;
        var last = _spec.Days;
        MonthsAttack Of(string id, string campaign, int day, int hour, Customer who, int network, int block, long messages) =>
            new(id, campaign, At(day, hour), At(day, hour + 2), who.Name, _networks[network].Place.Network, Fresh(network, block), messages);
        var (a, b, c) = (Math.Min(7, _networks.Length - 1), Math.Min(8, _networks.Length - 1), Math.Min(9, _networks.Length - 1));
        IReadOnlyList<MonthsAttack> attacks = _spec.Planted
            ?
            [
                Of("first", "one", last - 20, 3, victim, a, 1, 900), Of("second", "two", last - 12, 14, victim, b, 2, 800), Of("third", "three", last - 5, 9, victim, c, 3, 700),
                Of("range", "old", last - 44, 11, other, a, 4, 500), Of("range-again", "new", last - 9, 20, other, a, 4, 500),
            ]
            : [];
        return new MonthsFacts(
            Name(_networks[0].Suppliers[1]), [_networks[0].Place.Network, _networks[1].Place.Network],
            victim.Senders[0], victim.Name, Fresh(a, 4), _networks[2].Place.Network, Name(_networks[2].Suppliers[0]), _spec.Begin.AddDays(last - 15), attacks);
    }

    private ulong Block(Network network)
    {
        var head = ulong.Parse(network.Place.Prefix, CultureInfo.InvariantCulture) * (ulong)Math.Pow(10, 8 - network.Place.Prefix.Length);
        return head + (ulong)_rng.PickCumulative(network.Blocks);
    }

    private static IEnumerable<double> Cumulative(int count, double exponent)
    {
        var sum = 0.0;
        for (var n = 0; n < count; n++) yield return sum += 1 / Math.Pow(n + 1, exponent);
    }

    private IEnumerable<int> Pick(int of, int count) => Enumerable.Range(0, of).OrderBy(_ => _rng.NextBits()).Take(count).ToList();

    private static string Name(int supplier) => $"supplier-{supplier:00}";

    private sealed record Customer(string Name, string[] Senders, double Weight, double Codes, bool Feed, double[] Reach, double[] Routes);

    private sealed record Network((string Network, string Prefix, double Price) Place, double[] Blocks, int[] Suppliers);

    private struct Cell
    {
        public long Messages, Converted, Delivered;
        public double Delay, DelaySquares;
    }
}
