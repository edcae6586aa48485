using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Tidegate.Traffic.Importers;

/// <summary>The key that all parts of one message share.</summary>
internal static class PartGroups
{
    public static ulong Of(int customer, int sender, ulong destination, ConcatHeader header) =>
        Of(customer, sender, destination, ((ulong)header.Total << 32) | (uint)header.Reference);

    public static ulong Of(int customer, int sender, ulong destination, ulong reference)
    {
        ReadOnlySpan<ulong> parts = [(ulong)(uint)customer << 32 | (uint)sender, destination, reference];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts)) | 1;
    }
}
