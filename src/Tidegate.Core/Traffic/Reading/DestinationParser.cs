namespace Tidegate.Traffic.Reading;

/// <summary>Reads E.164 destinations: `+39...`, `0039...` or bare digits; blanks, dashes, dots and brackets are passed over.</summary>
internal static class DestinationParser
{
    /// <summary>Reads a destination; null when read, else what is wrong.</summary>
    public static string? Read(ReadOnlySpan<byte> text, out ulong destination)
    {
        destination = 0;
        var at = 0;
        while (at < text.Length && text[at] == ' ') at++;
        var plus = at < text.Length && text[at] == '+';
        if (plus) at++;
        var digits = 0;
        var zeros = 0;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                if (digits == 0 && digit == 0)
                {
                    zeros++;
                    continue;
                }

                destination = (destination * 10) + digit;
                if (++digits > 15) return "destination of more than 15 digits; expected E.164, 7 to 15 digits";
            }
            else if (text[at] is not ((byte)' ' or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)'/'))
            {
                return "destination is not a number; expected E.164 such as +393391234567";
            }
        }

        if (zeros != 0 && (plus || zeros != 2)) return "destination in national form; expected E.164 with country code";
        return digits < 7 ? "destination of fewer than 7 digits; expected E.164, 7 to 15 digits" : null;
    }
}
