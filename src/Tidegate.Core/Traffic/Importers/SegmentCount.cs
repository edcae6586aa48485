namespace Tidegate.Traffic.Importers;

/// <summary>Number of parts a message goes out in, for logs that write one line a message (3GPP TS 23.040, 23.038).</summary>
internal static class SegmentCount
{
    private const int Octets = 140;

    /// <summary>Parts of a GSM 7-bit message, from its septets and the octets of a user data header of its own.</summary>
    public static int Gsm(int septets, int headerOctets = 0) => Count(septets * 7, 7, headerOctets);

    /// <summary>Parts of an 8-bit message.</summary>
    public static int Binary(int octets, int headerOctets = 0) => Count(octets * 8, 8, headerOctets);

    /// <summary>Parts of a UCS-2 message, from its octets.</summary>
    public static int Ucs2(int octets, int headerOctets = 0) => Count(octets * 8, 16, headerOctets);

    /// <summary>Septets of UTF-8 text in the GSM alphabet: the extension table's characters take two.</summary>
    public static int Septets(ReadOnlySpan<byte> text)
    {
        var septets = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] & 0xC0) == 0x80) continue;
            var extended = text[i] is (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)'~' or (byte)'\\' or (byte)'^' or (byte)'|'
                || (text[i] == 0xE2 && i + 2 < text.Length && text[i + 1] == 0x82 && text[i + 2] == 0xAC); // the euro sign
            septets += extended ? 2 : 1;
        }

        return septets;
    }

    private static int Count(int bits, int unitBits, int headerOctets)
    {
        if (bits <= Room(unitBits, headerOctets) * unitBits) return 1;
        // Splitting adds a concatenation element of 5 octets, and the header's length octet where there was no header.
        var room = Room(unitBits, headerOctets + (headerOctets == 0 ? 6 : 5)) * unitBits;
        return room <= 0 ? 1 : Math.Min(255, (bits + room - 1) / room);
    }

    private static int Room(int unitBits, int headerOctets) => Math.Max(0, (Octets - headerOctets) * 8 / unitBits);
}
