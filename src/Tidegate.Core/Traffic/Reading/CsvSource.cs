namespace Tidegate.Traffic.Reading;

/// <summary>Reads the event contract as CSV whose header names the contract's fields.</summary>
internal sealed class CsvSource : RecordSource
{
    private readonly CsvHeader _header;
    private readonly CsvPlainRows _plain;
    private readonly CsvRowScanner _scanner;
    private readonly EventKind _untyped;
    private int _searched;

    private CsvSource(RecordBuffer buffer, EventBuilder builder, CsvHeader header)
        : base(buffer, builder)
    {
        _header = header;
        _plain = new CsvPlainRows(header.Delimiter, header.Columns.Length, header.Places);
        _scanner = new CsvRowScanner(header.Delimiter);
        _untyped = header.Has(Field.Type) ? EventKind.None : EventKind.Submit;
    }

    /// <summary>Takes the header off the buffer; an unusable one is reported, and the source gives nothing.</summary>
    public static CsvSource Open(RecordBuffer buffer, EventBuilder builder, CsvHeader header)
    {
        header.Report(builder.Report);
        if (header.IsUsable) return new CsvSource(buffer, builder, header) { _skipHeader = true };
        builder.Report.AddBad(1, header.Fault, "");
        return new CsvSource(buffer, builder, header) { _skipHeader = true, _unusable = true };
    }

    private bool _skipHeader;
    private bool _unusable;

    protected override Step Next(ref TrafficEvent traffic)
    {
        for (; ; )
        {
            if (TryTakePlain(ref traffic)) return Step.Event;
            if (TakeAny(ref traffic) is { } step) return step;
        }
    }

    /// <summary>Takes the next row, whatever it is; null where it is none.</summary>
    private Step? TakeAny(ref TrafficEvent traffic)
    {
        for (; ; )
        {
            if (_unusable) return Step.End;
            var data = Buffer.Unread;
            var ended = Buffer.Ended;
            var found = data.IsEmpty && !ended ? CsvRow.Cut : _scanner.Scan(data, ended && Buffer.Broken is null);
            if (data.IsEmpty && ended) return Step.End;
            if (found == CsvRow.Whole) return TakeRow(data[.._scanner.Length], ref traffic);
            if (found == CsvRow.TextAfterQuote) return SkipLine("text after a closing quote; expected a delimiter");
            if (data.Length > Buffer.MaxRecord)
            {
                return SkipLine(found == CsvRow.CutInQuotes ? "a quote is not closed" : $"row longer than {Buffer.MaxRecord} bytes");
            }

            if (ended)
            {
                if (Buffer.Broken is not null) return Step.End;
                return SkipLine("a quote is not closed");
            }

            FillToNewline(data.Length);
        }
    }

    /// <summary>A row goes on until a newline at least, so that without one there is no use in scanning again.</summary>
    private void FillToNewline(int searched)
    {
        _searched = searched;
        while (Buffer.Fill() && Buffer.Unread.Length <= Buffer.MaxRecord && !Buffer.Unread[_searched..].Contains((byte)'\n'))
        {
            _searched = Buffer.Unread.Length;
        }
    }

    /// <summary>Takes the next row where it is plain, and an event. Else it is left to be taken as others are, which tells what is the matter with it.</summary>
    private unsafe bool TryTakePlain(ref TrafficEvent traffic)
    {
        var row = Buffer.Unread;
        if (_skipHeader || !_plain.Next(row) || _plain.Length > Buffer.MaxRecord) return false;
        row = row[.._plain.Length];
        if (!_plain.Ascii && RecordText.Check(row) is not null) return false;
        fixed (byte* start = row)
        {
            if (!Builder.TryBuild(_plain.CellsAt(start), _untyped, ref traffic)) return false;
        }

        Buffer.Advance(row.Length);
        Buffer.Line++;
        return true;
    }

    private Step? TakeRow(Span<byte> row, ref TrafficEvent traffic)
    {
        var line = Buffer.Line;
        Buffer.Advance(row.Length);
        Buffer.Line += _scanner.Newlines;
        if (_skipHeader)
        {
            _skipHeader = false;
            return null;
        }

        var cells = _scanner.Cells;
        if (cells.Length == 1 && cells[0].Start == cells[0].End) return null;
        if (Fault(row, cells) is { } fault) return Bad(line, fault, row);
        var time = cells[_header.Places[(int)Field.Time]];
        if (CsvHeader.IsRepeatedBy(row[time.Start..time.End])) return null;
        var values = default(FieldValues);
        for (var i = 0; i < cells.Length; i++)
        {
            var field = _header.Columns[i];
            if (field == Field.None) continue;
            var (start, end) = Bare(row, cells[i]);
            if (start < end) values[field] = new FieldValue(start, end - start, ValueKind.Cell);
        }

        return Builder.TryBuild(row, in values, _untyped, line, ref traffic) ? Step.Event : Step.Bad;
    }

    private string? Fault(ReadOnlySpan<byte> row, ReadOnlySpan<CsvCell> cells)
    {
        if (row.Length > Buffer.MaxRecord) return $"row longer than {Buffer.MaxRecord} bytes";
        if (RecordText.Check(row) is { } fault) return fault;
        return cells.Length != _header.Columns.Length ? $"expected {_header.Columns.Length} columns as in the header, found {cells.Length}" : null;
    }

    /// <summary>A cell without doubled quotes; where it is not in quotes, blanks around the value are no part of it.</summary>
    private static (int Start, int End) Bare(Span<byte> row, CsvCell cell)
    {
        var (start, end) = (cell.Start, cell.End);
        if (cell.Doubled) end = Undouble(row, start, end);
        if (start > 0 && row[start - 1] == '"') return (start, end);
        while (start < end && row[start] == ' ') start++;
        while (start < end && row[end - 1] == ' ') end--;
        return (start, end);
    }

    private static int Undouble(Span<byte> row, int start, int end)
    {
        var to = start;
        for (var from = start; from < end; from++)
        {
            row[to++] = row[from];
            if (row[from] == '"') from++;
        }

        return to;
    }

    private Step SkipLine(string reason)
    {
        var bad = Bad(Buffer.Line, reason, Buffer.Unread);
        Buffer.SkipLine();
        return bad;
    }
}
