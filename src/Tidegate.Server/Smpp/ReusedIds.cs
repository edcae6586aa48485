using System.Globalization;

namespace Tidegate.Server.Smpp;

/// <summary>Message ids that an SMSC gave again while detection still knew the message that had them first: the constant ids of some, and counters
/// that begin anew. Each later submission has a key of its own, and receipts belong to the newest.</summary>
/// <remarks>Bounded, and in memory alone: of what is forgotten a receipt belongs to the first message again; a submission is never lost. Used by
/// one thread at a time.</remarks>
internal sealed class ReusedIds
{
    private const int Most = 100_000;

    private readonly string _run = Guid.NewGuid().ToString("N");
    private Dictionary<(string Customer, ulong Key), ulong> _young = [];
    private Dictionary<(string Customer, ulong Key), ulong> _old = [];
    private long _made;

    /// <summary>The key of the newest message that has an id; the id's own where it was given once.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="key">The id's own.</param>
    public ulong Newest(string customer, ulong key) =>
        _young.Count + _old.Count > 0 && (_young.TryGetValue((customer, key), out var newest) || _old.TryGetValue((customer, key), out newest)) ? newest : key;

    /// <summary>Makes the key of another message that has the id.</summary>
    public ulong Next(string customer, ulong key)
    {
        if (_young.Count >= Most) (_old, _young) = (_young, []);
        return _young[(customer, key)] = MessageKeys.Of(string.Create(CultureInfo.InvariantCulture, $"reused:{_run}:{++_made}"));
    }
}
