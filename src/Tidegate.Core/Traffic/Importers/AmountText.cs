using System.Buffers.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// How an export writes amounts of money. Signs between groups of digits are taken only where they are nothing else:
/// one and the same sign, one to three digits that do not begin with 0 before it, exactly three after each.
/// </summary>
/// <param name="decimalSign">The decimal sign, "." or ","; the other one, spaces, apostrophes and "_" may stand between groups.</param>
internal sealed class AmountText(byte decimalSign = (byte)'.')
{
    /// <summary>The largest amount that is taken, as in the event contract.</summary>
    public const double Most = 1e9;

    private const int LongestText = 48;

    /// <summary>What becomes of an amount that cannot be read, and what was expected.</summary>
    public string Refusal => $"price or cost left out, expected a number up to 1e9 with \"{(char)decimalSign}\" as the decimal sign";

    /// <summary>What is said of "1,234", which is something else where the other sign is the decimal one.</summary>
    public string Doubt => $"price or cost in thousands, for \"{(char)decimalSign}\" is the decimal sign";

    /// <summary>Reads an amount as its size: exports that charge write it negative, and a refund is not known here.</summary>
    /// <param name="text">The amount as written.</param>
    /// <param name="amount">Its size; NaN when it cannot be read.</param>
    /// <param name="doubtful">Whether the other sign made it thousands with nothing else in the amount to say so ("1,234").</param>
    public bool TryParse(ReadOnlySpan<byte> text, out float amount, out bool doubtful)
    {
        (amount, doubtful) = (float.NaN, false);
        text = text.Trim((byte)' ');
        if (text is [(byte)'-' or (byte)'+', ..]) text = text[1..].TrimStart((byte)' ');
        if (text.Length is 0 or > LongestText) return false;
        Span<byte> plain = stackalloc byte[LongestText];
        if (!TryWhole(text, plain, out var read, out var length, out var groups)) return false;
        var rest = text[read..];
        doubtful = groups == 1 && rest.IsEmpty && text.IndexOfAny((byte)'.', (byte)',') >= 0;
        foreach (var c in rest)
        {
            if (!IsDigit(c) && c != decimalSign && (groups > 0 || c is not ((byte)'e' or (byte)'E' or (byte)'-' or (byte)'+'))) return false;
            plain[length++] = c == decimalSign ? (byte)'.' : c;
        }

        if (!Utf8Parser.TryParse(plain[..length], out double value, out var used) || used != length || !(Math.Abs(value) <= Most)) return false;
        amount = (float)Math.Abs(value);
        return true;
    }

    /// <summary>Takes the digits before the decimal sign (or exponent) out of their groups.</summary>
    private bool TryWhole(ReadOnlySpan<byte> text, Span<byte> plain, out int read, out int length, out int groups)
    {
        (read, length, groups) = (0, 0, 0);
        var between = ReadOnlySpan<byte>.Empty;
        var digits = 0;
        while (read < text.Length && text[read] != decimalSign && text[read] is not ((byte)'e' or (byte)'E'))
        {
            if (IsDigit(text[read]))
            {
                plain[length++] = text[read++];
                digits++;
                continue;
            }

            var sign = text.Slice(read, GroupSign(text[read..]));
            if (sign.IsEmpty) return false;
            if (groups == 0 ? digits is 0 or > 3 || plain[0] == '0' : digits != 3 || !sign.SequenceEqual(between)) return false;
            between = sign;
            groups++;
            digits = 0;
            read += sign.Length;
        }

        return groups == 0 || digits == 3;
    }

    /// <summary>Length of the sign at the start of a text that may stand between groups; 0 for anything else.</summary>
    private static int GroupSign(ReadOnlySpan<byte> text)
    {
        if (text[0] is (byte)'.' or (byte)',' or (byte)' ' or (byte)'\'' or (byte)'_') return 1;
        if (text.StartsWith("\u00A0"u8)) return 2;
        return text.StartsWith("\u202F"u8) || text.StartsWith("\u2009"u8) || text.StartsWith("\u2019"u8) ? 3 : 0;
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';
}
