using System.Globalization;

namespace Tidegate.Simulation.Generation;

/// <summary>A network of a world: its number blocks of ten thousand, some far more used than others.</summary>
internal sealed class WorldNetwork
{
    private readonly string _callingCode;
    private readonly int _digits;
    private readonly IReadOnlyList<string> _prefixes;

    public WorldNetwork(int id, int name, AtlasCountry country, AtlasNetwork network, Rng rng)
    {
        Id = id;
        Name = name;
        Country = country;
        MccMnc = network.MccMnc;
        _callingCode = country.CallingCode;
        _digits = country.Digits;
        _prefixes = network.Prefixes;
        Price = country.Price * rng.Uniform(0.85, 1.2);
        Deliverability = 1 - Math.Min(0.12, rng.LogNormal(0.03, 0.6));
        var blocks = new HashSet<ulong>();
        var wanted = rng.Between(40, 220);
        for (var tries = 0; blocks.Count < wanted && tries < wanted * 4; tries++) blocks.Add(FreshBlock(rng));
        Blocks = [.. blocks];
        Weights = new double[Blocks.Count];
        for (var k = 0; k < Weights.Length; k++) Weights[k] = Math.Pow(k + 2, -0.9) * rng.Gamma(2);
    }

    /// <summary>Position among the world's networks.</summary>
    public int Id { get; }

    /// <summary>Id of its MCC-MNC among the world's names.</summary>
    public int Name { get; }

    public AtlasCountry Country { get; }

    public string MccMnc { get; }

    /// <summary>List price of a message, EUR.</summary>
    public double Price { get; }

    /// <summary>Part of honest messages that arrive.</summary>
    public double Deliverability { get; }

    /// <summary>First numbers of the blocks that honest users have.</summary>
    public List<ulong> Blocks { get; }

    /// <summary>How much each block is used.</summary>
    public double[] Weights { get; }

    /// <summary>Suppliers that serve it, preferred first.</summary>
    public int[] Suppliers { get; set; } = [];

    /// <summary>First number of any block of ten thousand the network could own.</summary>
    public ulong FreshBlock(Rng rng)
    {
        var text = _callingCode + rng.Pick(_prefixes);
        while (text.Length < _callingCode.Length + _digits - 4) text += (char)('0' + rng.Next(10));
        return ulong.Parse(text + "0000", CultureInfo.InvariantCulture);
    }

    /// <summary>A random number anywhere in the network.</summary>
    public ulong AnyNumber(Rng rng) => FreshBlock(rng) + (ulong)rng.Next(10000);
}
