namespace Tidegate.Smpp.Text;

/// <summary>How many short messages a text becomes.</summary>
public static class PartCount
{
    /// <summary>Parts of user data that the SMSC cuts itself: what is sent whole, in short_message or message_payload.</summary>
    /// <param name="octets">The user data.</param>
    /// <param name="dataCoding">data_coding of the PDU.</param>
    /// <returns>1 or more, by 160/153 septets, 140/134 octets or 70/67 UCS-2 units.</returns>
    public static int Of(ReadOnlySpan<byte> octets, byte dataCoding) => MessageText.CodingOf(dataCoding) switch
    {
        TextCoding.Ucs2 => Cut(octets.Length / 2, 70, 67),
        TextCoding.Binary or TextCoding.Latin1 => Cut(octets.Length, 140, 134),
        _ => Cut(octets.Length, 160, 153),
    };

    private static int Cut(int length, int whole, int part) => length <= whole ? 1 : (length + part - 1) / part;
}
