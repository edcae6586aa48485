using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation.Surprises;

/// <summary>A customer starts in a country: from nothing to a tenth or third of its traffic within hours.</summary>
internal sealed class NewMarket : SurpriseRun
{
    private readonly List<Lane> _lanes = [];
    private readonly double _weight;
    private readonly double _rampMinutes;

    public NewMarket(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        var customer = PickCustomer(platform, static c => c.Mix.Otp > 0.3);
        var fresh = platform.Networks.Where(n => customer.Lanes.All(l => l.Network.Country != n.Country)).ToList();
        var country = rng.Pick(fresh.Count > 0 ? fresh : platform.Networks).Country;
        _weight = spec.Size * rng.Uniform(0.05, 0.3);
        _rampMinutes = rng.Uniform(30, 600);
        foreach (var network in platform.Networks.Where(n => n.Country == country))
        {
            // Nobody there is a user yet.
            var lane = new Lane(customer, network, 0, 2, rng);
            customer.Lanes.Add(lane);
            _lanes.Add(lane);
        }
    }

    protected override void During(WorldGenerator world, int minute, int into)
    {
        var weight = _weight * Math.Min(1, (into + 1) / _rampMinutes) / _lanes.Count;
        for (var k = 0; k < _lanes.Count; k++) _lanes[k].Weight = weight * (k == 0 ? 1.5 : 0.75);
        if (into == 0)
        {
            foreach (var lane in _lanes) lane.Surprise = Number;
        }
    }
}

/// <summary>A new honest customer with traffic in a dozen countries from its first hour on.</summary>
internal sealed class NewCustomer : SurpriseRun
{
    private readonly WorldCustomer _customer;

    public NewCustomer(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        var typical = platform.Customers.Average(static c => c.PerDay);
        _customer = platform.AddCustomer(spec.Size * typical * rng.LogUniform(0.5, 3), rng);
        _customer.RateFactor = 0;
        foreach (var network in Enumerable.Range(0, 12).Select(_ => rng.Pick(platform.Networks)).Distinct().ToList())
        {
            var lane = _customer.LaneTo(network, rng);
            lane.Weight += rng.Uniform(0.02, 0.12);
        }

        _customer.NewUserOverride = 0.7;
        Party = _customer.NameText;
    }

    protected override void Begin(WorldGenerator world)
    {
        _customer.RateFactor = 1;
        _customer.RateSurprise = Number;
    }

    protected override void End(WorldGenerator world) => _customer.NewUserOverride = null;
}
