using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation.Attacks;

/// <summary>One attack under way.</summary>
internal sealed class AttackRun
{
    private readonly AttackSpec _spec;
    private readonly short _number;
    private readonly Rng _rng;
    private readonly List<WorldCustomer> _customers;
    private readonly int _supplier = -1;
    private readonly double _burstiness;
    private readonly Evasion? _evasion;
    private List<WorldNetwork> _networks;
    private Aim _aim;
    private double _nextHop;
    private int _hops;

    public AttackRun(AttackSpec spec, short number, Platform platform, Rng rng)
    {
        _spec = spec;
        _number = number;
        _rng = rng;
        _burstiness = rng.Uniform(4, 40);
        _customers = Victims(platform);
        if (spec.Shape == AttackShape.Transit)
        {
            _supplier = rng.Next(platform.Suppliers.Length);
            _networks = [.. Enumerable.Range(0, spec.Networks).Select(_ => rng.Pick(platform.Costly.Where(n => n.Suppliers.Contains(_supplier)).DefaultIfEmpty(platform.Costly[0]).ToList()))];
        }
        else
        {
            _networks = PickNetworks(platform);
        }

        _aim = NewAim(platform);
        _nextHop = spec.HopMinutes;
        if (spec.MovesWhenBlocked) _evasion = new Evasion(spec);
    }

    public IReadOnlyList<WorldCustomer> Customers => _customers;

    /// <summary>How it reacts to being blocked; null when it does not.</summary>
    public Evasion? Evasion => _evasion;

    /// <summary>One of its messages was refused.</summary>
    public void Refused(long time) => _evasion?.Refused(time, _rng);

    /// <summary>Sends the attack's messages of one minute.</summary>
    public void Minute(WorldGenerator world, int minute)
    {
        var into = minute - (_spec.StartHours * 60);
        if (into < 0 || into >= _spec.Minutes) return;
        if (_nextHop > 0 && into >= _nextHop)
        {
            _nextHop = into + (_spec.HopMinutes * _rng.Uniform(0.8, 1.2));
            Hop(world.Platform);
        }

        var rate = Rate(world, into);
        if (rate <= 0) return;
        var count = _rng.Poisson(rate * _rng.Gamma(_burstiness));
        if (_evasion is not null) SendEvading(world, minute, count);
        else for (var n = count; n > 0; n--) Send(world, minute, null);
    }

    private void SendEvading(WorldGenerator world, int minute, int count)
    {
        var times = Enumerable.Range(0, count).Select(_ => world.TimeIn(minute, _rng)).Order().ToList();
        foreach (var time in times)
        {
            var due = _evasion!.Due(time, world.TimeIn(0, _spec.StartHours * 60));
            if (due == EvasionMove.Network) _networks = OtherNetworks(world.Platform);
            if (due != EvasionMove.None) _aim = NewAim(world.Platform);
            var (network, destination) = Send(world, minute, time);
            _evasion.Sent(due, time, network, destination);
        }
    }

    private List<WorldNetwork> OtherNetworks(Platform platform)
    {
        var old = _networks;
        for (var tries = 0; tries < 20; tries++)
        {
            if (PickNetworks(platform) is var found && !found.Intersect(old).Any()) return found;
        }

        return PickNetworks(platform);
    }

    private double Rate(WorldGenerator world, double into)
    {
        switch (_spec.Shape)
        {
            case AttackShape.Pulses:
                var cycle = into % (3 + _spec.GapMinutes);
                if (cycle is >= 0 and < 1) Hop(world.Platform);
                return cycle < 3 ? _spec.PerMinute : 0;
            case AttackShape.SlowRamp:
                return _spec.PerMinute * Math.Exp(-4 * (1 - (into / _spec.Minutes)));
            case AttackShape.FakeAccount:
                return into < Math.Min(120, _spec.Minutes / 4) ? _spec.PerMinute * 0.08 : _spec.PerMinute;
            case AttackShape.SlowBurn:
                return _spec.PerMinute * (0.7 + (0.6 * _rng.Uniform()));
            default:
                return _spec.PerMinute;
        }
    }

    private (WorldNetwork Network, ulong Destination) Send(WorldGenerator world, int minute, long? time)
    {
        var customer = _customers.Count == 1 ? _customers[0] : _rng.Pick(_customers);
        var (network, destination) = _aim.Next(_rng);
        world.Submit(new Draft
        {
            Time = time ?? world.TimeIn(minute, _rng),
            Lane = customer.LaneTo(network, _rng),
            Destination = destination,
            Category = customer.Mix.Otp > 0.15 ? Category.Otp : Category.Transactional,
            Attack = _number,
            Surprise = -1,
            Convert = _spec.FakeConversions,
            Receipts = _spec.Receipts,
            Supplier = _supplier,
        });
        return (network, destination);
    }

    private void Hop(Platform platform)
    {
        _hops++;
        if (_hops % 3 == 0) _networks = PickNetworks(platform);
        _aim = NewAim(platform);
    }

    private List<WorldCustomer> Victims(Platform platform)
    {
        if (_spec.Shape == AttackShape.FakeAccount)
        {
            var list = new List<WorldCustomer>();
            for (var n = 0; n < _spec.Customers; n++) list.Add(platform.AddCustomer(0, _rng, feed: _spec.Feed ?? (_spec.FakeConversions > 0 || _rng.Chance(0.3))));
            return list;
        }

        var candidates = platform.Customers.Where(c => _spec.Feed is not { } feed || c.Feed == feed).ToList();
        if (candidates.Count == 0) candidates = platform.Customers;
        var chosen = new List<WorldCustomer>();
        var wanted = Math.Min(_spec.Shape is AttackShape.Sweep or AttackShape.Transit ? Math.Max(3, _spec.Customers) : _spec.Customers, candidates.Count);
        while (chosen.Count < wanted)
        {
            // Larger customers are hit more often, not only they.
            var sums = new double[candidates.Count];
            double sum = 0;
            for (var k = 0; k < sums.Length; k++) sums[k] = sum += Math.Sqrt(candidates[k].PerDay);
            var pick = candidates[_rng.PickCumulative(sums)];
            candidates.Remove(pick);
            chosen.Add(pick);
        }

        return chosen;
    }

    private List<WorldNetwork> PickNetworks(Platform platform)
    {
        var list = new List<WorldNetwork>();
        var customer = _customers[0];
        var unused = _spec.Shape == AttackShape.NewCountry;
        for (var tries = 0; list.Count < _spec.Networks && tries < 200; tries++)
        {
            var network = _rng.Pick(platform.Costly);
            if (!unused && _rng.Chance(0.4) && customer.Lanes.Count > 0) network = _rng.Pick(customer.Lanes).Network;
            if (unused && customer.Lanes.Any(l => l.Network.Country == network.Country)) continue;
            if (!list.Contains(network)) list.Add(network);
        }

        return list.Count > 0 ? list : [_rng.Pick(platform.Costly)];
    }

    private Aim NewAim(Platform platform)
    {
        switch (_spec.Shape)
        {
            case AttackShape.SequentialBurst:
                return new SequentialAim(Blocks(_spec.Blocks), _rng);
            case AttackShape.Pool:
                var blocks = Blocks(_spec.Blocks);
                return new PoolAim([.. Enumerable.Range(0, _spec.PoolSize).Select(_ => _rng.Pick(blocks)).Select(b => (b.Network, b.Block + (ulong)_rng.Next(10000)))]);
            case AttackShape.ScatteredPool:
                return PoolAim.Scattered(_networks, _spec.PoolSize, _rng);
            case AttackShape.Proportional:
                return new ProportionalAim(_customers[0]);
            default:
                return new RandomAim(Blocks(_spec.Blocks), _rng.Chance(0.3) ? 1000 : 10000);
        }
    }

    // Half of the ranges lie where the network has honest users.
    private List<(WorldNetwork Network, ulong Block)> Blocks(int count) =>
        [.. Enumerable.Range(0, Math.Max(1, count)).Select(_ => _rng.Pick(_networks)).Select(n => (n, _rng.Chance(0.5) ? _rng.Pick(n.Blocks) : n.FreshBlock(_rng)))];
}
