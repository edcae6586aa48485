using System.Text;

namespace Tidegate.Traffic.Reading;

/// <summary>The header of a CSV file: its delimiter, and which column is which field.</summary>
internal sealed class CsvHeader
{
    private readonly string[] _names;
    private readonly bool _customerKnown;

    private CsvHeader(byte delimiter, string[] names, bool customerKnown)
    {
        Delimiter = delimiter;
        (_names, _customerKnown) = (names, customerKnown);
        Columns = new Field[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var field = Fields.Find(Encoding.UTF8.GetBytes(names[i].ToLowerInvariant()));
            Columns[i] = Array.IndexOf(Columns, field, 0, i) >= 0 ? Field.None : field;
        }

        Places = [.. Enumerable.Range(0, Fields.Count).Select(field => Array.IndexOf(Columns, (Field)field))];
    }

    /// <summary>The byte between columns.</summary>
    public byte Delimiter { get; }

    /// <summary>The field of each column; None for columns that are not the contract's.</summary>
    public Field[] Columns { get; }

    /// <summary>The column of each field of the contract; -1 where it has none.</summary>
    public int[] Places { get; }

    /// <summary>The names of the columns, phone numbers masked.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Number of columns that are the contract's.</summary>
    public int Known => Columns.Count(c => c != Field.None);

    /// <summary>Whether events can be made of these columns at all.</summary>
    public bool IsUsable => Missing().Length == 0;

    /// <summary>What is missing for that.</summary>
    public string Fault =>
        $"columns missing: {string.Join(", ", Missing().Select(Fields.Name))}; found: {ColumnNames.List(_names)}; "
        + "a CSV file needs time, message_id, customer and destination (receipts and conversions: type, time, message_id)";

    /// <summary>Reads the header out of the head of a file: the first line with something in it.</summary>
    /// <param name="head">The head.</param>
    /// <param name="customerKnown">Whether it is known whose rows those are that name no customer.</param>
    public static CsvHeader Read(ReadOnlySpan<byte> head, bool customerKnown)
    {
        var newline = head.IndexOf((byte)'\n');
        var delimiter = DelimiterOf(newline < 0 ? head : head[..newline]);
        var scanner = new CsvRowScanner(delimiter);
        if (scanner.Scan(head, final: true) != CsvRow.Whole) return new CsvHeader(delimiter, [], customerKnown);
        var names = new string[scanner.Cells.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var cell = scanner.Cells[i];
            names[i] = PhoneMask.Apply(head[cell.Start..cell.End]).Trim();
        }

        return new CsvHeader(delimiter, names, customerKnown);
    }

    /// <summary>Whichever usual delimiter a header line has most of outside quotes; a comma in doubt.</summary>
    public static byte DelimiterOf(ReadOnlySpan<byte> line)
    {
        Span<int> counts = stackalloc int[128];
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && c < counts.Length) counts[c]++;
        }

        var best = (byte)',';
        foreach (var candidate in ";\t|"u8)
        {
            if (counts[candidate] > counts[best]) best = candidate;
        }

        return best;
    }

    /// <summary>Whether a field has a column.</summary>
    public bool Has(Field field) => Places[(int)field] >= 0;

    /// <summary>Adds remarks on columns that are not read.</summary>
    public void Report(SourceReport report)
    {
        var unknown = _names.Where((_, i) => Columns[i] == Field.None).ToArray();
        if (unknown.Length > 0 && IsUsable) report.Remarks.Add("columns not read: " + ColumnNames.List(unknown));
        if (!Has(Field.Type) && IsUsable) report.Remarks.Add("no column type; every row was taken as a submission");
    }

    /// <summary>Whether a row with this as its time is the header once more, as where files were put together.</summary>
    public static bool IsRepeatedBy(ReadOnlySpan<byte> time) => time.SequenceEqual("time"u8);

    private Field[] Missing() => [.. Fields.Needed(Has(Field.Type), _customerKnown).Where(f => !Has(f))];
}
