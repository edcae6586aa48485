using System.Buffers.Binary;
using System.Globalization;
using Parquet.Meta;
using Parquet.Schema;
using Tidegate.Traffic.Reading;
using Field = Tidegate.Traffic.Reading.Field;
using PhysicalType = Parquet.Meta.Type;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>A column that is a field of the contract: turns its raw values into field values.</summary>
internal sealed class ContractColumn(Field target, SchemaElement schema, DataField dataField, EventBuilder builder)
{
    private const int MaxText = 300; // longer than any text that is taken, so that what is cut off is refused as too long
    private readonly bool _isLocal = schema.LogicalType?.TIMESTAMP is { IsAdjustedToUTC: false };
    private readonly int _scale = schema.LogicalType?.DECIMAL?.Scale ?? (schema.ConvertedType == ConvertedType.DECIMAL ? schema.Scale ?? 0 : 0);

    /// <summary>The field.</summary>
    public Field Field { get; } = target;

    /// <summary>The column for Parquet.Net.</summary>
    public DataField DataField => dataField;

    /// <summary>The unit, for timestamps.</summary>
    public TimeUnit Unit { get; } = TimeUnits.Of(schema);

    /// <summary>Unix milliseconds of a timestamp; one that is not adjusted to UTC is in the zone of the import.</summary>
    public long Milliseconds(long value)
    {
        var time = TimeUnits.ToMilliseconds(value, Unit);
        return _isLocal && TimeParser.CheckRange(time) is null ? builder.InZone(time) : time;
    }

    /// <summary>Decimal places of whole numbers.</summary>
    public int Scale => _scale;

    /// <summary>Whether bytes are a decimal number and no text.</summary>
    public bool IsDecimal => _scale != 0 || schema.LogicalType?.DECIMAL is not null;

    /// <summary>The values.</summary>
    public ColumnCursor Cursor { get; } = new(schema.Type ?? PhysicalType.BYTE_ARRAY, schema.TypeLength ?? 0, schema.RepetitionType == FieldRepetitionType.OPTIONAL);

    /// <summary>Most bytes that one value takes in a row.</summary>
    public static int MaxBytes => MaxText;

    /// <summary>Reads the next row's value; texts are appended to the row.</summary>
    public void Read(ref FieldValues values, Span<byte> row, ref int used)
    {
        if (!Cursor.Next(out var raw)) return;
        var amount = double.NaN;
        switch (Cursor.Type)
        {
            case PhysicalType.BYTE_ARRAY or PhysicalType.FIXED_LEN_BYTE_ARRAY when _scale == 0 && schema.LogicalType?.DECIMAL is null:
                var text = raw.Length > MaxText ? raw[..MaxText] : raw;
                if (text.IsEmpty) return;
                text.CopyTo(row[used..]);
                Take(ref values, ref used, text.Length, ValueKind.Cell);
                return;
            case PhysicalType.BOOLEAN:
                raw.CopyTo(row[used..]);
                Take(ref values, ref used, raw.Length, ValueKind.Cell);
                return;
            case PhysicalType.INT96: // nanoseconds of the day, then the Julian day
                var day = BinaryPrimitives.ReadInt32LittleEndian(raw[8..]) - 2_440_588L;
                values[Field] = FieldValue.OfMilliseconds((day * 86_400_000) + (BinaryPrimitives.ReadInt64LittleEndian(raw) / 1_000_000));
                return;
            case PhysicalType.FLOAT:
                amount = BinaryPrimitives.ReadSingleLittleEndian(raw);
                break;
            case PhysicalType.DOUBLE:
                amount = BinaryPrimitives.ReadDoubleLittleEndian(raw);
                break;
            case PhysicalType.INT32 or PhysicalType.INT64:
                var whole = raw.Length == 4 ? BinaryPrimitives.ReadInt32LittleEndian(raw) : BinaryPrimitives.ReadInt64LittleEndian(raw);
                if (Unit != TimeUnit.None) values[Field] = FieldValue.OfMilliseconds(Milliseconds(whole));
                else if (_scale == 0 && Field is not (Field.Price or Field.Cost or Field.Segments)) Digits(whole, ref values, row, ref used);
                else values[Field] = FieldValue.OfAmount(whole / Math.Pow(10, _scale));
                return;
            default:
                var big = new System.Numerics.BigInteger(raw, isUnsigned: false, isBigEndian: true);
                amount = (double)big / Math.Pow(10, _scale);
                break;
        }

        if (Field == Field.Time && double.Abs(amount) < 1e18) Digits((long)amount, ref values, row, ref used);
        else if (!double.IsNaN(amount)) values[Field] = FieldValue.OfAmount(amount);
    }

    private void Digits(long number, ref FieldValues values, Span<byte> row, ref int used)
    {
        number.TryFormat(row[used..], out var written, default, CultureInfo.InvariantCulture);
        Take(ref values, ref used, written, ValueKind.Cell);
    }

    private void Take(ref FieldValues values, ref int used, int length, ValueKind kind)
    {
        values[Field] = new FieldValue(used, length, kind);
        used += length;
    }
}
