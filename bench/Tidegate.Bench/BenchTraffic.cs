using System.Globalization;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>Plain honest traffic for timing: the right sizes and cardinalities, no behaviour.</summary>
internal sealed class BenchTraffic
{
    private const int Customers = 300;
    private const int Networks = 150;
    private static readonly int[] CountryCodes = [39, 44, 49, 33, 34, 31, 48, 351, 994, 62, 63, 92, 880, 234, 254, 55, 52, 57, 7, 998];

    private readonly int[] _customers;
    private readonly int[] _senders;
    private readonly int[] _networks;
    private readonly int[] _suppliers;
    private readonly int _currency;
    private ulong _state;

    public BenchTraffic(TrafficNames names, ulong seed)
    {
        _state = seed;
        _customers = [.. Enumerable.Range(0, Customers).Select(i => names.Customers.Intern($"customer{i:D3}"))];
        _senders = [.. Enumerable.Range(0, Customers * 2).Select(i => names.Senders.Intern($"SENDER{i:D3}"))];
        _networks = [.. Enumerable.Range(0, Networks).Select(i => names.Networks.Intern((20201 + (i * 37)).ToString(CultureInfo.InvariantCulture)))];
        _suppliers = [.. Enumerable.Range(0, 12).Select(i => names.Suppliers.Intern($"supplier-direct-{i}"))];
        _currency = names.Currencies.Intern("EUR");
    }

    /// <summary>The next event, 20 a second, and its message id.</summary>
    public TrafficEvent Next(long index, Span<byte> id, out int length)
    {
        var draw = Draw();
        var customer = (int)(Customers * Math.Pow((draw & 0xFFFFF) / (double)(1 << 20), 2.5));
        var network = (int)(Networks * Math.Pow(((draw >> 20) & 0xFFFFF) / (double)(1 << 20), 2));
        var country = (ulong)CountryCodes[network % CountryCodes.Length];
        var price = MathF.Round(0.02f + (0.0007f * network), 4);
        id[0] = (byte)'m';
        Mix((ulong)index).TryFormat(id[1..], out length, "x16", CultureInfo.InvariantCulture);
        length++;
        return new TrafficEvent
        {
            Kind = EventKind.Submit,
            Time = 1_772_409_600_000 + (index * 50),
            Customer = _customers[customer],
            Sender = _senders[(customer * 2) + (int)((draw >> 40) & 1)],
            Destination = (((country * 1000) + (ulong)(network * 7 % 900)) * 1_000_000) + (Draw() % 1_000_000),
            Network = _networks[network],
            Supplier = _suppliers[network % 12],
            Category = (draw >> 45) % 10 == 0 ? Category.Transactional : Category.Otp,
            Segments = 1,
            Price = price,
            Cost = MathF.Round(price * 0.87f, 4),
            Currency = (ushort)_currency,
        };
    }

    private ulong Draw() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
