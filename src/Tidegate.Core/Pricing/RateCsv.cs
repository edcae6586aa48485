using System.Text;
using Tidegate.Traffic.Reading;

namespace Tidegate.Pricing;

/// <summary>Reads a price list from CSV: a header of <see cref="RateRow.Keys"/> in any order, then a row for each rate; comma or semicolon.</summary>
public static class RateCsv
{
    /// <summary>Reads it.</summary>
    /// <exception cref="RateException">A row or the header will not do.</exception>
    public static IReadOnlyList<Rate> Read(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        var end = text.IndexOf((byte)'\n') is var line and >= 0 ? line : text.Length;
        var scanner = new CsvRowScanner(text[..end].Contains((byte)';') && !text[..end].Contains((byte)',') ? (byte)';' : (byte)',');
        var header = Cells(scanner, ref text, 0) ?? throw new RateException(0, "header", "", "a header with " + string.Join(", ", RateRow.Keys));
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = header[i].Trim().ToLowerInvariant();
            if (!RateRow.Keys.Contains(header[i], StringComparer.Ordinal) || header.AsSpan(0, i).Contains(header[i]))
                throw new RateException(0, "header", header[i], "each of " + string.Join(", ", RateRow.Keys) + " at most once");
        }

        var rates = new List<Rate>();
        for (var row = 1; Cells(scanner, ref text, row) is { } cells; row++)
        {
            if (cells.Length != header.Length) throw new RateException(row, "columns", $"{cells.Length}", $"{header.Length}, as in the header");
            if (rates.Count == RateRow.MostRows) throw new RateException(row, "rows", $"{row}", $"at most {RateRow.MostRows}");
            rates.Add(RateRow.Check(row, key => Array.IndexOf(header, key) is var at and >= 0 ? cells[at] : null));
        }

        return rates;
    }

    // The cells of the next row that is not blank; null at the end.
    private static string[]? Cells(CsvRowScanner scanner, ref ReadOnlySpan<byte> text, int row)
    {
        while (!text.IsEmpty)
        {
            var found = scanner.Scan(text, final: true);
            if (found != CsvRow.Whole) throw new RateException(row, "quotes", "", "quotes that are closed, with a separator after them");
            var cells = new string[scanner.Cells.Length];
            for (var i = 0; i < cells.Length; i++)
            {
                var cell = scanner.Cells[i];
                cells[i] = Encoding.UTF8.GetString(text[cell.Start..cell.End]);
                if (cell.Doubled) cells[i] = cells[i].Replace("\"\"", "\"", StringComparison.Ordinal);
            }

            text = text[scanner.Length..];
            if (cells.Length > 1 || (cells.Length == 1 && cells[0].Trim().Length > 0)) return cells;
        }

        return null;
    }
}
