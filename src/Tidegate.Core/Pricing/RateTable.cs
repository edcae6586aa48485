using Tidegate.Traffic;

namespace Tidegate.Pricing;

/// <summary>
/// Price lists, found by message. The most specific row that is valid at the message's time is used: rows for its customer
/// before those for any, then rows for its supplier, then rows for its network before those for its country; of the same kind the one valid
/// since the latest time, and of those the last in the list. A row that states no price is passed over as long as another states one.
/// </summary>
internal sealed class RateTable
{
    /// <summary>No price lists.</summary>
    public static readonly RateTable None = new([], new TrafficNames());

    private readonly Dictionary<(string Place, string Customer, string Supplier), List<Row>> _rows = [];
    private readonly bool _byCustomer;
    private readonly bool _bySupplier;
    private readonly TrafficNames _names;

    /// <summary>Prepares rates; their currencies are named in <paramref name="names"/>.</summary>
    public RateTable(IReadOnlyList<Rate> rates, TrafficNames names)
    {
        _names = names;
        Rates = rates;
        foreach (var rate in rates)
        {
            var key = (rate.Network.Length > 0 ? rate.Network : rate.Country, rate.Customer, rate.Supplier);
            if (!_rows.TryGetValue(key, out var rows)) _rows[key] = rows = [];
            rows.Insert(0, new Row(rate.ValidFrom?.ToUnixTimeMilliseconds() ?? long.MinValue, rate.ValidUntil?.ToUnixTimeMilliseconds() ?? long.MaxValue, rate.Price, rate.Cost, (ushort)names.Currencies.Intern(rate.Currency)));
            _byCustomer |= rate.Customer.Length > 0;
            _bySupplier |= rate.Supplier.Length > 0;
        }

        foreach (var key in _rows.Keys.ToList()) _rows[key] = [.. _rows[key].OrderByDescending(r => r.From)];
    }

    /// <summary>The rows.</summary>
    public IReadOnlyList<Rate> Rates { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>What a message costs by the price lists, all its parts; null when no row is for it.</summary>
    /// <param name="e">The submission.</param>
    /// <param name="network">MCC-MNC digits of its network; empty when not known.</param>
    /// <param name="country">Country of its destination, ISO 3166-1 alpha-2; empty when not known.</param>
    public Estimate? Find(in TrafficEvent e, string network, string country)
    {
        var customer = _byCustomer && e.Customer > 0 ? _names.Customers[e.Customer] : "";
        var supplier = _bySupplier && e.Supplier > 0 ? _names.Suppliers[e.Supplier] : "";
        Estimate? cost = null;
        for (var i = 0; i < 8; i++)
        {
            var (anyCustomer, anySupplier, wide) = ((i & 4) != 0, (i & 2) != 0, (i & 1) != 0);
            if ((!anyCustomer && customer.Length == 0) || (!anySupplier && supplier.Length == 0)) continue;
            var place = wide ? country : network;
            if (place.Length == 0 || !_rows.TryGetValue((place, anyCustomer ? "" : customer, anySupplier ? "" : supplier), out var rows)) continue;
            foreach (var row in rows)
            {
                if (e.Time < row.From || e.Time >= row.Until) continue;
                if (row.Price is { } price) return new Estimate((float)(price * Math.Max(1, (int)e.Segments)), row.Currency, AtCost: false);
                cost ??= new Estimate((float)(row.Cost!.Value * Math.Max(1, (int)e.Segments)), row.Currency, AtCost: true);
            }
        }

        return cost;
    }

    private readonly record struct Row(long From, long Until, double? Price, double? Cost, ushort Currency);
}

/// <summary>What a message costs by the price lists.</summary>
/// <param name="Money">All its parts.</param>
/// <param name="Currency">Id of the currency.</param>
/// <param name="AtCost">Whether it is what the supplier takes, for no row says what the customer pays.</param>
internal readonly record struct Estimate(float Money, ushort Currency, bool AtCost);
