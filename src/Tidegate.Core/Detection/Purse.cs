using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// Money of messages, a sum for each currency: amounts of different currencies are never added up, nor those without a
/// currency to those with one. Messages whose price nothing tells are counted.
/// </summary>
internal sealed class Purse
{
    private readonly List<Sum> _sums = [];
    private ushort _stated;

    /// <summary>Messages whose price neither they nor the price lists tell.</summary>
    public long Unpriced { get; private set; }

    /// <summary>The currency of most messages, of as many the one met first; without money, the one stated first.</summary>
    public ushort Currency
    {
        get
        {
            Sum? most = null;
            foreach (var sum in _sums) if (sum.Messages > (most?.Messages ?? 0)) most = sum;
            return most?.Currency ?? _stated;
        }
    }

    /// <summary>Money in <see cref="Currency"/>.</summary>
    public double Money => In(Currency).Money;

    /// <summary>Of <see cref="Money"/>, what is from price lists.</summary>
    public double Estimated => In(Currency).Estimated;

    /// <summary>The highest of the sums.</summary>
    public double Highest => _sums.Count == 0 ? 0 : _sums.Max(static sum => sum.Money);

    /// <summary>Takes a message in.</summary>
    public void Add(in Message message) => Add(message.Currency, message.Price, message.Marks);

    /// <summary>Takes a message in.</summary>
    public void Add(ushort currency, float price, MessageMarks marks)
    {
        if (_stated == 0) _stated = currency;
        if ((marks & MessageMarks.Unpriced) != MessageMarks.None)
        {
            Unpriced++;
            return;
        }

        if (price == 0) return;
        var money = StatedMoney.Near(price);
        Add(currency, money, (marks & MessageMarks.Estimated) != MessageMarks.None ? money : 0, 1);
    }

    /// <summary>Takes all of another in.</summary>
    public void Add(Purse other)
    {
        if (_stated == 0) _stated = other._stated;
        Unpriced += other.Unpriced;
        foreach (var sum in other._sums) Add(sum.Currency, sum.Money, sum.Estimated, sum.Messages);
    }

    /// <summary>Gives away what another has.</summary>
    public void Subtract(Purse other)
    {
        Unpriced = Math.Max(0, Unpriced - other.Unpriced);
        foreach (var given in other._sums)
        {
            if (Of(given.Currency) is not { } sum) continue;
            sum.Money = Math.Max(0, sum.Money - given.Money);
            sum.Estimated = Math.Max(0, sum.Estimated - given.Estimated);
            sum.Messages = Math.Max(0, sum.Messages - given.Messages);
        }
    }

    /// <summary>Money in one currency and, of it, what is from price lists.</summary>
    public (double Money, double Estimated) In(ushort currency) => Of(currency) is { } sum ? (sum.Money, sum.Estimated) : default;

    /// <summary>Money in all currencies but one, those of most messages first.</summary>
    public IReadOnlyList<CurrencySum> But(ushort currency, NameTable names) =>
    [
        .. _sums.Where(s => s.Currency != currency && s.Messages > 0).OrderByDescending(s => s.Messages).ThenBy(s => s.Currency)
            .Select(s => new CurrencySum(names[s.Currency], s.Money, s.Estimated, s.Messages)),
    ];

    public void Save(BinaryWriter to)
    {
        to.Write(_stated);
        to.Write(Unpriced);
        to.Write(_sums.Count);
        foreach (var sum in _sums)
        {
            to.Write(sum.Currency);
            to.Write(sum.Messages);
            to.Write(sum.Money);
            to.Write(sum.Estimated);
        }
    }

    public static Purse Load(BinaryReader from)
    {
        var purse = new Purse { _stated = from.ReadUInt16(), Unpriced = from.ReadInt64() };
        for (var count = StateBytes.ReadCount(from); count > 0; count--)
            purse._sums.Add(new Sum(from.ReadUInt16()) { Messages = from.ReadInt64(), Money = from.ReadDouble(), Estimated = from.ReadDouble() });
        return purse;
    }

    private void Add(ushort currency, double money, double estimated, long messages)
    {
        var sum = Of(currency);
        if (sum is null) _sums.Add(sum = new Sum(currency));
        sum.Money += money;
        sum.Estimated += estimated;
        sum.Messages += messages;
    }

    // Nearly always there is one; ISO 4217 has fewer than two hundred.
    private Sum? Of(ushort currency)
    {
        foreach (var sum in _sums) if (sum.Currency == currency) return sum;
        return null;
    }

    private sealed class Sum(ushort currency)
    {
        public ushort Currency { get; } = currency;

        public double Money { get; set; }

        public double Estimated { get; set; }

        public long Messages { get; set; }
    }
}
