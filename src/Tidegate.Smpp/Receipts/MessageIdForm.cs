using System.Globalization;
using System.Numerics;

namespace Tidegate.Smpp.Receipts;

/// <summary>How a supplier writes message ids. Some answer a submission in one form and send its receipt in another.</summary>
public enum MessageIdForm
{
    /// <summary>Compared octet by octet.</summary>
    Exact,

    /// <summary>Case, blanks around and zeros before do not count.</summary>
    Canonical,

    /// <summary>A hexadecimal number.</summary>
    Hex,

    /// <summary>A decimal number.</summary>
    Decimal,
}

/// <summary>Keys by which the id of a response and the id of a receipt meet.</summary>
public static class MessageIdKey
{
    /// <summary>The key of an id. Hex and decimal ids of one number have the same key; an id that is no such number is canonical.</summary>
    /// <param name="id">As it was received.</param>
    /// <param name="form">As the supplier writes it there.</param>
    public static string Of(string id, MessageIdForm form)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (form == MessageIdForm.Exact) return id;
        var canonical = id.Trim().ToLowerInvariant().TrimStart('0');
        if (form == MessageIdForm.Hex && canonical.StartsWith('x')) canonical = canonical[1..].TrimStart('0');
        if (canonical.Length == 0 && !string.IsNullOrWhiteSpace(id)) return "0";
        if (canonical.Length is 0 or > 64) return canonical;
        return form == MessageIdForm.Hex && BigInteger.TryParse("0" + canonical, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : canonical;
    }
}
