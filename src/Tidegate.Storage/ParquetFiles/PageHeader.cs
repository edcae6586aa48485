namespace Tidegate.Storage.ParquetFiles;

/// <summary>Header of a Parquet page (parquet.thrift, PageHeader), read from Thrift's compact protocol.</summary>
internal struct PageHeader
{
    public const int DataPage = 0;
    public const int DictionaryPage = 2;
    public const int DataPageV2 = 3;

    public int Type;
    public int UnpackedSize;
    public int PackedSize;
    public int Values;
    public int Encoding;
    public int DefinitionBytes;
    public int RepetitionBytes;
    public bool IsPacked;

    /// <summary>Reads a header and moves behind it.</summary>
    public static PageHeader Read(ReadOnlySpan<byte> data, ref int at)
    {
        var header = new PageHeader { IsPacked = true, Type = -1 };
        for (var field = 0; NextField(data, ref at, ref field, out var type);)
        {
            switch (field)
            {
                case 1: header.Type = Int(data, ref at); break;
                case 2: header.UnpackedSize = Int(data, ref at); break;
                case 3: header.PackedSize = Int(data, ref at); break;
                case 5 or 7: ReadInner(data, ref at, ref header, encodingField: 2); break;
                case 8: ReadInner(data, ref at, ref header, encodingField: 4); break;
                default: Skip(data, ref at, type, 0); break;
            }
        }

        return header;
    }

    private static void ReadInner(ReadOnlySpan<byte> data, ref int at, ref PageHeader header, int encodingField)
    {
        for (var field = 0; NextField(data, ref at, ref field, out var type);)
        {
            if (field == 1) header.Values = Int(data, ref at);
            else if (field == encodingField) header.Encoding = Int(data, ref at);
            else if (encodingField == 4 && field == 5) header.DefinitionBytes = Int(data, ref at);
            else if (encodingField == 4 && field == 6) header.RepetitionBytes = Int(data, ref at);
            else if (encodingField == 4 && field == 7) header.IsPacked = type == 1; // compact: true and false are types
            else Skip(data, ref at, type, 0);
        }
    }

    private static bool NextField(ReadOnlySpan<byte> data, ref int at, ref int field, out int type)
    {
        var b = data[at++];
        type = b & 15;
        if (b == 0) return false;
        field = b >> 4 != 0 ? field + (b >> 4) : Int(data, ref at);
        return true;
    }

    private static int Int(ReadOnlySpan<byte> data, ref int at)
    {
        var value = (ulong)Varint(data, ref at);
        return (int)((long)(value >> 1) ^ -(long)(value & 1));
    }

    private static long Varint(ReadOnlySpan<byte> data, ref int at)
    {
        long value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = data[at++];
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new InvalidDataException("a number in a page header does not end");
    }

    private static void Skip(ReadOnlySpan<byte> data, ref int at, int type, int depth)
    {
        if (depth > 8) throw new InvalidDataException("a page header is nested too deeply");
        switch (type)
        {
            case 1 or 2: break;
            case 3: at++; break;
            case 4 or 5 or 6: Varint(data, ref at); break;
            case 7: at += 8; break;
            case 8:
                var length = checked((int)Varint(data, ref at));
                at = checked(at + length);
                break;
            case 9 or 10:
                var b = data[at++];
                var count = b >> 4 == 15 ? checked((int)Varint(data, ref at)) : b >> 4;
                for (var i = 0; i < count; i++) Skip(data, ref at, (b & 15) == 1 ? 3 : b & 15, depth + 1);
                break;
            case 12:
                for (var field = 0; NextField(data, ref at, ref field, out var inner);) Skip(data, ref at, inner, depth + 1);
                break;
            default: throw new InvalidDataException("a page header holds an unknown type");
        }
    }
}
