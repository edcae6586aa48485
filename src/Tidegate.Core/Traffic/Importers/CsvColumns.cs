using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// The columns of delimited text, and which of them hold what is wanted. Names are compared without case, blanks, "_"
/// and "-", so that `date_sent`, `DateSent` and `Date Sent` are one.
/// </summary>
internal sealed class CsvColumns
{
    private readonly int[] _ofSlot;

    /// <param name="names">The header's names.</param>
    /// <param name="wanted">The names wanted, by slot; alternatives separated by "|", empty for none.</param>
    public CsvColumns(string[] names, string[] wanted)
    {
        Names = names;
        _ofSlot = new int[wanted.Length];
        var plain = Array.ConvertAll(names, Plain);
        for (var slot = 0; slot < wanted.Length; slot++)
        {
            _ofSlot[slot] = -1;
            foreach (var name in wanted[slot].Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                _ofSlot[slot] = Array.IndexOf(plain, Plain(name));
                if (_ofSlot[slot] >= 0) break;
            }
        }
    }

    /// <summary>The names as the header has them.</summary>
    public string[] Names { get; }

    /// <summary>The column that fills a slot; negative where there is none.</summary>
    public int this[int slot] => _ofSlot[slot];

    /// <summary>The name under which header names are compared.</summary>
    public static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether a column fills a slot.</summary>
    public bool IsWanted(int column) => Array.IndexOf(_ofSlot, column) >= 0;

    /// <summary>Tells what is missing; false where it is something that no record can be read without.</summary>
    public bool Check(ExpectedColumn[] expected, long line, SourceReport report)
    {
        if (Array.Exists(Names, ColumnNames.HasStrayReturn))
        {
            report.AddBad(line, "the header runs into the rows: some lines end with CR alone, others with LF; save the file with lines that end alike", "");
            return false;
        }

        var missing = expected.Where(c => c.Slots.All(slot => _ofSlot[slot] < 0)).ToArray();
        var found = ColumnNames.List(Names);
        var needed = missing.Where(c => c.Without.Length == 0).ToArray();
        if (needed.Length > 0)
        {
            report.AddBad(line, $"no column {string.Join("; no column ", needed.Select(c => c.Name))}; without it nothing can be read. The file has: {found}", "");
            return false;
        }

        foreach (var column in missing) report.Remarks.Add($"no column {column.Name}: {column.Without}; the file has: {found}");
        return true;
    }
}
