namespace Tidegate.Traffic.Reading;

/// <summary>Turns the ids of one set of names into those of another, where each name is added as its first event comes.</summary>
internal sealed class NameTranslation(TrafficNames from, TrafficNames to)
{
    private readonly Table _customers = new(from.Customers, to.Customers);
    private readonly Table _senders = new(from.Senders, to.Senders);
    private readonly Table _suppliers = new(from.Suppliers, to.Suppliers);
    private readonly Table _networks = new(from.Networks, to.Networks);
    private readonly Table _currencies = new(from.Currencies, to.Currencies);
    private readonly Table _errorCodes = new(from.ErrorCodes, to.ErrorCodes);

    /// <summary>Turns the ids in events.</summary>
    public void Apply(Span<TrafficEvent> events)
    {
        foreach (ref var e in events)
        {
            e.Customer = _customers[e.Customer];
            e.Sender = _senders[e.Sender];
            e.Supplier = _suppliers[e.Supplier];
            e.Network = _networks[e.Network];
            e.Currency = (ushort)_currencies[e.Currency];
            e.ErrorCode = _errorCodes[e.ErrorCode];
        }
    }

    private sealed class Table(NameTable from, NameTable to)
    {
        private int[] _ids = new int[64];

        public int this[int id]
        {
            get
            {
                if (id <= NameTable.Overflow) return id;
                return id < _ids.Length && _ids[id] is var known and > 0 ? known : Add(id);
            }
        }

        private int Add(int id)
        {
            if (id >= _ids.Length) Array.Resize(ref _ids, Math.Max(id + 1, _ids.Length * 2));
            return _ids[id] = to.Intern(from[id]);
        }
    }
}
