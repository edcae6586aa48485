using System.Buffers.Binary;
using Parquet.Meta;
using PhysicalType = Parquet.Meta.Type;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>
/// Writes pages in the delta and split encodings down as plain pages (parquet-format, Encodings.md): what DuckDB, Arrow
/// and others write as version 2.
/// </summary>
internal static class DeltaPage
{
    private const int MostBlock = 1 << 20;
    private const int MostValues = 1 << 26;

    /// <summary>Whether values in this encoding are known here.</summary>
    public static bool Knows(Encoding encoding, PhysicalType type) => encoding switch
    {
        Encoding.DELTA_BINARY_PACKED => type is PhysicalType.INT32 or PhysicalType.INT64,
        Encoding.DELTA_LENGTH_BYTE_ARRAY or Encoding.DELTA_BYTE_ARRAY => type == PhysicalType.BYTE_ARRAY,
        Encoding.BYTE_STREAM_SPLIT => type is PhysicalType.FLOAT or PhysicalType.DOUBLE or PhysicalType.INT32 or PhysicalType.INT64,
        _ => false,
    };

    /// <summary>The values of a page as plain values, with spare bytes behind them; <paramref name="values"/> is the most there are, nulls included.</summary>
    public static byte[] ToPlain(Encoding encoding, PhysicalType type, ReadOnlySpan<byte> data, int values)
    {
        using var plain = new MemoryStream(data.Length + ColumnCursor.Spare);
        switch (encoding)
        {
            case Encoding.DELTA_BINARY_PACKED:
                Numbers(type, data, values, plain);
                break;
            case Encoding.DELTA_LENGTH_BYTE_ARRAY:
                var lengths = ReadNumbers(data, values, out var at);
                foreach (var length in lengths) Text(plain, Cut(data, ref at, length));
                break;
            case Encoding.DELTA_BYTE_ARRAY:
                Prefixed(data, values, plain);
                break;
            default:
                Split(type is PhysicalType.FLOAT or PhysicalType.INT32 ? 4 : 8, data, plain);
                break;
        }

        plain.Write(new byte[ColumnCursor.Spare]);
        return plain.ToArray();
    }

    private static void Numbers(PhysicalType type, ReadOnlySpan<byte> data, int values, MemoryStream plain)
    {
        Span<byte> word = stackalloc byte[8];
        foreach (var number in ReadNumbers(data, values, out _))
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, number);
            plain.Write(type == PhysicalType.INT32 ? word[..4] : word);
        }
    }

    private static void Prefixed(ReadOnlySpan<byte> data, int values, MemoryStream plain)
    {
        var prefixes = ReadNumbers(data, values, out var start);
        var lengths = ReadNumbers(data[start..], values, out var at);
        at += start;
        if (prefixes.Length != lengths.Length) throw new InvalidDataException("a page has not as many prefixes as texts");
        ReadOnlySpan<byte> last = [];
        for (var i = 0; i < lengths.Length; i++)
        {
            if (prefixes[i] < 0 || prefixes[i] > last.Length) throw new InvalidDataException("a prefix is longer than the text before it");
            last = (byte[])[.. last[..(int)prefixes[i]], .. Cut(data, ref at, lengths[i])];
            Text(plain, last);
        }
    }

    private static void Split(int width, ReadOnlySpan<byte> data, MemoryStream plain)
    {
        var count = data.Length / width;
        for (var i = 0; i < count; i++)
        {
            for (var b = 0; b < width; b++) plain.WriteByte(data[(b * count) + i]);
        }
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> data, ref int at, long length)
    {
        if (length < 0 || length > data.Length - at) throw new InvalidDataException("a text is longer than its page");
        var text = data.Slice(at, (int)length);
        at += (int)length;
        return text;
    }

    private static void Text(MemoryStream plain, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        plain.Write(length);
        plain.Write(text);
    }

    // DELTA_BINARY_PACKED: a first number, then blocks of a least delta and bit-packed rests in miniblocks.
    private static long[] ReadNumbers(ReadOnlySpan<byte> data, int most, out int at)
    {
        at = 0;
        var block = Varint(data, ref at);
        var miniblocks = Varint(data, ref at);
        var total = Varint(data, ref at);
        if (block is 0 or > MostBlock || miniblocks is 0 or > MostBlock || block % (miniblocks * 8) != 0 || total > (ulong)most || total > MostValues)
            throw new InvalidDataException("a page of deltas contradicts itself");
        var numbers = new long[total];
        var last = Zigzag(Varint(data, ref at));
        if (total > 0) numbers[0] = last;
        var inMiniblock = (int)(block / miniblocks);
        for (var n = 1; n < numbers.Length;)
        {
            var least = Zigzag(Varint(data, ref at));
            var widths = data.Slice(at, (int)miniblocks);
            at += widths.Length;
            for (var m = 0; m < widths.Length && n < numbers.Length; m++)
            {
                var packed = data[at..Math.Min(data.Length, at + (inMiniblock / 8 * widths[m]))];
                at += inMiniblock / 8 * widths[m];
                for (var i = 0; i < inMiniblock && n < numbers.Length; i++, n++)
                    numbers[n] = last = unchecked(last + least + (long)Bits(packed, (long)i * widths[m], widths[m]));
            }
        }

        return numbers;
    }

    private static ulong Bits(ReadOnlySpan<byte> data, long bit, int width)
    {
        if (width > 64) throw new InvalidDataException("a delta of more than 64 bits");
        ulong value = 0;
        for (var taken = 0; taken < width;)
        {
            var offset = (int)(bit & 7);
            var take = Math.Min(8 - offset, width - taken);
            value |= ((ulong)(data[(int)(bit >> 3)] >> offset) & ((1UL << take) - 1)) << taken;
            taken += take;
            bit += take;
        }

        return value;
    }

    private static long Zigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static ulong Varint(ReadOnlySpan<byte> data, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = data[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new InvalidDataException("a number in a page does not end");
    }
}
