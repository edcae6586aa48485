using System.Globalization;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>The platform of a world: networks, suppliers, customers and what they usually send.</summary>
internal sealed class Platform
{
    private static readonly string[] Words =
        ["amber", "birch", "cobalt", "dune", "ember", "fern", "granite", "heron", "indigo", "juniper", "kestrel", "larch", "maple", "nimbus", "opal", "pearl", "quartz", "raven", "sable", "thistle", "ultra", "velvet", "wren", "xenon", "yarrow", "zinc"];

    private static readonly string[] Trades = ["pay", "chat", "shop", "ride", "bank", "games", "parcel", "health", "dating", "wallet"];

    private readonly WorldSpec _spec;
    private readonly TrafficNames _names;

    public Platform(WorldSpec spec, TrafficNames names)
    {
        _spec = spec;
        _names = names;
        var rng = Rng.For(spec.Seed, "platform");
        Suppliers = [.. Enumerable.Range(0, Math.Max(2, spec.Suppliers)).Select(k => names.Suppliers.Intern(
            (k % 2 == 0 ? "direct-" : "hub-") + k.ToString("00", CultureInfo.InvariantCulture)))];
        NoReceipts = [.. Suppliers.Select((_, k) => k > 1 && rng.Chance(0.08))];
        ReceiptsDown = new double[Suppliers.Length];
        foreach (var country in Atlas.Countries)
        {
            foreach (var network in country.Networks)
            {
                var added = new WorldNetwork(Networks.Count, names.Networks.Intern(network.MccMnc), country, network, rng)
                {
                    Suppliers = [.. Enumerable.Range(0, rng.Between(2, 3)).Select(_ => rng.Next(Suppliers.Length)).Distinct()],
                };
                Networks.Add(added);
            }
        }

        Costly = [.. Networks.OrderByDescending(static n => n.Price).Take(Networks.Count / 2)];
        var weights = Enumerable.Range(0, spec.Customers).Select(k => Math.Pow(k + 1.5, -1.0) * rng.LogNormal(1, 0.35)).ToArray();
        var total = weights.Sum();
        foreach (var w in weights) AddCustomer(spec.MessagesPerDay * w / total, rng);
    }

    public List<WorldNetwork> Networks { get; } = [];

    /// <summary>The dearer half of the networks, where artificial traffic pays.</summary>
    public List<WorldNetwork> Costly { get; }

    public List<WorldCustomer> Customers { get; } = [];

    /// <summary>Ids of the suppliers' names, by number of the supplier.</summary>
    public int[] Suppliers { get; }

    /// <summary>Suppliers that never give receipts.</summary>
    public bool[] NoReceipts { get; }

    /// <summary>Set by surprises: part of a supplier's receipts that get lost.</summary>
    public double[] ReceiptsDown { get; }

    /// <summary>Set by surprises: part of the messages of a supplier to a network that do not arrive.</summary>
    public Dictionary<(int Supplier, int Network), (double Loss, short Surprise)> Drops { get; } = [];

    public string SupplierName(int supplier) => _names.Suppliers[Suppliers[supplier]];

    public WorldCustomer AddCustomer(double perDay, Rng rng, bool? feed = null)
    {
        var id = Customers.Count;
        var trade = rng.Pick(Trades);
        var name = rng.Pick(Words) + trade + id.ToString(CultureInfo.InvariantCulture);
        var otp = trade is "shop" or "parcel" ? rng.Uniform(0.1, 0.5) : rng.Uniform(0.6, 1);
        var marketing = (1 - otp) * (trade is "shop" or "games" ? rng.Uniform(0.5, 0.9) : rng.Uniform(0, 0.4));
        var fieldless = rng.Chance(_spec.FieldlessShare);
        var customer = new WorldCustomer
        {
            Id = id,
            NameText = name,
            Name = _names.Customers.Intern(name),
            Senders = Senders(name, rng),
            PerDay = perDay,
            Mix = (otp, 1 - otp - marketing, marketing),
            Feed = _spec.Feed != FeedMode.None && (feed ?? rng.Chance(_spec.FeedShare)),
            FeedsFailures = rng.Chance(0.15),
            ConversionRate = rng.Uniform(0.55, 0.9),
            ConversionSeconds = rng.LogUniform(10, 40),
            NewUserChance = trade is "bank" or "parcel" ? rng.Uniform(0.03, 0.12) : rng.Uniform(0.06, 0.28),
            PhaseHours = rng.Uniform(-2, 2),
            NightDepth = rng.Uniform(0.05, 0.35),
            Weekend = trade is "bank" or "parcel" ? rng.Uniform(0.4, 0.8) : rng.Uniform(0.9, 1.4),
            NoiseSigma = rng.LogNormal(_spec.NoiseSigma, 0.4),
            PriceFactor = rng.Uniform(0.9, 1.25),
            HidesNetwork = fieldless && rng.Chance(0.6),
            HidesCategory = fieldless && rng.Chance(0.7),
            HidesPrice = fieldless && rng.Chance(0.6),
            HidesSupplier = fieldless && rng.Chance(0.3),
            HidesSender = fieldless && rng.Chance(0.2),
            Noise = rng.Normal(),
        };
        AddLanes(customer, trade is "chat" or "dating" or "games" or "ride", rng);
        Customers.Add(customer);
        return customer;
    }

    private int[] Senders(string name, Rng rng)
    {
        var upper = name.ToUpperInvariant();
        var senders = new List<int> { _names.Senders.Intern(upper[..Math.Min(11, upper.Length)]) };
        for (var n = rng.Next(4); n > 0; n--)
        {
            senders.Add(_names.Senders.Intern(rng.Chance(0.5)
                ? rng.Between(10000, 99999).ToString(CultureInfo.InvariantCulture)
                : upper[..Math.Min(9, upper.Length)] + rng.Next(10).ToString(CultureInfo.InvariantCulture)));
        }

        return [.. senders];
    }

    // One to three home countries carry most; a long tail of others a little each.
    private void AddLanes(WorldCustomer customer, bool global, Rng rng)
    {
        var homes = global ? rng.Between(2, 6) : rng.Between(1, 2);
        var share = global ? rng.Uniform(0.4, 0.75) : rng.Uniform(0.8, 0.98);
        var weights = new Dictionary<WorldNetwork, double>();
        for (var n = 0; n < homes; n++)
        {
            var country = rng.Pick(Networks).Country;
            var weight = share * Math.Pow(n + 1, -0.8) * rng.Gamma(3);
            foreach (var network in Networks.Where(x => x.Country == country)) weights[network] = weights.GetValueOrDefault(network) + (weight * rng.Gamma(2) / country.Networks.Count);
        }

        for (var n = global ? rng.Between(15, 80) : rng.Between(2, 25); n > 0; n--)
        {
            var network = rng.Pick(Networks);
            weights[network] = weights.GetValueOrDefault(network) + ((1 - share) * rng.Gamma(0.6) / 20);
        }

        var total = weights.Values.Sum();
        foreach (var (network, weight) in weights)
        {
            var part = weight / total;
            customer.Lanes.Add(new Lane(customer, network, part, (int)(customer.PerDay * part * rng.Uniform(0.8, 4)), rng));
        }
    }
}
