using System.Text;

namespace Tidegate.Smpp.Text;

/// <summary>What data_coding 0, "the SMSC's default", stands for: it is agreed with each peer, and said nowhere in a PDU.</summary>
public enum DefaultAlphabet
{
    /// <summary>GSM 03.38, one septet an octet: the most usual.</summary>
    Gsm,

    /// <summary>GSM 03.38, eight septets in seven octets.</summary>
    GsmPacked,
    Latin1,
    Ascii,
}

/// <summary>How the octets of a message are to be read.</summary>
public enum TextCoding
{
    Default,
    Ascii,
    Latin1,
    Ucs2,

    /// <summary>Not text: 8-bit data, or an alphabet that is not read here.</summary>
    Binary,
}

/// <summary>The text of a message, as its data_coding says.</summary>
public static class MessageText
{
    /// <summary>What a data_coding means: SMPP 3.4, 5.2.19, and 3GPP TS 23.038, 4 for groups 0x00 to 0x3F and 0xF0 to 0xFF.</summary>
    public static TextCoding CodingOf(byte dataCoding) => dataCoding switch
    {
        0x00 => TextCoding.Default,
        0x01 => TextCoding.Ascii,
        0x03 => TextCoding.Latin1,
        0x08 => TextCoding.Ucs2,
        < 0x10 => TextCoding.Binary,
        < 0x40 => (dataCoding & 0x2C) switch // bit 5: compressed; bits 2-3: alphabet
        {
            0x00 => TextCoding.Default,
            0x08 => TextCoding.Ucs2,
            _ => TextCoding.Binary,
        },
        >= 0xF0 => (dataCoding & 0x04) == 0 ? TextCoding.Default : TextCoding.Binary,
        _ => TextCoding.Binary,
    };

    /// <summary>Decodes; never fails. What cannot be read becomes U+FFFD; an odd octet at the end of UCS-2 is left away.</summary>
    /// <param name="octets">The text without its user data header.</param>
    /// <param name="dataCoding">data_coding of the PDU.</param>
    /// <param name="alphabet">What data_coding 0 stands for with this peer.</param>
    /// <returns>The text; null where it is none.</returns>
    public static string? Decode(ReadOnlySpan<byte> octets, byte dataCoding, DefaultAlphabet alphabet = DefaultAlphabet.Gsm) => CodingOf(dataCoding) switch
    {
        TextCoding.Default => alphabet switch
        {
            DefaultAlphabet.Gsm => Gsm0338.Decode(octets),
            DefaultAlphabet.GsmPacked => Gsm0338.Decode(Gsm0338.Unpack(octets)),
            DefaultAlphabet.Latin1 => Encoding.Latin1.GetString(octets),
            _ => Ascii(octets),
        },
        TextCoding.Ascii => Ascii(octets),
        TextCoding.Latin1 => Encoding.Latin1.GetString(octets),
        TextCoding.Ucs2 => Encoding.BigEndianUnicode.GetString(octets[..(octets.Length & ~1)]),
        _ => null,
    };

    private static string Ascii(ReadOnlySpan<byte> octets) => string.Create(octets.Length, octets, static (text, source) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = source[i] < 0x80 ? (char)source[i] : '\uFFFD';
    });
}
