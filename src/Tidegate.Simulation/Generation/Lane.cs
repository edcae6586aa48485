namespace Tidegate.Simulation.Generation;

/// <summary>What one customer sends to one network: users, routes, prices, noise.</summary>
internal sealed class Lane
{
    private readonly double[] _blockSums;
    private readonly ulong _salt;
    private readonly WorldNetwork _network;
    private int _users;
    private int _newUsers;

    public Lane(WorldCustomer customer, WorldNetwork network, double weight, int users, Rng rng)
    {
        Customer = customer;
        _network = network;
        Weight = weight;
        _users = Math.Max(2, users);
        _salt = rng.NextBits();
        _blockSums = new double[network.Blocks.Count];
        double sum = 0;
        for (var k = 0; k < _blockSums.Length; k++) _blockSums[k] = sum += network.Weights[k] * Math.Exp(0.5 * rng.Normal());
        Supplier = network.Suppliers[0];
        OtherSupplier = network.Suppliers[^1];
        if (rng.Chance(0.3)) (Supplier, OtherSupplier) = (OtherSupplier, Supplier);
        OtherSupplierShare = rng.Chance(0.5) ? 0 : rng.Uniform(0.02, 0.3);
        Price = (float)Math.Round(network.Price * customer.PriceFactor, 4);
        Cost = (float)Math.Round(network.Price * customer.PriceFactor * rng.Uniform(0.78, 0.92), 4);
        Sender = customer.Senders[rng.Chance(0.75) ? 0 : rng.Next(customer.Senders.Length)];
        Noise = rng.Normal();
    }

    public WorldCustomer Customer { get; }

    public WorldNetwork Network => _network;

    /// <summary>Part of the customer's traffic, before season and noise.</summary>
    public double Weight { get; set; }

    /// <summary>Log noise now, in standard deviations.</summary>
    public double Noise { get; set; }

    public int Supplier { get; set; }

    /// <summary>What its honest messages are labelled with.</summary>
    public short Surprise { get; set; } = -1;

    public int OtherSupplier { get; }

    public double OtherSupplierShare { get; }

    public int Sender { get; }

    public float Price { get; }

    public float Cost { get; }

    /// <summary>A message's destination: somebody new, or somebody from before.</summary>
    public ulong NextDestination(Rng rng, double newUserChance)
    {
        if (rng.Chance(newUserChance)) return NewUser();
        if (_newUsers > 0 && rng.Chance(0.3)) return NumberOf(_users - 1 - (int)Math.Min(_newUsers - 1, rng.Exponential() * 40));
        var u = rng.Uniform();
        return NumberOf((int)(_users * u * u * u));
    }

    /// <summary>The number of somebody who was not a user so far, as honest users' numbers fall.</summary>
    public ulong NewUser()
    {
        _newUsers++;
        return NumberOf(_users++);
    }

    /// <summary>The number of an arbitrary user from before.</summary>
    public ulong KnownUser(Rng rng) => NumberOf(rng.Next(_users));

    /// <summary>A number as honest users' numbers fall, without adding the user.</summary>
    public ulong LookAlike(Rng rng) => Place(rng.NextBits());

    // Users are not stored: a user's number is a function of his position.
    private ulong NumberOf(int user) => Place(Rng.Mix(_salt + (ulong)user));

    private ulong Place(ulong hash)
    {
        var block = _network.Blocks[Rng.Search(_blockSums, Rng.Unit(hash) * _blockSums[^1])];
        var h = Rng.Mix(hash + 1);
        var b = Rng.Mix(block);

        // Within a block some thousands and some hundreds are more used than others.
        var thousands = ((int)(10 * Math.Pow(Rng.Unit(h), 1.6)) + (int)(b % 10)) % 10;
        var hundreds = ((int)(10 * Math.Pow(Rng.Unit(Rng.Mix(h + 2)), 1.3)) + (int)(b / 10 % 10)) % 10;
        return block + (ulong)((thousands * 1000) + (hundreds * 100) + (int)(h % 100));
    }
}
