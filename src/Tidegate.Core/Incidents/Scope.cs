namespace Tidegate.Incidents;

/// <summary>A block of consecutive E.164 numbers, both ends included.</summary>
public readonly record struct NumberRange(ulong From, ulong To)
{
    /// <summary>Numbers from which on a range is of a network or country throughout: attacked blocks are of ten thousand numbers and fewer.</summary>
    private const ulong Throughout = 1_000_000;

    /// <summary>Whether it is as wide as only a network or country throughout is.</summary>
    public bool IsThroughout => To - From >= Throughout - 1;

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
