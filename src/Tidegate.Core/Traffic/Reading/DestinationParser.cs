using System.Buffers.Binary;

namespace Tidegate.Traffic.Reading;

/// <summary>Reads E.164 destinations: `+39...`, `0039...` or bare digits; blanks, dashes, dots and brackets are passed over.</summary>
internal static class DestinationParser
{
    private static readonly uint[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <summary>Reads a destination; null when read, else what is wrong.</summary>
    public static string? Read(ReadOnlySpan<byte> text, out ulong destination)
    {
        if (text.Length is >= 9 and <= 16 && text[0] == '+' && text[1] != '0' && TryReadDigits(text[1..], out destination)) return null;
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

    // 8 to 15 digits, as destinations are nearly always written: eight at once, then those that are left.
    private static bool TryReadDigits(ReadOnlySpan<byte> text, out ulong number)
    {
        const ulong zeros = 0x3030303030303030;
        var left = text.Length - 8;
        var head = BinaryPrimitives.ReadUInt64LittleEndian(text) - zeros;
        var tail = (BinaryPrimitives.ReadUInt64LittleEndian(text[left..]) - zeros) & (left == 0 ? 0 : ulong.MaxValue << (64 - (8 * left)));
        number = 0;
        if (!AreDigits(head) || !AreDigits(tail)) return false;
        number = (Eight(head) * Powers[left]) + Eight(tail);
        return true;
    }

    // A byte above 9 shows in its high half, either by itself or after adding 6.
    private static bool AreDigits(ulong bytes) => ((bytes | (bytes + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0) == 0;

    // Pairs of digits become numbers below 100, pairs of those below 10,000, and those the whole.
    private static ulong Eight(ulong digits)
    {
        digits = ((digits * 10) + (digits >> 8)) & 0x00FF00FF00FF00FF;
        digits = ((digits * 100) + (digits >> 16)) & 0x0000FFFF0000FFFF;
        return ((digits * 10_000) + (digits >> 32)) & 0xFFFFFFFF;
    }
}
