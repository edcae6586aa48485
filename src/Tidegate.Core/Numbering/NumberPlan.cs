namespace Tidegate.Numbering;

/// <summary>
/// Tells country, network, type and portability of any E.164 destination, as libphonenumber does, at the price of a
/// table lookup.
/// </summary>
/// <remarks>
/// The library is asked once per number block and the answer kept. How far an answer holds follows from the plan's own
/// patterns, so that a block may be 100 numbers or a whole country. A number that parsing would change (a trunk prefix
/// after the calling code) is asked for each time. One writer; use one instance per partition. Ids are the same in all
/// instances of a build. A known block takes tens of nanoseconds and no allocation.
/// </remarks>
public sealed class NumberPlan
{
    /// <summary>Default for the largest number of places kept, about 100 bytes each.</summary>
    public const int DefaultMaxPlaces = 1 << 22;

    private readonly NumberLibrary _library = new();
    private readonly BlockTree _blocks;

    /// <summary>A plan that has seen no number yet.</summary>
    /// <param name="maxPlaces">Largest number of places kept; when it is reached unknown blocks are answered by the library each time (see <see cref="Overflow"/>). 64 or more.</param>
    public NumberPlan(int maxPlaces = DefaultMaxPlaces)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPlaces, 64);
        _blocks = new BlockTree(_library, maxPlaces);
    }

    /// <summary>Places kept; bounded by the plans of the countries seen, not by the traffic.</summary>
    public int Places => _blocks.Count;

    /// <summary>How often the library was asked.</summary>
    public long LibraryCalls => _library.Asked;

    /// <summary>Lookups answered by the library because the bound on places was reached.</summary>
    public long Overflow => _blocks.Overflow;

    /// <summary>What the plan says of a destination given as E.164 digits. Any value is taken; what no plan knows is <see cref="NumberType.Unallocated"/>.</summary>
    /// <remarks>
    /// Type and region are libphonenumber's for "+digits", but that numbers of satellite and other international networks
    /// are <see cref="NumberType.Satellite"/> and that an unallocated number of a calling code that several countries
    /// share is given to the code's main country.
    /// </remarks>
    public NumberInfo Lookup(ulong destination) => _blocks.Find(destination);

    /// <summary>First and last of the numbers of as many digits that begin with the calling code of a destination; with its first three digits, where those begin with none.</summary>
    public (ulong From, ulong To) WithCallingCodeOf(ulong destination)
    {
        ulong size = 1;
        while (destination / size >= 10) size *= 10;
        while (size > 1 && destination / size < 100 && !_library.Assigns((int)(destination / size))) size /= 10;
        var from = destination / size * size;
        return (from, from + size - 1);
    }

    /// <summary>Region code (ISO 3166-1 alpha-2) of a country id; "001" for the international codes, "" for 0.</summary>
    public string CountryName(int country) => CountryTable.Name(country);

    /// <summary>English name of a country id; "" for 0.</summary>
    public string CountryDisplayName(int country) => CountryTable.DisplayName(country);

    /// <summary>Id of a region code (ISO 3166-1 alpha-2); 0 when there is none.</summary>
    public int CountryId(string region) => CountryTable.Id(region);

    /// <summary>MCC-MNC digits of a network id; "" for 0.</summary>
    public string NetworkName(int network) => NetworkTable.Entries[network].MccMnc;

    /// <summary>Gives all networks of the list their ids in a table of names, so that these do not depend on the order in which networks are met.</summary>
    public void NameNetworks(Traffic.NameTable names)
    {
        for (var network = 1; network < NetworkTable.Entries.Length; network++) names.Intern(NetworkTable.Entries[network].MccMnc);
    }

    /// <summary>The network of MCC-MNC digits ("40101"); null when the list does not have it.</summary>
    public NetworkEntry? NetworkByMccMnc(string mccMnc) => NetworkTable.Id(mccMnc) is var id and > 0 ? NetworkTable.Entries[id] : null;

    /// <summary>Id of MCC-MNC digits; 0 when the list does not have them.</summary>
    public int NetworkId(ReadOnlySpan<char> mccMnc) => NetworkTable.Id(mccMnc);

    /// <summary>A network for people to read: "40101 Beeline, KZ"; the digits alone when the list does not have them.</summary>
    public string NetworkDisplayName(string mccMnc) =>
        NetworkByMccMnc(mccMnc) is { } network ? $"{network.MccMnc} {network.Name}, {network.Countries[0]}" : mccMnc;

    /// <summary>The operator's name as libphonenumber gives it for the block; "" for 0.</summary>
    public string OperatorName(int operatorId) => CarrierPrefixes.Names[operatorId];
}
