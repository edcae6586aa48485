using Parquet;
using Parquet.Meta;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Tidegate.Traffic.Reading;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>
/// Reads the event contract from Parquet, whose columns are named as the contract's fields. The footer is read by
/// Parquet.Net, pages by <see cref="ColumnCursor"/>. The packed columns of one row group are held at a time.
/// </summary>
internal sealed class ParquetSource : EventSource
{
    private const int RowsAtOnce = 256;

    private readonly Stream _content;
    private readonly CountingStream? _counter;
    private readonly EventBuilder _builder;
    private readonly byte[] _row = new byte[(Fields.Count * ContractColumn.MaxBytes) + 64];
    private readonly ColumnBlock _block = new();
    private ColumnReader[] _readers = [];
    private Stream _file = Stream.Null;
    private ParquetReader? _reader;
    private ContractColumn[] _columns = [];
    private byte[][] _chunks = [];
    private readonly bool _customerKnown;
    private EventKind _untyped;
    private int _group = -1;
    private long _groupRows;
    private long _records;

    private ParquetSource(Stream content, CountingStream? counter, string sourceName, TrafficNames names, ImportOptions import)
    {
        _content = content;
        _counter = counter;
        Report = new SourceReport(sourceName, "tidegate-parquet");
        _customerKnown = import.DefaultCustomer.Length > 0;
        _builder = new EventBuilder(names, Report, import);
    }

    public override SourceReport Report { get; }

    /// <summary>Opens Parquet content; what cannot be read so far is reported, and the source is empty.</summary>
    /// <param name="content">It.</param>
    /// <param name="sourceName">Its name in reports.</param>
    /// <param name="names">Where names are interned.</param>
    /// <param name="import">What is known beside the content.</param>
    public static ParquetSource Open(Stream content, string sourceName, TrafficNames names, ImportOptions import)
    {
        var peeked = (PeekedStream)content;
        var counter = peeked.Inner is CountingStream { Inner.CanSeek: true } plain ? plain : null;
        var source = new ParquetSource(content, counter, sourceName, names, import);
        try
        {
            source._file = counter?.Inner ?? TemporaryCopy.Of(peeked);
            source.ReadFooter();
        }
        catch (Exception e) when (IsBadContent(e))
        {
            source.Fail("this is no readable Parquet file: " + e.Message);
        }

        return source;
    }

    public override int Read(Span<TrafficEvent> batch)
    {
        var count = 0;
        while (count < batch.Length && _reader is not null)
        {
            try
            {
                if (_groupRows == 0 && !NextGroup()) break;
                ReadRows(batch, ref count);
            }
            catch (Exception e) when (IsBadContent(e))
            {
                Report.AddFault(_records + 1, $"the rest of row group {_group + 1} is damaged ({_groupRows} rows): {e.Message}");
                Report.Broken = $"the rest of row group {_group + 1} is damaged ({_groupRows} rows)";
                _records += _groupRows;
                _groupRows = 0;
            }
        }

        Report.Records = _records;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _reader = null;
            _file.Dispose();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A damaged file can make a decoder fail in any way; only what is no matter of content passes.</summary>
    internal static bool IsBadContent(Exception e) => e is not (OutOfMemoryException or ObjectDisposedException);

    private void Fail(string reason)
    {
        Report.Remarks.Add(reason);
        Report.AddFault(1, reason);
        _reader = null;
    }

    private void ReadFooter()
    {
        FooterCheck.Check(_file);
        _file.Position = 0;
        _reader = ParquetReader.CreateAsync(_file, leaveStreamOpen: true).GetAwaiter().GetResult();
        var elements = _reader.Metadata!.Schema;
        var found = new List<ContractColumn>();
        var other = new List<string>();
        for (var i = 1; i < elements.Count; i++)
        {
            var element = elements[i];
            var field = Fields.Find(System.Text.Encoding.UTF8.GetBytes(element.Name.ToLowerInvariant()));
            var data = Array.Find(_reader.Schema.DataFields, f => f.Path.Length == 1 && f.Name == element.Name);
            var flat = element.NumChildren is null or 0 && element.RepetitionType != FieldRepetitionType.REPEATED && data is not null;
            if (field == Field.None || !flat || found.Exists(c => c.Field == field)) other.Add(element.Name);
            else found.Add(new ContractColumn(field, element, data!, _builder));
        }

        _columns = [.. found];
        _chunks = [.. found.Select(_ => Array.Empty<byte>())];
        _readers = [.. found.OrderBy(c => c.Field).Select(c => new ColumnReader(c, _builder))];
        CheckColumns(other);
    }

    private void CheckColumns(List<string> other)
    {
        var typed = Array.Exists(_columns, c => c.Field == Field.Type);
        _untyped = typed ? EventKind.None : EventKind.Submit;
        var missing = Fields.Needed(typed, _customerKnown).Where(f => !Array.Exists(_columns, c => c.Field == f)).Select(Fields.Name).ToArray();
        if (missing.Length > 0)
        {
            var names = string.Join(", ", _columns.Select(c => Fields.Name(c.Field)).Concat(other));
            Fail($"columns missing: {string.Join(", ", missing)}; found: {names}");
            return;
        }

        if (other.Count > 0) Report.Remarks.Add("columns not read: " + string.Join(", ", other));
        if (!typed) Report.Remarks.Add("no column type; every row was taken as a submission");
    }

    private bool NextGroup()
    {
        if (++_group >= _reader!.RowGroupCount)
        {
            var stated = _reader.Metadata!.NumRows;
            if (_group == _reader.RowGroupCount) _builder.Finish();
            if (_group == _reader.RowGroupCount && stated != _records) Report.AddBad(_records + 1, $"the file states {stated} rows, but has {_records}", "");
            return false;
        }

        var group = _reader.Metadata!.RowGroups[_group];
        if (group.NumRows < 0) throw new InvalidDataException("a row group of fewer than no rows");
        _groupRows = group.NumRows;
        using var library = _reader.OpenRowGroupReader(_group);
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = _columns[i];
            var meta = group.Columns.Find(c => c.MetaData is { PathInSchema: [var name] } && name == column.DataField.Name)?.MetaData
                ?? throw new InvalidDataException($"column {column.DataField.Name} is missing");
            if (PlainPage.IsNeeded(meta)) PlainPage.Start(column.Cursor, library, column.DataField, column.Unit);
            else StartChunk(column, meta, ref _chunks[i]);
        }

        return true;
    }

    private void StartChunk(ContractColumn column, ColumnMetaData meta, ref byte[] chunk)
    {
        // Some writers leave an offset of 0 where there is no dictionary.
        var start = meta.DictionaryPageOffset is > 0 and var dictionary ? Math.Min(dictionary, meta.DataPageOffset) : meta.DataPageOffset;
        var size = meta.TotalCompressedSize;
        if (start < 4 || size < 0 || size > int.MaxValue - 64 || start + size > _file.Length) throw new InvalidDataException("a column lies outside the file");
        if (chunk.Length < size) chunk = new byte[size + (size >> 3)];
        _file.Position = start;
        _file.ReadExactly(chunk, 0, (int)size);
        _counter?.Count = Math.Max(_counter.Count, start + size);
        column.Cursor.Start(chunk, (int)size, meta.Codec);
    }

    // Column by column where that can be, else row by row, which also says what is wrong.
    private void ReadRows(Span<TrafficEvent> batch, ref int count)
    {
        var rows = (int)Math.Min(Math.Min(batch.Length - count, RowsAtOnce), _groupRows);
        foreach (var reader in _readers) rows = Math.Min(rows, reader.Column.Cursor.Ready());
        if (_block.TryRead(_readers, batch.Slice(count, rows), _untyped))
        {
            _groupRows -= rows;
            _records += rows;
            count += rows;
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            if (ReadRow(ref batch[count])) count++;
        }
    }

    private bool ReadRow(ref TrafficEvent traffic)
    {
        var values = default(FieldValues);
        var used = 0;
        foreach (var column in _columns) column.Read(ref values, _row, ref used);
        _groupRows--;
        _records++;
        var row = _row.AsSpan(0, used);
        if (RecordText.Check(row) is not { } fault) return _builder.TryBuild(row, in values, _untyped, _records, ref traffic);
        Report.AddBad(_records, fault, Report.KeepsBad ? PhoneMask.Apply(row) : "");
        return false;
    }
}
