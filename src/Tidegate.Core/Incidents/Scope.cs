namespace Tidegate.Incidents;

/// <summary>A block of consecutive E.164 numbers, both ends included.</summary>
public readonly record struct NumberRange(ulong From, ulong To)
{
    /// <summary>Whether a destination lies in the range.</summary>
    public bool Contains(ulong destination) => destination >= From && destination <= To;
}

/// <summary>
/// A part of the traffic. An empty list means any; the lists are joined by AND, their items by OR.
/// </summary>
public sealed record Scope
{
    /// <summary>The whole traffic.</summary>
    public static Scope Everything { get; } = new();

    /// <summary>Customers, by name.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>Sender IDs.</summary>
    public IReadOnlyList<string> Senders { get; init; } = [];

    /// <summary>Suppliers, by name.</summary>
    public IReadOnlyList<string> Suppliers { get; init; } = [];

    /// <summary>Networks, MCC-MNC digits.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Number ranges.</summary>
    public IReadOnlyList<NumberRange> Ranges { get; init; } = [];

    /// <summary>Leaves out destinations that the customer had already messaged before this time.</summary>
    public DateTimeOffset? ExceptKnownBefore { get; init; }
}
