namespace Tidegate.Pricing;

/// <summary>A row of a price list: what a message part to a place costs, for whom, through whom, and when.</summary>
public sealed record Rate
{
    /// <summary>The network, MCC-MNC digits; empty where the row is for a country.</summary>
    public string Network { get; init; } = "";

    /// <summary>The country, ISO 3166-1 alpha-2; empty where the row is for a network.</summary>
    public string Country { get; init; } = "";

    /// <summary>The supplier by name; empty for any.</summary>
    public string Supplier { get; init; } = "";

    /// <summary>The customer by name; empty for any.</summary>
    public string Customer { get; init; } = "";

    /// <summary>ISO 4217 code of both amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>What the customer pays for a message part; null when the row does not say.</summary>
    public double? Price { get; init; }

    /// <summary>What the supplier takes for a message part; null when the row does not say.</summary>
    public double? Cost { get; init; }

    /// <summary>Valid from this event time on; null for always.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Valid before this event time; null without end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }
}
