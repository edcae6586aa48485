using System.Buffers.Binary;
using System.IO.Hashing;
using Tidegate.Traffic;
using Tidegate.Traffic.Reading;
using PhysicalType = Parquet.Meta.Type;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>Reads one column of a block of rows into its field of the events. A dictionary's names are looked up once each.</summary>
internal sealed class ColumnReader(ContractColumn column, EventBuilder builder)
{
    private const int NotYet = -1;

    private readonly double _unit = Math.Pow(10, column.Scale);
    private int[] _ids = [];
    private int _idsOf;
    private TimeParser _times;

    /// <summary>The column.</summary>
    public ContractColumn Column => column;

    /// <summary>Reads as many rows as the batch has; false when there is something that only a reader of whole rows can deal with.</summary>
    public bool TryRead(Span<TrafficEvent> batch) => column.Field switch
    {
        Field.Time => TryReadTimes(batch),
        Field.MessageId => TryReadMessageIds(batch),
        Field.Destination => TryReadDestinations(batch),
        Field.Segments or Field.Price or Field.Cost => TryReadAmounts(batch),
        Field.Converted => TryReadConverted(batch),
        _ => TryReadNames(batch),
    };

    private bool TryReadNames(Span<TrafficEvent> batch)
    {
        var cursor = column.Cursor;
        if (cursor.Type != PhysicalType.BYTE_ARRAY || column.IsDecimal) return false;
        if (!cursor.ByDictionary)
        {
            foreach (ref var traffic in batch)
            {
                var id = 0;
                if (cursor.Next(out var text) && !builder.TryResolve(column.Field, text, out id)) return false;
                Set(ref traffic, id);
            }

            return true;
        }

        StartDictionary();
        foreach (ref var traffic in batch)
        {
            var word = cursor.NextWord();
            if (word < 0) continue;
            ref var id = ref _ids[word];
            if (id == NotYet && !builder.TryResolve(column.Field, cursor.Word(word), out id))
            {
                id = NotYet;
                return false;
            }

            Set(ref traffic, id);
        }

        return true;
    }

    private void StartDictionary()
    {
        if (_idsOf == column.Cursor.DictionaryNumber) return;
        _idsOf = column.Cursor.DictionaryNumber;
        if (_ids.Length < column.Cursor.Words) _ids = new int[column.Cursor.Words];
        _ids.AsSpan().Fill(NotYet);
    }

    private void Set(ref TrafficEvent traffic, int id)
    {
        switch (column.Field)
        {
            case Field.Type: traffic.Kind = (EventKind)id; break;
            case Field.Customer: traffic.Customer = id; break;
            case Field.Sender: traffic.Sender = id; break;
            case Field.MccMnc: traffic.Network = id; break;
            case Field.Supplier: traffic.Supplier = id; break;
            case Field.Category: traffic.Category = (Category)id; break;
            case Field.Currency: traffic.Currency = (ushort)id; break;
            case Field.Status: traffic.Status = (ReceiptStatus)id; break;
            case Field.ErrorCode: traffic.ErrorCode = id; break;
        }
    }

    private bool TryReadTimes(Span<TrafficEvent> batch)
    {
        var cursor = column.Cursor;
        var text = cursor.Type == PhysicalType.BYTE_ARRAY;
        if (!text && (cursor.Type != PhysicalType.INT64 || column.Unit == TimeUnit.None)) return false;
        foreach (ref var traffic in batch)
        {
            if (!cursor.Next(out var raw)) return false;
            if (!text)
            {
                traffic.Time = column.Milliseconds(BinaryPrimitives.ReadInt64LittleEndian(raw));
                if (TimeParser.CheckRange(traffic.Time) is not null) return false;
            }
            else if (_times.Read(raw, out traffic.Time) is not null || _times.LacksOffset)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadMessageIds(Span<TrafficEvent> batch)
    {
        var cursor = column.Cursor;
        if (cursor.Type != PhysicalType.BYTE_ARRAY || column.IsDecimal) return false;
        foreach (ref var traffic in batch)
        {
            if (!cursor.Next(out var raw) || raw.IsEmpty || raw.Length > NameColumn.MaxLength || RecordText.Check(raw) is not null) return false;
            traffic.MessageKey = XxHash3.HashToUInt64(raw);
            builder.Ids?.Offer(traffic.MessageKey, raw);
        }

        return true;
    }

    private bool TryReadDestinations(Span<TrafficEvent> batch)
    {
        const long least = 1_000_000;
        const long most = 999_999_999_999_999;
        var cursor = column.Cursor;
        var text = cursor.Type == PhysicalType.BYTE_ARRAY && !column.IsDecimal;
        if (!text && (cursor.Type != PhysicalType.INT64 || column.Scale != 0 || column.Unit != TimeUnit.None)) return false;
        foreach (ref var traffic in batch)
        {
            if (!cursor.Next(out var raw) || raw.IsEmpty) continue;
            if (text)
            {
                if (raw.Length > NameColumn.MaxLength || DestinationParser.Read(raw, out traffic.Destination) is not null) return false;
                continue;
            }

            var number = BinaryPrimitives.ReadInt64LittleEndian(raw);
            if (number is < least or > most) return false;
            traffic.Destination = (ulong)number;
        }

        return true;
    }

    private bool TryReadAmounts(Span<TrafficEvent> batch)
    {
        var cursor = column.Cursor;
        if (cursor.Type is not (PhysicalType.FLOAT or PhysicalType.DOUBLE or PhysicalType.INT32 or PhysicalType.INT64) || column.Unit != TimeUnit.None) return false;
        foreach (ref var traffic in batch)
        {
            if (!cursor.Next(out var raw)) continue;
            var amount = cursor.Type switch
            {
                PhysicalType.FLOAT => BinaryPrimitives.ReadSingleLittleEndian(raw),
                PhysicalType.DOUBLE => BinaryPrimitives.ReadDoubleLittleEndian(raw),
                PhysicalType.INT32 => BinaryPrimitives.ReadInt32LittleEndian(raw) / _unit,
                _ => BinaryPrimitives.ReadInt64LittleEndian(raw) / _unit,
            };
            if (double.IsNaN(amount)) continue;
            if (column.Field == Field.Segments)
            {
                if (amount is not (>= 1 and <= 255) || amount != Math.Floor(amount)) return false;
                traffic.Segments = (ushort)amount;
                continue;
            }

            if (amount is not (>= 0 and <= 1e9)) return false;
            if (column.Field == Field.Price) traffic.Price = (float)amount;
            else traffic.Cost = (float)amount;
        }

        return true;
    }

    private bool TryReadConverted(Span<TrafficEvent> batch)
    {
        var cursor = column.Cursor;
        if (cursor.Type != PhysicalType.BOOLEAN) return false;
        foreach (ref var traffic in batch)
        {
            if (cursor.Next(out var raw)) traffic.Converted = raw[0] == 't';
        }

        return true;
    }
}
