using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation.Surprises;

/// <summary>A campaign to a customer's lists: many numbers never messaged before, no conversions.</summary>
internal sealed class Blast : SurpriseRun
{
    private readonly WorldCustomer _customer;
    private readonly List<(Lane Lane, ulong Destination)> _list = [];
    private int _sent;

    public Blast(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        _customer = PickCustomer(platform, static c => c.Mix.Marketing > 0.05);
        var lanes = Homes(_customer, rng.Between(2, 8));
        var sums = new double[lanes.Count];
        double sum = 0;
        for (var k = 0; k < sums.Length; k++) sums[k] = sum += lanes[k].Weight + 1e-6;
        var known = rng.Uniform(0.3, 0.8);
        var size = (int)(spec.Size * rng.LogUniform(2000, 7000));
        for (var n = 0; n < size; n++)
        {
            var lane = lanes[rng.PickCumulative(sums)];
            _list.Add((lane, rng.Chance(known) ? lane.KnownUser(rng) : lane.NewUser()));
        }

        if (spec.Kind == SurpriseKind.SortedBlast) _list.Sort(static (a, b) => a.Destination.CompareTo(b.Destination));
    }

    protected override void During(WorldGenerator world, int minute, int into)
    {
        // Fast at first: half of what is left goes out in a fifth of the time.
        var left = _list.Count - _sent;
        var due = into >= Spec.UsualMinutes - 1 ? left : (int)Math.Ceiling(left * Math.Min(1, 3.5 / Spec.UsualMinutes));
        for (; due > 0; due--, _sent++)
        {
            world.Submit(new Draft
            {
                Time = Spec.Kind == SurpriseKind.SortedBlast ? world.TimeIn(minute, 1 - (due / (due + 1.0))) : world.TimeIn(minute, Rng),
                Lane = _list[_sent].Lane,
                Destination = _list[_sent].Destination,
                Category = Category.Marketing,
                HideCategory = Spec.Kind == SurpriseKind.SortedBlast,
                Attack = -1,
                Surprise = Number,
                Supplier = -1,
            });
        }
    }
}

/// <summary>A customer's honest traffic multiplied: a flash crowd for an hour or two, a launch for a day with mostly new users.</summary>
internal sealed class Crowd : SurpriseRun
{
    private readonly WorldCustomer _customer;

    public Crowd(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng) => _customer = PickCustomer(platform, static c => c.Mix.Otp > 0.4);

    protected override void Begin(WorldGenerator world)
    {
        _customer.RateFactor = 1 + (Spec.Size * (Spec.Kind == SurpriseKind.Launch ? Rng.Uniform(1, 4) : Rng.Uniform(2, 6)));
        _customer.RateSurprise = Number;
        _customer.NewUserOverride = Spec.Kind == SurpriseKind.Launch ? 0.8 : Math.Min(0.6, _customer.NewUserChance * 2);
    }

    protected override void End(WorldGenerator world)
    {
        _customer.RateFactor = 1;
        _customer.RateSurprise = -1;
        _customer.NewUserOverride = null;
    }
}

/// <summary>A firm's phones, one contiguous block, logging in every morning.</summary>
internal sealed class Fleet : SurpriseRun
{
    private readonly Lane _lane;
    private readonly ulong _first;
    private readonly int _phones;
    private readonly double _hour;

    public Fleet(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        _lane = rng.Pick(Homes(PickCustomer(platform, static c => c.Mix.Otp > 0.4), 5));
        _phones = (int)(spec.Size * rng.Between(80, 400));
        _first = rng.Pick(_lane.Network.Blocks) + (ulong)(rng.Next(90) * 100);
        _hour = rng.Uniform(6.5, 9) - _lane.Network.Country.UtcOffset;
    }

    protected override void During(WorldGenerator world, int minute, int into)
    {
        var hour = (((minute / 60.0) - _hour) % 24 + 24) % 24;
        if (hour >= 1.5) return;

        // Each phone once a morning, most in the first half hour.
        var share = Math.Exp(-hour * 2) * 2 / 60 / (1 - Math.Exp(-3));
        for (var n = Rng.Poisson(_phones * share); n > 0; n--)
        {
            world.Submit(new Draft
            {
                Time = world.TimeIn(minute, Rng),
                Lane = _lane,
                Destination = _first + (ulong)Rng.Next(_phones),
                Category = Category.Otp,
                Attack = -1,
                Surprise = Number,
                Convert = double.NaN,
                Supplier = -1,
            });
        }
    }
}

/// <summary>A fresh block sold by an operator: a growing part of the network's new users comes from it, at all customers.</summary>
internal sealed class SimBlock(SurpriseSpec spec, short number, Platform platform, Rng rng) : SurpriseRun(spec, number, rng)
{
    private readonly List<Lane> _lanes = Lanes(platform, rng);
    private ulong _block;
    private int _sold;

    protected override void Begin(WorldGenerator world) => _block = _lanes[0].Network.FreshBlock(Rng);

    protected override void During(WorldGenerator world, int minute, int into)
    {
        var perMinute = Spec.Size * 0.12 * Math.Min(1, into / 720.0) * world.DayShape(_lanes[0].Network.Country, minute);
        for (var n = Rng.Poisson(perMinute); n > 0; n--)
        {
            if (_sold < 9000) _sold++;

            // Sold in order; a new owner signs up with a few services in his first days.
            var owner = Math.Max(0, _sold - 1 - (int)(Rng.Exponential() * 60));
            var sums = new double[_lanes.Count];
            double sum = 0;
            for (var k = 0; k < sums.Length; k++) sums[k] = sum += _lanes[k].Weight * _lanes[k].Customer.PerDay;
            world.Submit(new Draft
            {
                Time = world.TimeIn(minute, Rng),
                Lane = _lanes[Rng.PickCumulative(sums)],
                Destination = _block + (ulong)owner,
                Category = Category.Otp,
                Attack = -1,
                Surprise = Number,
                Convert = double.NaN,
                Supplier = -1,
            });
        }
    }

    private static List<Lane> Lanes(Platform platform, Rng rng)
    {
        var networks = platform.Networks
            .Select(n => platform.Customers.SelectMany(static c => c.Lanes).Where(l => l.Network == n && l.Weight > 0).ToList())
            .Where(static l => l.Count > 0).OrderByDescending(static l => l.Sum(static x => x.Weight * x.Customer.PerDay)).ToList();
        return networks[rng.Next(Math.Min(12, networks.Count))];
    }
}

/// <summary>A customer tries its flows out on a row of its own numbers, over and over.</summary>
internal sealed class TestFarm : SurpriseRun
{
    private readonly Lane _lane;
    private readonly ulong _first;
    private readonly int _phones;
    private readonly double _perMinute;
    private readonly double _converts;

    public TestFarm(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        _lane = rng.Pick(Homes(PickCustomer(platform, static c => c.Mix.Otp > 0.4), 3));
        _phones = rng.Between(10, 60);
        _first = rng.Pick(_lane.Network.Blocks) + (ulong)(rng.Next(99) * 100);
        _perMinute = spec.Size * rng.LogUniform(0.5, 5);
        _converts = rng.Chance(0.5) ? 0.98 : 0;
    }

    protected override void During(WorldGenerator world, int minute, int into)
    {
        for (var n = Rng.Poisson(_perMinute); n > 0; n--)
        {
            world.Submit(new Draft
            {
                Time = world.TimeIn(minute, Rng),
                Lane = _lane,
                Destination = _first + (ulong)Rng.Next(_phones),
                Category = Category.Otp,
                Attack = -1,
                Surprise = Number,
                Convert = _converts,
                Supplier = -1,
                Receipts = AttackReceipts.Ordinary,
            });
        }
    }
}
