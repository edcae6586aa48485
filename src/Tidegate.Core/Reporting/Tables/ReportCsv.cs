using System.Text;

namespace Tidegate.Reporting.Tables;

/// <summary>Writes a report as CSV (RFC 4180): each section begins with a line of its key, and ends with an empty one.</summary>
internal static class ReportCsv
{
    // What a spreadsheet would take for a formula is kept from being one (OWASP, CSV injection).
    private static readonly System.Buffers.SearchValues<char> Formula = System.Buffers.SearchValues.Create("=+-@\t\r");
    private static readonly System.Buffers.SearchValues<char> Quoted = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Writes all sections, or one of them alone without the line of its key.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="document">What.</param>
    /// <param name="section">Key of the one section; null for all.</param>
    public static void Write(Stream stream, ReportDocument document, string? section = null)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        foreach (var part in document.Sections.Where(s => section is null || s.Key == section))
        {
            if (section is null) writer.WriteLine(part.Key);
            writer.WriteLine(string.Join(',', part.Columns.Select(c => c.Key)));
            foreach (var row in part.Rows) writer.WriteLine(string.Join(',', row.Select(Field)));
            if (section is null) writer.WriteLine();
        }
    }

    private static string Field(object? value)
    {
        var text = ReportCell.Plain(value);
        if (value is string && text.Length > 0 && Formula.Contains(text[0])) text = "'" + text;
        text = PlainText.Of(text);
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
