using System.Globalization;

namespace Tidegate.Traffic.Importers;

/// <summary>The concatenation element of a user data header: which part of which message this is (TS 23.040, 9.2.3.24.1 and .8).</summary>
/// <param name="Reference">What all parts of the message carry.</param>
/// <param name="Total">Number of parts.</param>
/// <param name="Part">Number of this part, from 1.</param>
internal readonly record struct ConcatHeader(int Reference, int Total, int Part)
{
    /// <summary>Reads a header in hex ("050003CC0201", with or without blanks or "%"); false when it holds no concatenation element.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out ConcatHeader header)
    {
        header = default;
        Span<byte> octets = stackalloc byte[140];
        var count = 0;
        for (var i = 0; i < hex.Length; i++)
        {
            if (hex[i] is (byte)' ' or (byte)'%' or (byte)':') continue;
            if (i + 1 >= hex.Length || count == octets.Length) return false;
            if (!byte.TryParse(hex.Slice(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[count++])) return false;
            i++;
        }

        for (var at = 1; at + 1 < count; at += 2 + octets[at + 1])
        {
            var length = octets[at + 1];
            if (at + 2 + length > count) return false;
            if (octets[at] == 0 && length == 3) header = new ConcatHeader(octets[at + 2], octets[at + 3], octets[at + 4]);
            else if (octets[at] == 8 && length == 4) header = new ConcatHeader((octets[at + 2] << 8) | octets[at + 3], octets[at + 4], octets[at + 5]);
            else continue;
            return header.Total > 1 && header.Part >= 1 && header.Part <= header.Total;
        }

        return false;
    }
}
