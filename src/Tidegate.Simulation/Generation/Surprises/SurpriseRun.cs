namespace Tidegate.Simulation.Generation.Surprises;

/// <summary>One honest surprise under way.</summary>
internal abstract class SurpriseRun(SurpriseSpec spec, short number, Rng rng)
{
    private bool _begun;
    private bool _ended;

    /// <summary>Customer or supplier it happens to; empty for everybody.</summary>
    public string Party { get; protected set; } = "";

    protected SurpriseSpec Spec => spec;

    protected short Number => number;

    protected Rng Rng => rng;

    public static SurpriseRun Create(SurpriseSpec spec, short number, Platform platform, Rng rng) => spec.Kind switch
    {
        SurpriseKind.MarketingBlast or SurpriseKind.SortedBlast => new Blast(spec, number, platform, rng),
        SurpriseKind.FlashCrowd or SurpriseKind.Launch => new Crowd(spec, number, platform, rng),
        SurpriseKind.NewMarket => new NewMarket(spec, number, platform, rng),
        SurpriseKind.NewCustomer => new NewCustomer(spec, number, platform, rng),
        SurpriseKind.RetryStorm or SurpriseKind.SupplierOutage => new Outage(spec, number, platform, rng),
        SurpriseKind.SupplierSwitch => new SupplierSwitch(spec, number, platform, rng),
        SurpriseKind.ConversionFeedDown or SurpriseKind.ConversionFeedPartial => new ConversionFeed(spec, number, platform, rng),
        SurpriseKind.ReceiptFeedDown => new ReceiptFeed(spec, number, platform, rng),
        SurpriseKind.Fleet => new Fleet(spec, number, platform, rng),
        SurpriseKind.SimBlock => new SimBlock(spec, number, platform, rng),
        SurpriseKind.TestFarm => new TestFarm(spec, number, platform, rng),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, "unknown kind of surprise"),
    };

    public void Minute(WorldGenerator world, int minute)
    {
        var into = minute - (int)(spec.StartHours * 60);
        if (into < 0 || _ended) return;
        if (!_begun) Begin(world);
        _begun = true;
        if (into >= spec.UsualMinutes)
        {
            _ended = true;
            End(world);
            return;
        }

        During(world, minute, into);
    }

    protected virtual void Begin(WorldGenerator world)
    {
    }

    protected virtual void During(WorldGenerator world, int minute, int into)
    {
    }

    protected virtual void End(WorldGenerator world)
    {
    }

    /// <summary>A customer of some size that satisfies a condition, or else any.</summary>
    protected WorldCustomer PickCustomer(Platform platform, Func<WorldCustomer, bool> condition)
    {
        var some = platform.Customers.Where(c => c.PerDay > 0 && condition(c)).OrderByDescending(static c => c.PerDay).ToList();
        if (some.Count == 0) some = [.. platform.Customers.Where(static c => c.PerDay > 0)];
        var picked = some[rng.Next(Math.Max(1, some.Count * 2 / 3))];
        Party = picked.NameText;
        return picked;
    }

    /// <summary>The heaviest networks of a customer.</summary>
    protected static List<Lane> Homes(WorldCustomer customer, int count) => [.. customer.Lanes.OrderByDescending(static l => l.Weight).Take(count)];
}
