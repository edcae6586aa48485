using System.Globalization;
using PhoneNumbers;

namespace Tidegate.Core.Tests.Numbering;

/// <summary>Numbers of every region and type: the library's own examples, with random digits put in place of their ends.</summary>
internal static class RandomNumbers
{
    private const string Digits = "0123456789";

    /// <summary>The example numbers of all regions, types and international codes, and bare calling codes.</summary>
    public static IReadOnlyList<string> Starts(PhoneNumberUtil library)
    {
        var examples = new List<PhoneNumber?>();
        foreach (var region in library.GetSupportedRegions().Order(StringComparer.Ordinal))
            foreach (var type in library.GetSupportedTypesForRegion(region).Order())
                examples.Add(library.GetExampleNumberForType(region, type));
        foreach (var code in library.GetSupportedGlobalNetworkCallingCodes().Order())
            examples.Add(library.GetExampleNumberForNonGeoEntity(code));
        var starts = examples.Where(n => n is not null).Select(n => library.Format(n!, PhoneNumberFormat.E164)[1..]).ToList();
        starts.AddRange(library.GetSupportedCallingCodes().Order().Select(c => c.ToString(CultureInfo.InvariantCulture)));
        starts.AddRange(["1", "21", "999", "210", "384", "969"]);
        return starts;
    }

    /// <summary>A number that keeps a random part of the start and has, nine times of ten, its length.</summary>
    public static ulong Vary(string start, Random random)
    {
        var kept = random.Next(1, start.Length + 1);
        var length = start.Length > 4 && random.Next(10) > 0 ? start.Length : random.Next(1, 19);
        Span<char> text = stackalloc char[length];
        for (var i = 0; i < length; i++) text[i] = i < kept && i < start.Length ? start[i] : Digits[random.Next(10)];
        return ulong.Parse(text, CultureInfo.InvariantCulture);
    }
}
