using System.Globalization;
using PhoneNumbers;
using Shouldly;
using Tidegate.Numbering;
using Xunit;

namespace Tidegate.Core.Tests.Numbering;

public sealed class NumberPlanTests
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private static readonly PhoneNumberToCarrierMapper Carriers = PhoneNumberToCarrierMapper.GetInstance();

    [Fact]
    public void Lookup_RandomNumbersOfEveryRegion_AgreesWithTheLibrary()
    {
        var plan = new NumberPlan();
        var random = new Random(20260302);
        var disagreements = new List<string>();
        var types = new Dictionary<NumberType, int>();
        var asked = 0;
        foreach (var start in RandomNumbers.Starts(Library))
        {
            for (var i = 0; i < 800; i++)
            {
                var number = RandomNumbers.Vary(start, random);
                var info = plan.Lookup(number);
                types[info.Type] = types.GetValueOrDefault(info.Type) + 1;
                asked++;
                if (Disagreement(plan, number, info) is { } text) disagreements.Add(text);
            }
        }
        disagreements.Take(20).ShouldBeEmpty();
        asked.ShouldBeGreaterThan(500_000);
        plan.LibraryCalls.ShouldBeLessThan(asked / 2);
        types.Count.ShouldBe(Enum.GetValues<NumberType>().Length, "every number type must have been met");
    }

    private static string? Disagreement(NumberPlan plan, ulong number, NumberInfo info)
    {
        var text = "+" + number.ToString(CultureInfo.InvariantCulture);
        // E.164 ends at 15 digits; the library goes on to 17 behind the calling code.
        if (text.Length > 16) return info is { Type: NumberType.Unallocated, LengthValid: false } ? null : $"{text}: over 15 digits, {info}";
        PhoneNumber parsed;
        try
        {
            parsed = Library.Parse(text, null);
        }
        catch (NumberParseException)
        {
            return info.Type == NumberType.Unallocated && !info.LengthValid ? null : $"{text}: not a number to the library, {info}";
        }
        var region = Library.GetRegionCodeForNumber(parsed) ?? Library.GetRegionCodeForCountryCode(parsed.CountryCode);
        var type = Library.GetNumberType(parsed).ToString().Replace("_", "", StringComparison.Ordinal);
        var own = info.Type switch
        {
            NumberType.Unallocated => "UNKNOWN",
            NumberType.Fixed => "FIXEDLINE",
            NumberType.FixedOrMobile => "FIXEDLINEORMOBILE",
            NumberType.Premium => "PREMIUMRATE",
            NumberType.Personal => "PERSONALNUMBER",
            NumberType.UniversalAccess => "UAN",
            NumberType.Satellite when parsed.CountryCode is 870 or 878 or 881 or 882 or 883 && type != "UNKNOWN" => type,
            var other => other.ToString().ToUpperInvariant(),
        };
        var length = Library.IsPossibleNumberWithReason(parsed) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE;
        var carrier = Carriers.GetNameForNumber(parsed, new Locale("en", ""));
        var theirs = $"{region} {type} {length} {carrier} {Library.IsMobileNumberPortableRegion(region)}";
        var ours = $"{plan.CountryName(info.Country)} {own} {info.LengthValid} {plan.OperatorName(info.Operator)} {info.Portable}";
        return theirs == ours ? null : $"{text}: library {theirs}, plan {ours}";
    }
}
