using System.Text;
using Parquet;
using Parquet.Schema;
using Tidegate.Storage.ParquetFiles;
using Tidegate.Traffic;
using Tidegate.Traffic.Writing;

namespace Tidegate.Storage;

/// <summary>Writes the event contract as Parquet: a column a field, nullable where the field is optional, Snappy.</summary>
/// <remarks>Holds one row group in memory.</remarks>
public sealed class ParquetEventWriter : EventWriter
{
    private const int RowGroupRows = 250_000;

    private readonly Stream _output;
    private readonly TrafficNames _names;
    private readonly ParquetSchema _schema = ParquetColumns.Schema;
    private readonly ParquetWriter _writer;
    private readonly TrafficEvent[] _events = new TrafficEvent[RowGroupRows];
    private readonly string[] _ids = new string[RowGroupRows];
    private int _count;

    /// <summary>Starts a file on a stream that can seek or not; the stream is disposed with the writer.</summary>
    public ParquetEventWriter(Stream output, TrafficNames names)
    {
        _output = output;
        _names = names;
        _writer = ParquetWriter.CreateAsync(_schema, output).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override void Write(in TrafficEvent traffic, ReadOnlySpan<byte> messageId)
    {
        _events[_count] = traffic;
        _ids[_count] = Encoding.UTF8.GetString(messageId);
        if (++_count == RowGroupRows) WriteRowGroup();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_count > 0) WriteRowGroup();
            _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }

    private void WriteRowGroup()
    {
        using var group = _writer.CreateRowGroup();
        Strings(group, "type", (in e, _) => ContractWords.Kind(e.Kind));
        Values(group, "time", (in e) => (DateTime?)DateTimeOffset.FromUnixTimeMilliseconds(e.Time).UtcDateTime);
        Strings(group, "message_id", (in _, row) => _ids[row]);
        Strings(group, "customer", (in e, _) => Name(_names.Customers, e.Customer));
        Strings(group, "sender", (in e, _) => Name(_names.Senders, e.Sender));
        Strings(group, "destination", (in e, _) => e.Destination == 0 ? null : $"+{e.Destination}");
        Strings(group, "mccmnc", (in e, _) => Name(_names.Networks, e.Network));
        Strings(group, "supplier", (in e, _) => Name(_names.Suppliers, e.Supplier));
        Strings(group, "category", (in e, _) => ContractWords.Category(e.Category));
        Values(group, "segments", (in e) => e.Segments == 0 ? null : (int?)e.Segments);
        Values(group, "price", (in e) => float.IsNaN(e.Price) ? null : (float?)e.Price);
        Values(group, "cost", (in e) => float.IsNaN(e.Cost) ? null : (float?)e.Cost);
        Strings(group, "currency", (in e, _) => Name(_names.Currencies, e.Currency));
        Strings(group, "status", (in e, _) => ContractWords.Status(in e));
        Strings(group, "error_code", (in e, _) => Name(_names.ErrorCodes, e.ErrorCode));
        Values(group, "converted", (in e) => e.Kind == EventKind.Conversion ? e.Converted : (bool?)null);
        group.CompleteValidate();
        _count = 0;
    }

    private static string? Name(NameTable table, int id) => id == 0 ? null : table[id];

    private void Strings(ParquetRowGroupWriter group, string column, TextOf text)
    {
        var values = new string?[_count];
        for (var row = 0; row < _count; row++) values[row] = text(in _events[row], row);
        group.WriteAsync(Field(column), values!).GetAwaiter().GetResult();
    }

    private void Values<T>(ParquetRowGroupWriter group, string column, ValueOf<T> value)
        where T : struct
    {
        var values = new T?[_count];
        for (var row = 0; row < _count; row++) values[row] = value(in _events[row]);
        group.WriteAsync<T>(Field(column), (ReadOnlyMemory<T?>)values).GetAwaiter().GetResult();
    }

    private DataField Field(string column) => _schema.DataFields.First(f => f.Name == column);

    private delegate string? TextOf(in TrafficEvent traffic, int row);

    private delegate T? ValueOf<T>(in TrafficEvent traffic)
        where T : struct;
}
