using Tidegate.Traffic;
using Tidegate.Traffic.Reading;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>Reads a block of rows column by column, straight into events.</summary>
internal sealed class ColumnBlock
{
    private ColumnCursor.Position[] _starts = [];

    /// <summary>
    /// Reads rows that all lie in one page of every column. False, with nothing read, when anything in them needs to
    /// be reported or cannot be read this way.
    /// </summary>
    public bool TryRead(ColumnReader[] columns, Span<TrafficEvent> batch, EventKind untyped)
    {
        if (_starts.Length != columns.Length) _starts = new ColumnCursor.Position[columns.Length];
        for (var i = 0; i < columns.Length; i++) _starts[i] = columns[i].Column.Cursor.Here;
        foreach (ref var traffic in batch) traffic = new TrafficEvent { Kind = untyped, Price = float.NaN, Cost = float.NaN, Converted = true, Time = long.MinValue };
        if (TryReadColumns(columns, batch) && AreComplete(batch)) return true;
        for (var i = 0; i < columns.Length; i++) columns[i].Column.Cursor.Return(_starts[i]);
        return false;
    }

    private static bool TryReadColumns(ColumnReader[] columns, Span<TrafficEvent> batch)
    {
        try
        {
            foreach (var column in columns) if (!column.TryRead(batch)) return false;
            return true;
        }
        catch (Exception e) when (ParquetSource.IsBadContent(e))
        {
            return false; // read row by row, the rows before the damage are kept
        }
    }

    // Fields that a kind of event needs are there; those that it does not have are not.
    private static bool AreComplete(Span<TrafficEvent> batch)
    {
        foreach (ref var traffic in batch)
        {
            if (traffic.Time == long.MinValue || traffic.MessageKey == 0) return false;
            if (traffic.Kind != EventKind.Conversion) traffic.Converted = false;
            switch (traffic.Kind)
            {
                case EventKind.Submit:
                    if (traffic.Customer == 0 || traffic.Destination == 0) return false;
                    if (traffic.Segments == 0) traffic.Segments = 1;
                    traffic.Status = ReceiptStatus.Unknown;
                    traffic.ErrorCode = 0;
                    break;
                case EventKind.Receipt or EventKind.Conversion:
                    traffic.Destination = 0;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
