using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Tidegate.Smpp.Receipts;

namespace Tidegate.Server.Smpp;

/// <summary>Keys by which a submission and its receipt meet in detection.</summary>
internal static class MessageKeys
{
    private const int Longest = 64;

    /// <summary>The key of an id: the hash of what <see cref="MessageIdKey"/> makes of it. Of usual ids nothing is allocated.</summary>
    /// <param name="id">As the SMSC wrote it.</param>
    /// <param name="form">As it writes ids there.</param>
    /// <param name="place">Which of the numbers that share the id it is of, from 0.</param>
    public static ulong Of(ReadOnlySpan<byte> id, MessageIdForm form, int place = 0)
    {
        if (place == 0 && form != MessageIdForm.Hex && id.Length is > 0 and <= Longest && !id.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            if (form == MessageIdForm.Exact) return XxHash3.HashToUInt64(id);
            Span<byte> lower = stackalloc byte[Longest];
            for (var i = 0; i < id.Length; i++) lower[i] = id[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(id[i] | 0x20) : id[i];
            var canonical = lower[..id.Length].TrimStart((byte)'0');
            return XxHash3.HashToUInt64(canonical.IsEmpty ? "0"u8 : canonical);
        }

        return Of(MessageIdKey.Of(Encoding.Latin1.GetString(id), form), place);
    }

    /// <summary>The key of an id that was made up, or is a key already.</summary>
    public static ulong Of(string id, int place = 0) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(place == 0 ? id : $"{id}#{place}"));

    /// <summary>A key among the ids of one SMSC, whose ids may be those of another too.</summary>
    /// <param name="key">The key.</param>
    /// <param name="space">Of <see cref="SmppOptions.SpaceOf"/>; 0 leaves the key as it is.</param>
    public static ulong In(ulong space, ulong key)
    {
        if (space == 0) return key;
        Span<byte> both = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(both, space);
        BinaryPrimitives.WriteUInt64LittleEndian(both[8..], key);
        return XxHash3.HashToUInt64(both);
    }
}
