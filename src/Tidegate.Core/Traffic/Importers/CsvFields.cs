using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Delimited text with a header line, RFC 4180 quoting, quoted line breaks. The delimiter, where none is given (0), is
/// told from the header; columns that are expected and not there are told, and without those needed nothing is read.
/// </summary>
internal sealed class CsvFields(ByteWindow window, SourceReport report, string[] wanted, ExpectedColumn[] expected, byte delimiter = 0) : FieldReader
{
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private CsvColumns? _columns;
    private byte _delimiter = delimiter;
    private bool _usable;
    private int _fields;
    private int _recordLength;

    // Where in the record another one begins, which a quote that was not closed has swallowed; 0 where none does.
    private int _swallowed;
    private int _torn;

    // Where lines began is in doubt: what stands before a delimiter may be message text.
    private bool _lost;
    private long _line = 1;
    private long _nextLine = 1;

    public override long Line => _line;

    public override ReadOnlySpan<byte> this[int slot]
    {
        get
        {
            var column = _columns?[slot] ?? -1;
            return column >= 0 && column < _fields ? window.Span.Slice(_starts[column], _lengths[column]) : [];
        }
    }

    public override bool Read()
    {
        if (_columns is null) _usable = ReadHeader();
        while (_usable && Next())
        {
            if (_fields == 1 && _lengths[0] == 0) continue; // an empty line
            if (IsHeaderAgain()) continue;
            if (_fields == _columns!.Names.Length)
            {
                _lost = false;
                return true;
            }

            Bad($"{_fields} fields; expected {_columns.Names.Length}, as in the header", window.Span.Slice(_starts[0], _lengths[0]));
        }

        return false;
    }

    public override string Describe()
    {
        var text = new StringBuilder();
        var header = _columns?.Names ?? [];
        for (var i = 0; i < _fields && i < header.Length; i++)
        {
            if (_lengths[i] == 0 || !_columns!.IsWanted(i)) continue;
            if (text.Length > 0) text.Append(", ");
            text.Append(header[i]).Append('=');
            text.Append(Mask.IsText(header[i]) ? Mask.Text : Mask.Numbers(window.Span.Slice(_starts[i], _lengths[i])));
        }

        return text.ToString();
    }

    protected override void Dispose(bool disposing) => window.Dispose();

    private bool ReadHeader()
    {
        while (window.Span.TrimStart("\r\n"u8).IndexOf((byte)'\n') < 0 && window.More())
        {
        }

        var start = CsvStart.Read(window.Span, ref _delimiter);
        _nextLine += window.Span[..start].Count((byte)'\n');
        window.Advance(start);
        if (!Next()) return false;
        var names = new string[_fields];
        for (var i = 0; i < _fields; i++) names[i] = Encoding.UTF8.GetString(window.Span.Slice(_starts[i], _lengths[i])).Trim();
        _columns = new CsvColumns(names, wanted);
        return _columns.Check(expected, _line, report);
    }

    /// <summary>Whether the row is the header once more, as where exports were put together.</summary>
    private bool IsHeaderAgain()
    {
        var header = _columns!.Names;
        if (_fields != header.Length) return false;
        for (var i = 0; i < _fields; i++) // nearly always over at the first field
        {
            if (_lengths[i] > 200 || !Encoding.UTF8.GetString(window.Span.Slice(_starts[i], _lengths[i])).Trim().Equals(header[i], StringComparison.Ordinal)) return false;
        }

        return true;
    }

    private bool Next()
    {
        window.Advance(_recordLength);
        _recordLength = 0;
        while (true)
        {
            _line = _nextLine;
            var whole = TryScan(out var open);
            if (!whole && window.More()) continue;
            if (!whole && !window.TooLarge)
            {
                whole = TryScan(out open); // the last line may end without a line break
                if (!whole && !open) return false;
            }

            if (whole && _swallowed == 0) return true;
            if (whole)
            {
                SkipToSwallowed();
                continue;
            }

            var where = open ? $" (it opens field {_fields + 1})" : "";
            SkipLine(window.TooLarge ? $"a record longer than 4 MiB, perhaps a quote that is never closed{where}" : $"a quoted field that is never closed{where}");
            if (window.Span.IsEmpty && !window.More()) return false;
        }
    }

    private void Bad(string reason, ReadOnlySpan<byte> firstField)
    {
        report.Records++;
        report.AddBad(_line, reason, _lost ? "" : Mask.Numbers(firstField));
        _lost = true;
    }

    private void SkipToSwallowed()
    {
        Bad($"a quote that is not closed on its line (it opens field {_torn}) and takes the next row in; the line was left out", FirstField());
        _nextLine = _line + window.Span[.._swallowed].Count((byte)'\n');
        window.Advance(_swallowed);
        _recordLength = 0;
    }

    private void SkipLine(string reason)
    {
        Bad(reason + "; the line was left out", FirstField());
        window.SkipLine();
        _nextLine = _line + 1;
    }

    /// <summary>What stands before the first delimiter: enough to find the line, and no message text.</summary>
    private ReadOnlySpan<byte> FirstField()
    {
        var end = window.Span.IndexOfAny(_delimiter, (byte)'\n');
        return window.Span[..Math.Min(60, end < 0 ? window.Span.Length : end)];
    }

    /// <summary>Finds the fields of the record at the start of the window; false when its end is not at hand.</summary>
    private bool TryScan(out bool open)
    {
        var data = window.Span;
        open = false;
        _fields = _torn = _swallowed = 0;
        var torn = false;
        var at = 0;
        var lines = 1;
        while (true)
        {
            var start = at;
            var escaped = false;
            var length = 0;
            if (at < data.Length && data[at] == '"')
            {
                start = ++at;
                while (true)
                {
                    var next = data[at..].IndexOfAny((byte)'"', (byte)'\n');
                    if (next < 0)
                    {
                        open = true;
                        return false;
                    }

                    at += next + 1;
                    if (data[at - 1] == '\n')
                    {
                        lines++;
                        if (_torn == 0) _torn = _fields + 1;
                        continue;
                    }

                    if (at == data.Length && !window.Ended) return false;
                    if (at == data.Length || data[at] != '"') break;
                    escaped = true;
                    at++;
                }

                length = at - 1 - start;
            }

            // A field that goes on after its closing quote keeps what follows, as other readers do.
            var end = data[at..].IndexOfAny(_delimiter, (byte)'\n');
            if (end < 0)
            {
                if (!window.Ended) return false;
                end = data.Length - at;
            }

            torn |= _torn == _fields + 1 && end > 0 && data.Slice(at, end) is not [(byte)'\r'];
            if (length == 0 && (start == at || data[start - 1] != '"')) length = end;
            at += end;
            var last = at == data.Length || data[at] == '\n';
            if (last && length > 0 && start + length == at && data[at - 1] == '\r') length--;
            Keep(data, start, length, escaped);
            if (!last)
            {
                at++;
                continue;
            }

            if (at == 0 && data.IsEmpty) return false;
            var size = Math.Min(at + 1, data.Length);
            if (lines > 1 && !CheckSwallowed(data, size, torn)) return false;
            _recordLength = size;
            _nextLine = _line + lines;
            return _swallowed > 0 || Unescape(data);
        }
    }

    /// <summary>Looks for a row within the record where its quotes or fields do not come out even; false where more data is needed to tell.</summary>
    private bool CheckSwallowed(ReadOnlySpan<byte> data, int size, bool torn)
    {
        if (_columns is null || (!torn && _fields == _columns.Names.Length)) return true;
        _swallowed = new CsvSwallowed(_delimiter, _columns.Names.Length).FindRow(data, size, window.Ended, out var cut);
        return _swallowed > 0 || !cut;
    }

    private void Keep(ReadOnlySpan<byte> data, int start, int length, bool escaped)
    {
        if (_fields == _starts.Length)
        {
            Array.Resize(ref _starts, _fields * 2);
            Array.Resize(ref _lengths, _fields * 2);
        }

        _starts[_fields] = start;
        _lengths[_fields++] = escaped ? -length : length;
    }

    /// <summary>Takes doubled quotes out in place; only once the whole record is at hand, for a scan may start again.</summary>
    private bool Unescape(Span<byte> data)
    {
        for (var i = 0; i < _fields; i++)
        {
            if (_lengths[i] >= 0) continue;
            var field = data.Slice(_starts[i], -_lengths[i]);
            var to = 0;
            for (var from = 0; from < field.Length; from++)
            {
                field[to++] = field[from];
                if (field[from] == '"') from++;
            }

            _lengths[i] = to;
        }

        return true;
    }
}
