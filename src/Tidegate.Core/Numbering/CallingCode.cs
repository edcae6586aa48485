using System.Globalization;
using PhoneNumbers;

namespace Tidegate.Numbering;

/// <summary>A country calling code as people write it.</summary>
internal static class CallingCode
{
    /// <summary>What was expected, for errors.</summary>
    public const string Expected = "a country calling code that is in use, such as 39 or 994";

    /// <summary>Its digits, without a plus. Null where it is none of a country's: national numbers would become others'.</summary>
    public static string? Digits(string text)
    {
        var digits = text.StartsWith('+') ? text[1..] : text;
        return digits.Length is >= 1 and <= 3 && digits[0] != '0' && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && PhoneNumberUtil.GetInstance().GetRegionCodesForCountryCode(code) is { Count: > 0 } ? digits : null;
    }
}
