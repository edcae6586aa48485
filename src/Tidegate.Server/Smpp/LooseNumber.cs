using Tidegate.Traffic.Reading;

namespace Tidegate.Server.Smpp;

/// <summary>Reads numbers as clients write them and SMSCs take them: besides what <see cref="DestinationParser"/> reads, blanks of any kind around, `tel:`,
/// `;parameters`, `_` between digits, and a `+` or `00` that is written more than once. Who pumps must not get past a block by a blank.
/// Type of number and numbering plan are too often wrong to be asked.</summary>
internal static class LooseNumber
{
    private const int Longest = 128;

    private static ReadOnlySpan<byte> Blanks => [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0];

    /// <summary>The number; 0 where it is none. A single 0 before it, without a +, may be a national prefix, and is not read.</summary>
    public static ulong Read(ReadOnlySpan<byte> text)
    {
        if (DestinationParser.Read(text, out var number) is null) return number;
        if (text.IndexOf((byte)';') is var end && end >= 0) text = text[..end];
        text = text.Trim(Blanks);
        if (text.Length >= 4 && (text[0] | 0x20) == 't' && (text[1] | 0x20) == 'e' && (text[2] | 0x20) == 'l' && text[3] == ':') text = text[4..].TrimStart(Blanks);
        var (plus, zeros) = (false, 0);
        for (; text.Length > 0 && (text[0] is (byte)'+' or (byte)'0' || Blanks.Contains(text[0])); text = text[1..])
        {
            plus |= text[0] == '+';
            if (text[0] == '0') zeros++;
        }

        if (zeros == 1 && !plus) return 0;
        Span<byte> digits = stackalloc byte[Longest];
        if (text.Length > Longest) return 0;
        var length = 0;
        foreach (var octet in text)
            if (octet != '_') digits[length++] = octet;
        return DestinationParser.Read(digits[..length], out number) is null ? number : 0;
    }
}
