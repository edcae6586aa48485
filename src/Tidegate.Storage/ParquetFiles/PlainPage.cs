using System.Buffers.Binary;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>
/// Reads, through Parquet.Net, columns in encodings or codecs that <see cref="ColumnCursor"/> does not know, and
/// writes them down as one plain page. Slower, but whatever the library reads can be read.
/// </summary>
internal static class PlainPage
{
    /// <summary>Whether a column needs this detour.</summary>
    public static bool IsNeeded(Parquet.Meta.ColumnMetaData column) =>
        !PageCodec.Knows(column.Codec) || column.Encodings.Exists(e =>
            e is not (Parquet.Meta.Encoding.PLAIN or Parquet.Meta.Encoding.RLE or Parquet.Meta.Encoding.BIT_PACKED
                or Parquet.Meta.Encoding.PLAIN_DICTIONARY or Parquet.Meta.Encoding.RLE_DICTIONARY)
            && !DeltaPage.Knows(e, column.Type));

    /// <summary>Reads a column chunk and starts the cursor on it.</summary>
    public static void Start(ColumnCursor cursor, ParquetRowGroupReader group, DataField field, TimeUnit unit)
    {
        var rows = checked((int)group.RowCount);
        if (field.ClrType == typeof(ReadOnlyMemory<char>)) Start<ReadOnlyMemory<char>>(cursor, group, field, rows, Append);
        else if (field.ClrType == typeof(int)) Start<int>(cursor, group, field, rows, (page, v) => Append(page, BitConverter.GetBytes(v)));
        else if (field.ClrType == typeof(long)) Start<long>(cursor, group, field, rows, (page, v) => Append(page, BitConverter.GetBytes(v)));
        else if (field.ClrType == typeof(float)) Start<float>(cursor, group, field, rows, (page, v) => Append(page, BitConverter.GetBytes(v)));
        else if (field.ClrType == typeof(double)) Start<double>(cursor, group, field, rows, (page, v) => Append(page, BitConverter.GetBytes(v)));
        else if (field.ClrType == typeof(DateTime)) Start<DateTime>(cursor, group, field, rows, (page, v) => Append(page, BitConverter.GetBytes(TimeUnits.Of(v, unit))));
        else throw new InvalidDataException($"column {field.Name} has a type that cannot be read with its encoding ({field.ClrType.Name})");
    }

    private static void Start<T>(ColumnCursor cursor, ParquetRowGroupReader group, DataField field, int rows, Action<MemoryStream, T> append)
        where T : struct
    {
        var values = new T[rows];
        var levels = new int[rows]; // the library wants room for them even where a column has none
        group.ReadRawAsync<T>(field, values, levels, null).AsTask().GetAwaiter().GetResult();
        using var page = new MemoryStream();
        var present = rows;
        var levelBytes = 0;
        if (field.IsNullable)
        {
            var groups = (rows + 7) / 8;
            for (var header = (uint)((groups << 1) | 1); ; header >>= 7)
            {
                page.WriteByte((byte)(header > 0x7F ? header | 0x80 : header));
                if (header <= 0x7F) break;
            }

            var bits = new byte[groups];
            present = 0;
            for (var row = 0; row < rows; row++)
            {
                if (levels[row] == 0) continue;
                bits[row >> 3] |= (byte)(1 << (row & 7));
                present++;
            }

            page.Write(bits);
            levelBytes = (int)page.Length;
        }

        for (var i = 0; i < present; i++) append(page, values[i]);
        page.Write(new byte[ColumnCursor.Spare]);
        cursor.StartPlain(page.ToArray(), levelBytes, rows);
    }

    private static void Append(MemoryStream page, byte[] value) => page.Write(value);

    private static void Append(MemoryStream page, ReadOnlyMemory<char> value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value.ToArray());
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        page.Write(length);
        page.Write(utf8);
    }
}
