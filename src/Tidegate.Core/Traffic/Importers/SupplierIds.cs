using System.IO.Hashing;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// From the message ids that suppliers give to messages. Receipts repeat them in another case, and with or without
/// leading zeros, so they are compared without both.
/// </summary>
/// <param name="most">How many are held; a message that finds no room has no receipts.</param>
internal sealed class SupplierIds(int most)
{
    // A clock may be set back, and an hour that clocks repeat is taken as one of them.
    private const long MostEarlier = 2 * 3_600_000;

    private readonly Dictionary<ulong, (ulong Key, long Time)> _messages = [];

    /// <summary>Ties a supplier's id to a message; a later one with the same id takes its place, for ids come round again.</summary>
    /// <param name="id">The id, as <see cref="Canonical"/> gives it.</param>
    /// <param name="key">The message.</param>
    /// <param name="time">When it was sent.</param>
    public void Add(ulong id, ulong key, long time)
    {
        if (_messages.Count < most || _messages.ContainsKey(id)) _messages[id] = (key, time);
    }

    /// <summary>The message that a receipt is of; not one that was sent after it.</summary>
    /// <param name="id">The id.</param>
    /// <param name="time">When the receipt came.</param>
    /// <param name="key">The message.</param>
    public bool TryGet(ulong id, long time, out ulong key)
    {
        var known = _messages.TryGetValue(id, out var message) && message.Time <= time + MostEarlier;
        key = known ? message.Key : 0;
        return known;
    }

    /// <summary>An id as it is compared.</summary>
    public static ulong Canonical(ReadOnlySpan<byte> id)
    {
        Span<byte> lower = stackalloc byte[80];
        id = id.TrimStart((byte)'0');
        if (id.Length > lower.Length) return XxHash3.HashToUInt64(id);
        for (var i = 0; i < id.Length; i++) lower[i] = (byte)char.ToLowerInvariant((char)id[i]);
        return XxHash3.HashToUInt64(lower[..id.Length]);
    }
}
