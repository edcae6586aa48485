using Tidegate.Smpp.Text;

namespace Tidegate.Smpp.Receipts;

/// <summary>What a field of a receipt says, out of what stands around it.</summary>
public static class ReceiptValue
{
    private const int LongestName = 16; // with its colon and blanks

    private static ReadOnlySpan<byte> Separators => ",;"u8;

    private static ReadOnlySpan<byte> Quotes => "\"'"u8;

    /// <summary>A receipt's text in ASCII, where it is in UCS-2 as its data_coding says: SMPP 3.4, 5.2.19. Characters that ASCII does not have become '?'.</summary>
    /// <param name="text">The text without its user data header.</param>
    /// <param name="dataCoding">data_coding.</param>
    /// <param name="room">Where it is written, an octet a character.</param>
    /// <returns>The text as it is where it is not in UCS-2, whatever data_coding says, or where there is not room for all of it.</returns>
    public static ReadOnlySpan<byte> Narrow(ReadOnlySpan<byte> text, byte dataCoding, Span<byte> room)
    {
        if (MessageText.CodingOf(dataCoding) != TextCoding.Ucs2) return text;
        var wide = text.StartsWith(stackalloc byte[] { 0xFE, 0xFF }) ? text[2..] : text;
        if (wide.IsEmpty || wide[0] != 0 || wide.Length / 2 > room.Length) return text; // a receipt begins with a letter of ASCII
        for (var i = 0; i < wide.Length / 2; i++) room[i] = wide[2 * i] == 0 && wide[(2 * i) + 1] < 0x80 ? wide[(2 * i) + 1] : (byte)'?';
        return room[..(wide.Length / 2)];
    }

    // A comma belongs to what a field says unless the next field begins behind it.
    internal static int End(ReadOnlySpan<byte> text, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            if (!Separators.Contains(text[at])) continue;
            var after = text[(at + 1)..Math.Min(text.Length, at + 1 + LongestName)];
            var colon = after.IndexOf((byte)':');
            if (colon >= 0 && IsField(after[..colon].Trim((byte)' '))) return at;
        }

        return end;
    }

    internal static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> value) => value.TrimEnd(Separators).Trim(Quotes);

    private static bool IsField(ReadOnlySpan<byte> name) => ReceiptText.Known(name) || ReceiptText.Is(name, "submit date"u8) || ReceiptText.Is(name, "done date"u8);
}
