namespace Tidegate.Traffic;

/// <summary>The names behind the ids in <see cref="TrafficEvent"/>, one table a dimension, all bounded.</summary>
public sealed class TrafficNames
{
    /// <summary>Who sends through the platform.</summary>
    public NameTable Customers { get; } = new("customer", 1 << 18);

    /// <summary>Sender IDs.</summary>
    public NameTable Senders { get; } = new("sender", 1 << 20);

    /// <summary>Who messages are routed to.</summary>
    public NameTable Suppliers { get; } = new("supplier", 1 << 14);

    /// <summary>Mobile networks, MCC-MNC digits.</summary>
    public NameTable Networks { get; } = new("network", 1 << 14);

    /// <summary>ISO 4217 currency codes.</summary>
    public NameTable Currencies { get; } = new("currency", 1 << 9);

    /// <summary>Receipts' error codes as the supplier gave them.</summary>
    public NameTable ErrorCodes { get; } = new("error code", 1 << 14);

    /// <summary>Where message ids are kept in words; null where nobody wants them. Not part of what is saved.</summary>
    public MessageIds? Ids { get; init; }

    private NameTable[] Tables => [Customers, Senders, Suppliers, Networks, Currencies, ErrorCodes];

    /// <summary>Writes all names. Names that a reader adds meanwhile may or may not be among them.</summary>
    internal void Save(BinaryWriter to)
    {
        foreach (var table in Tables) table.Save(to);
    }

    /// <summary>Takes saved names, under the same ids; this must still be empty.</summary>
    internal void Load(BinaryReader from)
    {
        foreach (var table in Tables) table.Load(from);
    }
}
