using System.Globalization;
using System.Text;

namespace Tidegate.Traffic.Reading;

/// <summary>Undoes the escapes of a JSON string in place.</summary>
internal static class JsonEscapes
{
    private const string Malformed = "malformed JSON: bad escape in a string";

    /// <summary>
    /// Unescapes a string from its first backslash on.
    /// </summary>
    /// <param name="record">The record that holds the string.</param>
    /// <param name="start">Where the string's text begins.</param>
    /// <param name="at">In: the first backslash. Out: behind the closing quote.</param>
    /// <param name="length">Bytes of the text unescaped, from <paramref name="start"/> on.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Unescape(Span<byte> record, int start, ref int at, out int length)
    {
        var to = at;
        length = 0;
        while (at < record.Length)
        {
            var b = record[at++];
            if (b == '"')
            {
                length = to - start;
                return null;
            }

            if (b < 0x20) return "malformed JSON: control character in a string";
            if (b != '\\')
            {
                record[to++] = b;
                continue;
            }

            if (at >= record.Length) break;
            var escaped = record[at++];
            if (escaped == 'u')
            {
                if (!TryReadRune(record, ref at, out var rune)) return Malformed;
                to += rune.EncodeToUtf8(record[to..]);
                continue;
            }

            var plain = Plain(escaped);
            if (plain == 0) return Malformed;
            record[to++] = plain;
        }

        return "malformed JSON: the string is not closed";
    }

    private static byte Plain(byte escaped) => escaped switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => escaped,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => 0,
    };

    private static bool TryReadRune(ReadOnlySpan<byte> record, ref int at, out Rune rune)
    {
        rune = default;
        if (!TryReadUnit(record, ref at, out var unit) || unit == '\0') return false;
        if (!char.IsSurrogate(unit)) return Rune.TryCreate(unit, out rune);
        if (at + 1 >= record.Length || record[at] != '\\' || record[at + 1] != 'u') return false;
        at += 2;
        return TryReadUnit(record, ref at, out var low) && Rune.TryCreate(unit, low, out rune);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> record, ref int at, out char unit)
    {
        unit = default;
        if (at + 4 > record.Length) return false;
        if (!ushort.TryParse(record.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        at += 4;
        unit = (char)value;
        return true;
    }
}
