namespace Tidegate.Client;

/// <summary>How a client follows the service, and what it does when the service is away.</summary>
public sealed record TidegateClientOptions
{
    /// <summary>Where the service is, such as http://127.0.0.1:5080.</summary>
    public required Uri Address { get; init; }

    /// <summary>A key of the role enforcer; null where the service is open.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// File that keeps the copy of the decisions, so that a client started while the service is away decides by them;
    /// null keeps none. It holds number ranges and the numbers that operators entered.
    /// </summary>
    public string? CopyFile { get; init; }

    /// <summary>Time without a word from the service after which the copy counts as stale. The service speaks every five seconds.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most time that <see cref="TidegateClient.AskAsync"/> waits for the service.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Whether a block that spares numbers the customer messaged before holds for a number this client has not seen, when
    /// the service cannot be asked. True keeps the attack out, false lets all such messages pass.
    /// </summary>
    public bool BlocksUnsure { get; init; } = true;

    /// <summary>Most pairs of customer and number remembered as messaged before; as hashes, 18 bytes each. 0 or more.</summary>
    public int RememberedNumbers { get; init; } = 1 << 20;

    /// <summary>
    /// Failures that block instead of letting pass, by name: table_stale (no word from the service for
    /// <see cref="StaleAfter"/>), number_unparseable, unknown_customer (none stated), not_ready (never had a copy).
    /// </summary>
    public IReadOnlyCollection<string> Blocking { get; init; } = [];
}
