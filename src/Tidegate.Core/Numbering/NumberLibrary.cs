using System.Globalization;
using PhoneNumbers;

namespace Tidegate.Numbering;

/// <summary>Asks libphonenumber about one number. Slow (microseconds, allocates): once per block, not per event.</summary>
internal sealed class NumberLibrary
{
    // E.164 section 6.1: at most 15 digits, calling code included.
    public const int MaxDigits = 15;

    private static readonly Locale English = new("en", "");
    private readonly PhoneNumberUtil _library = PhoneNumberUtil.GetInstance();
    private readonly PhoneNumberToCarrierMapper _carriers = PhoneNumberToCarrierMapper.GetInstance();
    private readonly Dictionary<(int Country, string Operator), ushort> _networks = [];

    /// <summary>How often it was asked.</summary>
    public long Asked { get; private set; }

    /// <summary>The plan of a calling code; null when the code is not assigned.</summary>
    public CallingCodePlan? Plan(int callingCode)
    {
        var regions = _library.GetRegionCodesForCountryCode(callingCode);
        return regions is null or { Count: 0 } ? null : new CallingCodePlan(callingCode, _library, regions);
    }

    /// <summary>Whether a calling code is assigned.</summary>
    public bool Assigns(int callingCode) => _library.GetRegionCodesForCountryCode(callingCode) is { Count: > 0 };

    /// <summary>What the library says of a number, as given by its own parser.</summary>
    public NumberInfo Ask(ulong destination)
    {
        Asked++;
        PhoneNumber number;
        try
        {
            number = _library.Parse("+" + destination.ToString(CultureInfo.InvariantCulture), null);
        }
        catch (NumberParseException)
        {
            return default;
        }
        var main = _library.GetRegionCodeForCountryCode(number.CountryCode);
        var region = _library.GetRegionCodeForNumber(number) ?? main;
        var country = CountryTable.Id(region, number.CountryCode);
        var name = _carriers.GetNameForNumber(number, English);
        return new NumberInfo(
            (ushort)country,
            Network(country, name),
            Type(_library.GetNumberType(number), number.CountryCode),
            _library.IsMobileNumberPortableRegion(region),
            _library.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE)
        {
            Operator = (ushort)CarrierPrefixes.OperatorId(name),
        };
    }

    private ushort Network(int country, string name)
    {
        if (name.Length == 0) return 0;
        if (_networks.TryGetValue((country, name), out var network)) return network;
        network = (ushort)NetworkTable.Match(CountryTable.Name(country), name);
        _networks.Add((country, name), network);
        return network;
    }

    private static NumberType Type(PhoneNumberType type, int callingCode)
    {
        if (type != PhoneNumberType.UNKNOWN && callingCode is 870 or 878 or 881 or 882 or 883) return NumberType.Satellite;
        return type switch
        {
            PhoneNumberType.MOBILE => NumberType.Mobile,
            PhoneNumberType.FIXED_LINE => NumberType.Fixed,
            PhoneNumberType.FIXED_LINE_OR_MOBILE => NumberType.FixedOrMobile,
            PhoneNumberType.PREMIUM_RATE => NumberType.Premium,
            PhoneNumberType.SHARED_COST => NumberType.SharedCost,
            PhoneNumberType.TOLL_FREE => NumberType.TollFree,
            PhoneNumberType.VOIP => NumberType.Voip,
            PhoneNumberType.PERSONAL_NUMBER => NumberType.Personal,
            PhoneNumberType.PAGER => NumberType.Pager,
            PhoneNumberType.UAN => NumberType.UniversalAccess,
            PhoneNumberType.VOICEMAIL => NumberType.Voicemail,
            _ => NumberType.Unallocated,
        };
    }
}
