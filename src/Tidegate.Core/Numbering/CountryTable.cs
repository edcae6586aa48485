using PhoneNumbers;

namespace Tidegate.Numbering;

/// <summary>The countries, and codes that belong to none, by id. Ids are the same in every instance of a process.</summary>
internal static class CountryTable
{
    /// <summary>What libphonenumber calls codes that belong to no country.</summary>
    public const string International = "001";

    private static readonly Lazy<Tables> All = new(Load);

    /// <summary>How many ids there are, 0 ("not known") among them.</summary>
    public static int Count => All.Value.Names.Length;

    /// <summary>ISO 3166-1 alpha-2 code, "001" for international codes, "" for 0.</summary>
    public static string Name(int country) => All.Value.Names[country];

    /// <summary>English name; "" for 0.</summary>
    public static string DisplayName(int country)
    {
        var name = Name(country);
        if (name == International) return InternationalName(All.Value.CallingCodes[country]);
        var display = name.Length == 0 ? "" : new Locale("en", name).GetDisplayCountry("en");
        return string.IsNullOrEmpty(display) ? name : display;
    }

    /// <summary>Id of a region; for "001" the calling code tells which. 0 when there is none.</summary>
    public static int Id(string? region, int callingCode = 0) =>
        region is null ? 0 : All.Value.Ids.GetValueOrDefault(region == International ? International + callingCode : region);

    private static Tables Load()
    {
        var library = PhoneNumberUtil.GetInstance();
        var regions = library.GetSupportedRegions().Order(StringComparer.Ordinal).ToList();
        var codes = library.GetSupportedGlobalNetworkCallingCodes().Order().ToList();
        var names = new List<string> { "" };
        var callingCodes = new List<int> { 0 };
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var region in regions)
        {
            ids.Add(region, names.Count);
            names.Add(region);
            callingCodes.Add(0);
        }
        foreach (var code in codes)
        {
            ids.Add(International + code, names.Count);
            names.Add(International);
            callingCodes.Add(code);
        }
        return new Tables([.. names], [.. callingCodes], ids);
    }

    // ITU-T E.164, list of assigned country codes: what the shared codes are for.
    private static string InternationalName(int code) => code switch
    {
        800 => "International freephone (+800)",
        808 => "International shared cost (+808)",
        870 => "Inmarsat satellite (+870)",
        878 => "Universal personal telecommunications (+878)",
        881 => "Satellite mobile (+881)",
        882 => "International networks (+882)",
        883 => "International networks (+883)",
        888 => "International universal access (+888)",
        979 => "International premium rate (+979)",
        _ => $"International (+{code})",
    };

    private sealed record Tables(string[] Names, int[] CallingCodes, Dictionary<string, int> Ids);
}
