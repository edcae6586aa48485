using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation.Surprises;

/// <summary>A network, or one supplier's way to it, drops messages; users try again and again.</summary>
internal sealed class Outage : SurpriseRun
{
    private readonly List<(int Supplier, int Network)> _ways = [];
    private readonly double _loss;

    public Outage(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        var busy = platform.Customers.SelectMany(static c => c.Lanes).GroupBy(static l => l.Network)
            .OrderByDescending(static g => g.Sum(static l => l.Weight * l.Customer.PerDay)).Take(12).Select(static g => g.Key).ToList();
        var network = rng.Pick(busy);
        var main = platform.Customers.SelectMany(static c => c.Lanes).Where(l => l.Network == network)
            .GroupBy(static l => l.Supplier).OrderByDescending(static g => g.Sum(static l => l.Weight * l.Customer.PerDay)).First().Key;
        if (spec.Kind == SurpriseKind.RetryStorm)
        {
            foreach (var supplier in network.Suppliers) _ways.Add((supplier, network.Id));
            _loss = rng.Uniform(0.7, 1);
        }
        else
        {
            _ways.Add((main, network.Id));
            _loss = 1;
            Party = platform.SupplierName(main);
        }
    }

    protected override void Begin(WorldGenerator world)
    {
        foreach (var way in _ways) world.Platform.Drops[way] = (_loss, Number);
    }

    protected override void End(WorldGenerator world)
    {
        foreach (var way in _ways) world.Platform.Drops.Remove(way);
    }
}

/// <summary>Routes of a country move from one supplier to another.</summary>
internal sealed class SupplierSwitch(SurpriseSpec spec, short number, Platform platform, Rng rng) : SurpriseRun(spec, number, rng)
{
    private readonly AtlasCountry _country = rng.Pick(platform.Customers.Take(8).Select(static c => Homes(c, 1)[0].Network.Country).ToList());

    protected override void Begin(WorldGenerator world)
    {
        var to = Rng.Next(world.Platform.Suppliers.Length);
        Party = world.Platform.SupplierName(to);
        foreach (var lane in world.Platform.Customers.SelectMany(static c => c.Lanes).Where(l => l.Network.Country == _country)) lane.Supplier = to;
    }
}

/// <summary>A customer's conversions stop, or come in part only.</summary>
internal sealed class ConversionFeed : SurpriseRun
{
    private readonly WorldCustomer _customer;

    public ConversionFeed(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng) => _customer = PickCustomer(platform, static c => c.Feed && c.Mix.Otp > 0.3);

    protected override void Begin(WorldGenerator world) =>
        _customer.FeedLoss = Spec.Kind == SurpriseKind.ConversionFeedDown ? 1 : Rng.Uniform(0.4, 0.8);

    protected override void End(WorldGenerator world) => _customer.FeedLoss = 0;
}

/// <summary>A supplier's receipts stop.</summary>
internal sealed class ReceiptFeed : SurpriseRun
{
    private readonly int _supplier;

    public ReceiptFeed(SurpriseSpec spec, short number, Platform platform, Rng rng)
        : base(spec, number, rng)
    {
        _supplier = rng.Next(platform.Suppliers.Length);
        Party = platform.SupplierName(_supplier);
    }

    protected override void Begin(WorldGenerator world) => world.Platform.ReceiptsDown[_supplier] = 1;

    protected override void End(WorldGenerator world) => world.Platform.ReceiptsDown[_supplier] = 0;
}
