using System.Globalization;
using System.Text;
using Tidegate.Incidents;
using Tidegate.Traffic.Reading;

namespace Tidegate.Reporting.Sharing;

/// <summary>Lists as CSV: with a header that has ranges, prefixes or numbers by one of their usual names, or without one and the numbers in the first column.</summary>
internal static class CsvRanges
{
    private static readonly string[] From = ["range_from", "range_start", "from", "start", "first_number"];
    private static readonly string[] To = ["range_to", "range_end", "to", "end", "last_number"];
    private static readonly string[] Prefixes = ["prefixes", "prefix", "range", "number_range", "b_prefix"];
    private static readonly string[] Numbers = ["number", "phone_number", "phone", "msisdn", "test_number", "b_number", "destination", "e164"];
    private static readonly string[] FirstSeen = ["first_seen", "first_seen_at"];
    private static readonly string[] LastSeen = ["last_seen", "last_seen_at", "reported_at", "reported", "date"];
    private static readonly string[] Expires = ["expires_at", "expires", "valid_until"];
    private static readonly string[] Known = [.. From, .. To, .. Prefixes, .. Numbers];

    public static void Read(string text, RangeImport.Taken taken)
    {
        var rows = Rows(text);
        if (rows.Count == 0) throw new FormatException("the list has no row");
        var header = rows[0].Cells.Select(c => c.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_')).ToArray();
        var named = header.Any(h => Known.Contains(h, StringComparer.Ordinal));
        if (!named && RangeNotation.Read(rows[0].Cells[0]) is null)
            throw new FormatException($"the first line has neither a column that names numbers ({string.Join(", ", Known)}) nor a number: expected {RangeNotation.Expected}");
        foreach (var (line, cells) in rows.Skip(named ? 1 : 0)) Take(line, cells, named ? header : [], taken);
    }

    private static void Take(int line, string[] cells, string[] header, RangeImport.Taken taken)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"line {line}");
        var ranges = Ranges(cells, header);
        if (ranges is null || ranges.Count == 0)
        {
            taken.Refuse(where, $"no range; expected {RangeNotation.Expected}");
            return;
        }

        var bad = "";
        DateTimeOffset? Time(string[] names)
        {
            if (Cell(cells, header, names) is not { } stated) return null;
            if (DateTimeOffset.TryParse(stated, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
            bad = $"'{stated}' is no time; expected RFC 3339";
            return null;
        }

        int? confidence = null;
        if (Cell(cells, header, ["confidence"]) is { } sure)
        {
            if (double.TryParse(sure.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100) confidence = (int)Math.Round(value);
            else bad = $"confidence '{sure}': expected 0 to 100";
        }

        var words = new RangeImport.RangeWords
        {
            FirstSeen = Time(FirstSeen),
            LastSeen = Time(LastSeen),
            ExpiresAt = Time(Expires),
            Confidence = confidence,
            Source = Cell(cells, header, ["source"])?.TrimStart('\''),
            Networks = [.. (Cell(cells, header, ["networks", "network", "mccmnc", "mcc_mnc"]) ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(n => n.Length is 5 or 6 && n.All(char.IsAsciiDigit))],
        };
        if (bad.Length > 0) taken.Refuse(where, bad);
        else taken.Add(where, ranges, words);
    }

    private static IReadOnlyList<NumberRange>? Ranges(string[] cells, string[] header)
    {
        if (header.Length == 0) return RangeNotation.Read(cells[0]);
        if (Cell(cells, header, From) is { } from && Cell(cells, header, To) is { } to) return RangeNotation.Between(from, to) is { } range ? [range] : null;
        if (Cell(cells, header, Prefixes) is { } prefixes)
        {
            var all = prefixes.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(p => RangeNotation.Read(p, prefix: true)).ToList();
            return all.Contains(null) ? null : [.. all.SelectMany(r => r!)];
        }

        return Cell(cells, header, Numbers) is { } number ? RangeNotation.Read(number) : null;
    }

    private static string? Cell(string[] cells, string[] header, string[] names)
    {
        for (var i = 0; i < header.Length && i < cells.Length; i++)
            if (names.Contains(header[i], StringComparer.Ordinal) && cells[i].Trim() is { Length: > 0 } text) return text;
        return null;
    }

    private static List<(int Line, string[] Cells)> Rows(string list)
    {
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(list);
        var end = text.IndexOf((byte)'\n') is var line and >= 0 ? line : text.Length;
        var head = text[..end];
        var scanner = new CsvRowScanner(head.Contains((byte)',') ? (byte)',' : head.Contains((byte)';') ? (byte)';' : head.Contains((byte)'\t') ? (byte)'\t' : (byte)',');
        var rows = new List<(int, string[])>();
        for (var number = 1; !text.IsEmpty; number++)
        {
            if (scanner.Scan(text, final: true) != CsvRow.Whole) throw new FormatException($"line {number}: a quote that is not closed, or with something after it");
            var cells = new string[scanner.Cells.Length];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Encoding.UTF8.GetString(text[scanner.Cells[i].Start..scanner.Cells[i].End]);
                if (scanner.Cells[i].Doubled) cells[i] = cells[i].Replace("\"\"", "\"", StringComparison.Ordinal);
            }

            text = text[scanner.Length..];
            if (cells.Any(c => c.Trim().Length > 0) && !cells[0].StartsWith('#')) rows.Add((number, cells));
        }

        return rows;
    }
}
