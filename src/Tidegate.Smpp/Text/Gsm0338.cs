namespace Tidegate.Smpp.Text;

/// <summary>The default alphabet of SMS with its extension table: 3GPP TS 23.038, 6.2.1. One septet an octet, as SMPP carries it.</summary>
public static class Gsm0338
{
    /// <summary>The septet that leads into the extension table.</summary>
    public const byte Escape = 0x1B;

    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private static readonly (byte Septet, char Character)[] Extension =
        [(0x0A, '\f'), (0x14, '^'), (0x28, '{'), (0x29, '}'), (0x2F, '\\'), (0x3C, '['), (0x3D, '~'), (0x3E, ']'), (0x40, '|'), (0x65, '€')];

    /// <summary>Decodes; never fails. An octet over 127 becomes U+FFFD; an escape before a septet that the extension table does not
    /// have becomes a space before that septet's plain character, as 23.038 asks; an escape at the end is left away.</summary>
    public static string Decode(ReadOnlySpan<byte> octets)
    {
        Span<char> text = octets.Length <= 512 ? stackalloc char[octets.Length] : new char[octets.Length];
        var length = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[i];
            if (octet > 0x7F) text[length++] = '\uFFFD';
            else if (octet != Escape) text[length++] = Basic[octet];
            else if (i + 1 < octets.Length) text[length++] = TryExtended(octets[i + 1], ref i);
        }

        return new string(text[..length]);
    }

    /// <summary>Septets of a text, two for a character of the extension table.</summary>
    /// <returns>False where a character is not in the alphabet: such a text goes as UCS-2.</returns>
    public static bool TryCountSeptets(ReadOnlySpan<char> text, out int septets)
    {
        septets = 0;
        foreach (var character in text)
        {
            var size = SizeOf(character);
            if (size == 0) return false;
            septets += size;
        }

        return true;
    }

    /// <summary>Encodes.</summary>
    /// <returns>False where a character is not in the alphabet.</returns>
    public static bool TryEncode(ReadOnlySpan<char> text, out byte[] octets)
    {
        octets = [];
        if (!TryCountSeptets(text, out var septets)) return false;
        octets = new byte[septets];
        var length = 0;
        foreach (var character in text)
        {
            if (SizeOf(character) == 2)
            {
                octets[length++] = Escape;
                octets[length++] = ExtensionOf(character);
            }
            else
            {
                octets[length++] = (byte)Basic.IndexOf(character, StringComparison.Ordinal);
            }
        }

        return true;
    }

    /// <summary>Takes septets that are packed eight in seven octets apart (3GPP TS 23.038, 6.1.2.1). Rare over SMPP.</summary>
    /// <param name="packed">The octets.</param>
    /// <param name="fillBits">Bits to pass over at the start: those that follow a user data header.</param>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int fillBits = 0)
    {
        var bits = packed.Length * 8 - fillBits;
        var septets = new byte[Math.Max(0, bits / 7)];
        for (var i = 0; i < septets.Length; i++)
        {
            var bit = fillBits + i * 7;
            var two = packed[bit / 8] | (bit / 8 + 1 < packed.Length ? packed[bit / 8 + 1] << 8 : 0);
            septets[i] = (byte)(two >> bit % 8 & 0x7F);
        }

        return septets;
    }

    private static char TryExtended(byte octet, ref int index)
    {
        foreach (var (septet, character) in Extension)
        {
            if (septet != octet) continue;
            index++;
            return character;
        }

        return ' ';
    }

    private static byte ExtensionOf(char character)
    {
        foreach (var (septet, extended) in Extension)
            if (extended == character) return septet;
        return 0;
    }

    private static int SizeOf(char character)
    {
        if (character == (char)Escape) return 0;
        if (Basic.Contains(character, StringComparison.Ordinal)) return 1;
        return ExtensionOf(character) != 0 ? 2 : 0;
    }
}
