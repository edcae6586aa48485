using System.Globalization;
using Tidegate.Traffic;

namespace Tidegate.Bench;

/// <summary>
/// Honest traffic of a large platform for timing: 200 customers by a heavy tail, 150 networks, users that come back,
/// numbers in blocks of very different popularity; with or without receipts and conversions.
/// </summary>
internal sealed class WideTraffic
{
    private const int Customers = 200;
    private const int Networks = 150;
    private const int Delays = 64;
    private const long Start = 1_772_409_600_000;
    /// <summary>When its clock begins.</summary>
    public static DateTimeOffset Begin => DateTimeOffset.FromUnixTimeMilliseconds(Start);

    private const double NewUsers = 0.45;
    private static readonly int[] CountryCodes = [39, 44, 49, 33, 34, 31, 48, 351, 994, 62, 63, 92, 880, 234, 254, 55, 52, 57, 7, 998];

    private readonly int[] _customers;
    private readonly int[] _senders;
    private readonly int[] _networks;
    private readonly int[] _suppliers;
    private readonly int _currency;
    private readonly long[] _users = new long[Customers];
    private readonly List<TrafficEvent>[] _later = [.. Enumerable.Range(0, Delays).Select(_ => new List<TrafficEvent>())];
    private readonly bool _feedback;
    private readonly double _perSecond;
    private ulong _state;
    private long _index;
    private long _second;
    private int _sent;

    /// <summary>Traffic of one seed.</summary>
    /// <param name="names">Where names are interned.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="feedback">Whether receipts and conversions follow.</param>
    /// <param name="perSecond">Submissions a second.</param>
    public WideTraffic(TrafficNames names, ulong seed, bool feedback, double perSecond)
    {
        _state = seed;
        _feedback = feedback;
        _perSecond = perSecond;
        _customers = [.. Enumerable.Range(0, Customers).Select(i => names.Customers.Intern($"customer{i:D3}"))];
        _senders = [.. Enumerable.Range(0, Customers).Select(i => names.Senders.Intern($"SENDER{i:D3}"))];
        _networks = [.. Enumerable.Range(0, Networks).Select(i => names.Networks.Intern((20201 + (i * 37)).ToString(CultureInfo.InvariantCulture)))];
        _suppliers = [.. Enumerable.Range(0, 12).Select(i => names.Suppliers.Intern($"supplier-direct-{i}"))];
        _currency = names.Currencies.Intern("EUR");
    }

    /// <summary>Fills a batch, in order of time.</summary>
    public void Fill(Span<TrafficEvent> batch)
    {
        for (var i = 0; i < batch.Length;)
        {
            var due = _later[_second % Delays];
            if (due.Count > 0)
            {
                batch[i++] = due[^1];
                due.RemoveAt(due.Count - 1);
                continue;
            }

            if (_sent >= _perSecond + Fraction())
            {
                _second++;
                _sent = 0;
                continue;
            }

            _sent++;
            batch[i++] = Submit(_index++);
        }
    }

    /// <summary>The id of the message that an event is about.</summary>
    public static int WriteId(ulong messageKey, Span<byte> id)
    {
        id[0] = (byte)'m';
        messageKey.TryFormat(id[1..], out var length, "x16", CultureInfo.InvariantCulture);
        return length + 1;
    }

    /// <summary>The next submission; the caller takes its index to write the id.</summary>
    public TrafficEvent Submit(long index)
    {
        // Half of all traffic is that of the largest dozen customers.
        var customer = (int)(Customers * Math.Pow(Uniform(), 3));
        var user = Uniform() < NewUsers || _users[customer] == 0 ? _users[customer]++ : (long)(_users[customer] * Math.Sqrt(Uniform()));
        var person = Mix(((ulong)user * 1009) + (ulong)customer);
        // A customer is at home in some networks and little in the others.
        var network = (int)(Networks * Math.Pow(Part(person, 0), 3));
        network = (network + (customer * 31)) % Networks;
        var number = Number(network, Mix(person));
        var time = Start + (_second * 1000) + (long)(1000 * Math.Min(0.999, _sent / (_perSecond + 1)));
        var price = MathF.Round(0.02f + (0.0007f * network), 4);
        var submit = new TrafficEvent
        {
            Kind = EventKind.Submit,
            Time = time,
            MessageKey = Mix((ulong)index ^ 0x5DEECE66D) | 1,
            Customer = _customers[customer],
            Sender = _senders[customer % 5 == 0 ? (int)(Uniform() * 3) : customer],
            Destination = number,
            Network = _networks[network],
            Supplier = _suppliers[network % 12],
            Category = customer % 10 == 9 ? Category.Transactional : Category.Otp,
            Segments = 1,
            Price = price,
            Cost = MathF.Round(price * 0.87f, 4),
            Currency = (ushort)_currency,
        };
        if (_feedback) Follow(submit, customer);
        return submit;
    }

    private static ulong Number(int network, ulong person)
    {
        // 3 to 30 ranges of 100,000 a network; within them blocks by a heavy tail.
        var ranges = 3 + (network * 7 % 28);
        var range = (ulong)(ranges * Math.Pow(Part(person, 44), 1.5));
        var block = (ulong)(100 * Math.Pow(Part(person, 20), 1.7));
        var country = (ulong)CountryCodes[network % CountryCodes.Length];
        return (((((country * 1000) + (ulong)(network * 7 % 900)) * 100) + range) * 100_000) + (block * 1000) + (Mix(person + 1) % 1000);
    }

    private void Follow(in TrafficEvent submit, int customer)
    {
        var receipt = new TrafficEvent
        {
            Kind = EventKind.Receipt,
            MessageKey = submit.MessageKey,
            Customer = submit.Customer,
            Status = Uniform() < 0.95 ? ReceiptStatus.Delivered : ReceiptStatus.Undelivered,
            Price = float.NaN,
            Cost = float.NaN,
        };
        if (Uniform() < 0.98) Later(receipt, 2 + (int)(Uniform() * 8));
        if (customer % 4 == 3 || Uniform() > 0.33) return;
        Later(receipt with { Kind = EventKind.Conversion, Status = ReceiptStatus.Unknown, Converted = true }, 8 + (int)(50 * Uniform() * Uniform()));
    }

    private void Later(TrafficEvent traffic, int seconds)
    {
        traffic.Time = Start + ((_second + seconds) * 1000);
        _later[(_second + seconds) % Delays].Add(traffic);
    }

    private double Fraction() => Uniform() - 0.5;

    private double Uniform() => (Mix(_state += 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1UL << 53));

    private static double Part(ulong bits, int shift) => ((bits >> shift) & 0xFFFFF) / (double)(1 << 20);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
