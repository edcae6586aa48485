namespace Tidegate.Traffic.Reading;

/// <summary>Where a cell is in the data, without its quotes. Cells lie in a row so that one's end is followed by the next one's start.</summary>
internal readonly struct CsvCell(int start, int end, bool doubled)
{
    private readonly int _start = start;
    private readonly int _end = doubled ? end | int.MinValue : end;

    public int Start => _start;

    public int End => _end & int.MaxValue;

    /// <summary>The cell holds doubled quotes that still have to be made single.</summary>
    public bool Doubled => _end < 0;
}

/// <summary>What the scanner found.</summary>
internal enum CsvRow
{
    /// <summary>A whole row.</summary>
    Whole,

    /// <summary>The data ends within the row.</summary>
    Cut,

    /// <summary>The data ends within quotes.</summary>
    CutInQuotes,

    /// <summary>Text follows a closing quote.</summary>
    TextAfterQuote,
}

/// <summary>Finds the cells of one CSV row (RFC 4180; any one-byte delimiter; LF or CRLF).</summary>
internal sealed class CsvRowScanner(byte delimiter)
{
    private CsvCell[] _cells = new CsvCell[64];
    private int _count;

    /// <summary>Cells of the row found last.</summary>
    public ReadOnlySpan<CsvCell> Cells => _cells.AsSpan(0, _count);

    /// <summary>Bytes of the row found last, with its line end.</summary>
    public int Length { get; private set; }

    /// <summary>Newlines within the row found last, its own end included.</summary>
    public int Newlines { get; private set; }

    /// <summary>Finds the row at the start of the data.</summary>
    /// <param name="data">Unread data.</param>
    /// <param name="final">No more follows, so the data's end ends the row.</param>
    public CsvRow Scan(ReadOnlySpan<byte> data, bool final)
    {
        _count = 0;
        Newlines = 1;
        var at = 0;
        for (; ; )
        {
            var quoted = at < data.Length && data[at] == '"';
            var start = quoted ? at + 1 : at;
            var end = -1;
            var doubled = false;
            if (quoted)
            {
                end = FindClosingQuote(data, start, out doubled);
                if (end < 0) return CsvRow.CutInQuotes;
                at = end + 1;
            }

            var stop = data[at..].IndexOfAny(delimiter, (byte)'\n');
            if (stop < 0 && !final) return CsvRow.Cut;
            stop = stop < 0 ? data.Length : at + stop;
            var last = stop == data.Length || data[stop] == '\n';
            if (quoted)
            {
                var rest = data[at..stop];
                if (!(rest.IsEmpty || (last && rest.SequenceEqual("\r"u8)))) return CsvRow.TextAfterQuote;
            }
            else
            {
                end = last && stop > start && data[stop - 1] == '\r' ? stop - 1 : stop;
            }

            Add(start, end, doubled);
            if (last)
            {
                Length = Math.Min(stop + 1, data.Length);
                return CsvRow.Whole;
            }

            at = stop + 1;
        }
    }

    private int FindClosingQuote(ReadOnlySpan<byte> data, int at, out bool doubled)
    {
        doubled = false;
        for (; ; )
        {
            var stop = data[at..].IndexOfAny((byte)'"', (byte)'\n');
            if (stop < 0) return -1;
            at += stop + 1;
            if (data[at - 1] == '\n') Newlines++;
            else if (at == data.Length || data[at] != '"') return at - 1;
            else
            {
                doubled = true;
                at++;
            }
        }
    }

    private void Add(int start, int end, bool doubled)
    {
        if (_count == _cells.Length) Array.Resize(ref _cells, _cells.Length * 2);
        _cells[_count++] = new CsvCell(start, end, doubled);
    }
}
