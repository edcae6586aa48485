using Tidegate.Smpp.Receipts;

namespace Tidegate.Smpp;

/// <summary>Tells message ids, states and dates from what else stands in their fields: some peers write sentences there, and numbers.</summary>
internal static class IdMask
{
    private const int LongestId = 65;
    private const int LeastDigits = 7;

    private static ReadOnlySpan<byte> States => "ACCEPTD ACCEPTED ACKED BUFFERED BUFFRED DELETED DELIVERED DELIVRD ENROUTE EN_ROUTE EXPIRED FAILED REJECTD REJECTED SCHEDULED SKIPPED UNDELIV UNDELIVERABLE UNDELIVERED UNKNOWN "u8;

    /// <summary>Whether it is a message id: letters, digits and dashes with a digit among them, and not a number that the message is from or to.</summary>
    /// <param name="id">What stands there.</param>
    /// <param name="source">source_addr; empty where there is none.</param>
    /// <param name="destination">destination_addr; empty where there is none.</param>
    public static bool IsId(ReadOnlySpan<byte> id, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination)
    {
        if (id.Length > LongestId || !id.ContainsAnyInRange((byte)'0', (byte)'9')) return false;
        foreach (var octet in id)
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet != (byte)'-') return false;
        return !Has(id, source) && !Has(id, destination);
    }

    /// <summary>Whether it is a state as vendors write it: no word that only begins as one.</summary>
    public static bool IsState(ReadOnlySpan<byte> word)
    {
        if (word.Length > 13 || !MessageStates.TryParse(word, out _)) return false;
        Span<byte> upper = stackalloc byte[word.Length + 1];
        for (var i = 0; i < word.Length; i++) upper[i] = (byte)char.ToUpperInvariant((char)word[i]);
        upper[^1] = (byte)' ';
        var at = States.IndexOf(upper);
        return at == 0 || (at > 0 && States[at - 1] == (byte)' ');
    }

    /// <summary>Whether it is a date: digits, and none of the message's numbers.</summary>
    public static bool IsDate(ReadOnlySpan<byte> date, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination) =>
        date.Length is >= 8 and <= 14 && !date.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !Has(date, source) && !Has(date, destination);

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> address)
    {
        var digits = address.TrimStart("+0"u8);
        return digits.Length >= LeastDigits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && text.IndexOf(digits) >= 0;
    }
}
