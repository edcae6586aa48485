using System.IO.Compression;
using PhoneNumbers;

namespace Tidegate.Numbering;

/// <summary>
/// The prefixes by which libphonenumber's carrier mapper tells operators, as a tree of digits: it tells how far one
/// answer of the mapper holds.
/// </summary>
internal sealed class CarrierPrefixes
{
    /// <summary>Place beyond the last digit of every prefix.</summary>
    public const int Beyond = 0;

    private static readonly Lazy<string[]> AllNames = new(ReadNames);
    private static readonly Lazy<Dictionary<string, int>> NameIds =
        new(() => AllNames.Value.Select((name, id) => (name, id)).ToDictionary(p => p.name, p => p.id, StringComparer.Ordinal));

    private readonly List<int> _next = [.. new int[20]];
    private readonly List<int> _operator = [0, 0];
    private readonly List<bool> _hasRow = [false, false];

    /// <summary>Reads the prefixes of one calling code; none when the library has none.</summary>
    public CarrierPrefixes(int callingCode)
    {
        foreach (var (prefix, name) in Read(Resource(callingCode)))
        {
            var node = 1;
            foreach (var digit in prefix.ToString(System.Globalization.CultureInfo.InvariantCulture)) node = Child(node, digit - '0');
            _operator[node] = OperatorId(name);
            _hasRow[node] = true;
        }
    }

    /// <summary>Place before the first digit of the calling code.</summary>
    public static int Start => 1;

    /// <summary>Operator names by id, "" for 0; the same in every instance of a process.</summary>
    public static string[] Names => AllNames.Value;

    /// <summary>Id of an operator's name as the mapper gives it; 0 when it has none.</summary>
    public static int OperatorId(string name) => NameIds.Value.GetValueOrDefault(name);

    /// <summary>The place after one more digit, and the operator of the longest prefix passed so far.</summary>
    public (int Place, int Operator) Next(int place, int best, int digit)
    {
        var next = _next[place * 10 + digit];
        if (next != Beyond && _hasRow[next]) best = _operator[next];
        return (next, best);
    }

    private int Child(int node, int digit)
    {
        var child = _next[node * 10 + digit];
        if (child != 0) return child;
        child = _operator.Count;
        _next[node * 10 + digit] = child;
        _operator.Add(0);
        _hasRow.Add(false);
        _next.AddRange(new int[10]);
        return child;
    }

    private const string ResourcePrefix = "PhoneNumbers.carrier.en.";

    private static string Resource(int callingCode) => ResourcePrefix + callingCode;

    private static IEnumerable<KeyValuePair<int, string>> Read(string resource)
    {
        using var raw = typeof(PhoneNumberUtil).Assembly.GetManifestResourceStream(resource);
        if (raw is null) return [];
        using var unzipped = new GZipStream(raw, CompressionMode.Decompress);
        return BuildPrefixMapFromBin.ReadAreaCodeMap(unzipped);
    }

    private static string[] ReadNames()
    {
        var resources = typeof(PhoneNumberUtil).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal));
        var names = resources.SelectMany(Read).Select(row => row.Value).Where(name => name.Length > 0);
        return ["", .. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
