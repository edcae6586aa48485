using System.Globalization;
using PhoneNumbers;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Reads destinations into E.164 digits. "+", "00" and (where a format writes international numbers without a sign)
/// bare digits are international; a leading trunk prefix means the default country. Other bare digits are international
/// where the default country has a trunk prefix; where it has none, they are national when they are valid there.
/// </summary>
internal sealed class DestinationText
{
    private readonly Dictionary<(ulong Block, int Length), bool> _national = [];
    private readonly string _countryCode;
    private readonly string _trunk;
    private readonly string _region;
    private readonly bool _international;

    /// <param name="countryCode">Calling code (digits) of the default country; empty for none.</param>
    /// <param name="international">Whether the format writes international numbers without a sign.</param>
    public DestinationText(string countryCode, bool international)
    {
        _countryCode = countryCode;
        _international = international;
        _region = _trunk = "";
        if (!int.TryParse(countryCode, NumberStyles.None, CultureInfo.InvariantCulture, out var code)) return;
        _region = PhoneNumberUtil.GetInstance().GetRegionCodeForCountryCode(code);
        _trunk = PhoneNumberUtil.GetInstance().GetNddPrefixForRegion(_region, stripNonDigits: true) ?? "";
    }

    /// <summary>What was expected, for messages about a bad destination.</summary>
    public string Expected => _countryCode.Length == 0
        ? "a phone number in international form (7 to 15 digits; national numbers need the default country)"
        : "a phone number of 7 to 15 digits";

    public bool TryParse(ReadOnlySpan<byte> text, out ulong destination)
    {
        destination = 0;
        Span<char> digits = stackalloc char[24];
        var count = 0;
        var signed = false;
        foreach (var c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                if (count == digits.Length) return false;
                digits[count++] = (char)c;
            }
            else if (c == '+' && count == 0 && !signed)
            {
                signed = true;
            }
            else if (c is not ((byte)' ' or (byte)'-' or (byte)'(' or (byte)')' or (byte)'.' or (byte)'/'))
            {
                return false;
            }
        }

        return Take(digits[..count], signed, out destination);
    }

    private bool Take(ReadOnlySpan<char> number, bool signed, out ulong destination)
    {
        destination = 0;
        if (signed) return Number("", number, out destination);
        if (number.StartsWith("00")) return Number("", number[2..], out destination);
        if (_countryCode.Length > 0 && !_international && IsNational(number))
        {
            if (_trunk.Length > 0 && number.StartsWith(_trunk)) number = number[_trunk.Length..];
            return Number(_countryCode, number, out destination);
        }

        return Number("", number, out destination);
    }

    private bool IsNational(ReadOnlySpan<char> number)
    {
        if (number.Length is < 4 or > 15) return false;
        if (number[0] == '0') return true;
        var block = ulong.Parse(number[..Math.Min(number.Length, 7)], NumberStyles.None, CultureInfo.InvariantCulture);
        var key = (block, number.Length);
        if (!_national.TryGetValue(key, out var national))
        {
            if (_national.Count > 100_000) _national.Clear();
            national = AskPlan(number.ToString());
            _national.Add(key, national);
        }

        return national;
    }

    private bool AskPlan(string number)
    {
        var plan = PhoneNumberUtil.GetInstance();
        if (_trunk.Length > 0 && _trunk != "1")
        {
            // National numbers are written with the trunk prefix there; without it what is valid abroad is meant so.
            if (number.StartsWith(_trunk, StringComparison.Ordinal) && IsValid(plan, number)) return true;
            if (IsValid(plan, "+" + number)) return false;
            return IsValid(plan, number) || !IsPossible(plan, "+" + number);
        }

        if (number.StartsWith(_countryCode, StringComparison.Ordinal) && IsValid(plan, "+" + number)) return false;
        return IsValid(plan, number) || !IsPossible(plan, "+" + number);
    }

    private bool IsValid(PhoneNumberUtil plan, string number)
    {
        try
        {
            return plan.IsValidNumber(plan.Parse(number, _region));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    private bool IsPossible(PhoneNumberUtil plan, string number)
    {
        try
        {
            return plan.IsPossibleNumber(plan.Parse(number, _region));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    private static bool Number(string countryCode, ReadOnlySpan<char> rest, out ulong destination)
    {
        destination = 0;
        var length = countryCode.Length + rest.Length;
        if (length is < 7 or > 15 || (countryCode.Length == 0 && rest[0] == '0')) return false;
        foreach (var c in countryCode) destination = (destination * 10) + (ulong)(c - '0');
        foreach (var c in rest) destination = (destination * 10) + (ulong)(c - '0');
        return true;
    }
}
