using System.IO.Hashing;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// From the message ids that suppliers give to messages. Receipts repeat them in another case, and with or without
/// leading zeros, so they are compared without both.
/// </summary>
internal sealed class SupplierIds
{
    private readonly Dictionary<ulong, ulong> _keys = [];

    /// <summary>Ties a supplier's id to a message; a later one with the same id takes its place, for ids come round again.</summary>
    public void Add(ReadOnlySpan<byte> supplierId, ulong key) => _keys[Canonical(supplierId)] = key;

    public bool TryGet(ReadOnlySpan<byte> supplierId, out ulong key) => _keys.TryGetValue(Canonical(supplierId), out key);

    private static ulong Canonical(ReadOnlySpan<byte> id)
    {
        Span<byte> lower = stackalloc byte[80];
        id = id.TrimStart((byte)'0');
        if (id.Length > lower.Length) return XxHash3.HashToUInt64(id);
        for (var i = 0; i < id.Length; i++) lower[i] = (byte)char.ToLowerInvariant((char)id[i]);
        return XxHash3.HashToUInt64(lower[..id.Length]);
    }
}
