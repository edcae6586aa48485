using System.Globalization;
using System.Text;

namespace Tidegate.Numbering;

/// <summary>A mobile network of the compiled list.</summary>
/// <param name="MccMnc">MCC and MNC digits; the MNC has two or three.</param>
/// <param name="Name">Brand, as people know it.</param>
/// <param name="Operator">The company behind it; the brand when no other is known.</param>
/// <param name="Countries">ISO 3166-1 alpha-2 codes, the first the usual one; "001" for international networks.</param>
/// <param name="Operational">Whether the list has it in operation.</param>
public sealed record NetworkEntry(string MccMnc, string Name, string Operator, IReadOnlyList<string> Countries, bool Operational);

/// <summary>
/// Mobile networks by MCC-MNC, from networks.tsv (npm mcc-mnc-list, MIT; rows from Wikipedia, CC BY-SA 4.0; the ITU's
/// E.212 list is the authority). Ids are the same in every instance of a build.
/// </summary>
internal static class NetworkTable
{
    private static readonly Lazy<Tables> All = new(Load);
    private static readonly char[] WordBreaks = [' ', '-', '.', ',', '/', '(', ')', '&', '\'', '"', ':', '_', '+'];

    // Words that tell companies' forms and not companies.
    private static readonly HashSet<string> Noise = new(StringComparer.Ordinal)
    {
        "ltd", "limited", "inc", "llc", "gmbh", "ag", "sa", "s", "a", "as", "ab", "bv", "nv", "plc", "pjsc", "jsc", "ojsc", "cjsc", "co", "company", "corp", "corporation", "group",
        "the", "mobile", "telecom", "telecommunications", "communications", "gsm", "cellular", "wireless", "pte", "pty", "sas", "spa", "srl", "saoc", "psc", "d", "o", "ooo", "zao",
    };

    /// <summary>Entries by id; the first, id 0, stands for "not known".</summary>
    public static NetworkEntry[] Entries => All.Value.Entries;

    /// <summary>Id of MCC-MNC digits; 0 when the list has none.</summary>
    public static int Id(ReadOnlySpan<char> mccMnc) =>
        All.Value.Ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(mccMnc, out var id) ? id : 0;

    /// <summary>
    /// Id of the one network that an operator's name can mean in a country, else 0: by equal brand, then equal company,
    /// then words contained in one another; networks in operation before others; two candidates make none.
    /// </summary>
    public static int Match(string country, string operatorName)
    {
        if (operatorName.Length == 0 || !All.Value.ByCountry.TryGetValue(country, out var candidates)) return 0;
        var plain = string.Join(' ', Words(operatorName, keepNoise: true));
        var words = Words(operatorName, keepNoise: false);
        return One(candidates, c => c.Brand == plain) ?? One(candidates, c => c.Company == plain)
            ?? One(candidates, c => Same(c.BrandWords, words)) ?? One(candidates, c => Within(c.BrandWords, words)) ?? 0;
    }

    private static int? One(List<Candidate> candidates, Func<Candidate, bool> fits)
    {
        var found = candidates.Where(fits).ToList();
        if (found.Count == 0) return null;
        if (found.Exists(c => c.Operational)) found.RemoveAll(c => !c.Operational);
        return found.Count == 1 ? found[0].Id : 0;
    }

    private static bool Same(string[] a, string[] b) => a.Length > 0 && a.Length == b.Length && a.All(b.Contains);

    private static bool Within(string[] a, string[] b) => a.Length > 0 && b.Length > 0 && (a.All(b.Contains) || b.All(a.Contains));

    private static string[] Words(string text, bool keepNoise)
    {
        var plain = new string([.. text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)]);
        var words = plain.ToLowerInvariant().Split(WordBreaks, StringSplitOptions.RemoveEmptyEntries);
        return keepNoise ? words : [.. words.Where(w => !Noise.Contains(w)).Distinct(StringComparer.Ordinal)];
    }

    private static Tables Load()
    {
        using var stream = typeof(NetworkTable).Assembly.GetManifestResourceStream("Tidegate.Numbering.networks.tsv")
            ?? throw new InvalidOperationException("The network table networks.tsv is not embedded in this build.");
        using var reader = new StreamReader(stream);
        var entries = new List<NetworkEntry> { new("", "", "", [], false) };
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var byCountry = new Dictionary<string, List<Candidate>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var field = line.Split('\t');
            if (field.Length != 5) throw new InvalidDataException($"networks.tsv: '{line}' has {field.Length} columns, 5 expected.");
            var entry = new NetworkEntry(field[0], field[3], field[4].Length == 0 ? field[3] : field[4], field[1].Split('/'), field[2] == "o");
            var id = entries.Count;
            entries.Add(entry);
            ids.Add(entry.MccMnc, id);
            if (field[2] == "s") continue;
            var candidate = new Candidate(id, entry.Operational, string.Join(' ', Words(entry.Name, true)), string.Join(' ', Words(entry.Operator, true)), Words(entry.Name, false));
            foreach (var country in entry.Countries)
            {
                if (!byCountry.TryGetValue(country, out var list)) byCountry.Add(country, list = []);
                list.Add(candidate);
            }
        }
        return new Tables([.. entries], ids, byCountry);
    }

    private sealed record Candidate(int Id, bool Operational, string Brand, string Company, string[] BrandWords);

    private sealed record Tables(NetworkEntry[] Entries, Dictionary<string, int> Ids, Dictionary<string, List<Candidate>> ByCountry);
}
