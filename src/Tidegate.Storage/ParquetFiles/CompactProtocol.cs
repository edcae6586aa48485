namespace Tidegate.Storage.ParquetFiles;

/// <summary>Thrift's compact protocol, in which Parquet's footer and page headers are written (Thrift, thrift-compact-protocol.md).</summary>
internal static class CompactProtocol
{
    public const int True = 1;
    public const int False = 2;
    public const int Byte = 3;
    public const int Short = 4;
    public const int Int = 5;
    public const int Long = 6;
    public const int Double = 7;
    public const int Binary = 8;
    public const int List = 9;
    public const int Set = 10;
    public const int Struct = 12;

    /// <summary>Moves to a structure's next field; false at its end.</summary>
    public static bool NextField(ReadOnlySpan<byte> data, ref int at, ref int field, out int type)
    {
        var b = data[at++];
        type = b & 15;
        if (b == 0) return false;
        field = b >> 4 != 0 ? field + (b >> 4) : ReadInt(data, ref at);
        return true;
    }

    /// <summary>Reads a list's head: how many elements of which type. Each takes at least a byte, so no more than there are bytes.</summary>
    public static int ReadListHead(ReadOnlySpan<byte> data, ref int at, out int type)
    {
        var b = data[at++];
        type = (b & 15) is True or False ? Byte : b & 15;
        var count = b >> 4 == 15 ? Varint(data, ref at) : b >> 4;
        return count >= 0 && count <= data.Length - at ? (int)count : throw new InvalidDataException($"a list of {(ulong)count} where {data.Length - at} bytes follow");
    }

    /// <summary>Reads a whole number of at most 32 bits.</summary>
    public static int ReadInt(ReadOnlySpan<byte> data, ref int at)
    {
        var value = (ulong)Varint(data, ref at);
        return (int)((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>Moves behind a value of any type.</summary>
    public static void Skip(ReadOnlySpan<byte> data, ref int at, int type, int depth)
    {
        if (depth > 16) throw new InvalidDataException("structures nested too deeply");
        switch (type)
        {
            case True or False: break;
            case Byte: Advance(data, ref at, 1); break;
            case Short or Int or Long: Varint(data, ref at); break;
            case Double: Advance(data, ref at, 8); break;
            case Binary: Advance(data, ref at, Varint(data, ref at)); break;
            case List or Set:
                var count = ReadListHead(data, ref at, out var element);
                for (var i = 0; i < count; i++) Skip(data, ref at, element, depth + 1);
                break;
            case Struct:
                for (var field = 0; NextField(data, ref at, ref field, out var inner);) Skip(data, ref at, inner, depth + 1);
                break;
            default: throw new InvalidDataException($"unknown type {type}");
        }
    }

    private static void Advance(ReadOnlySpan<byte> data, ref int at, long bytes)
    {
        if (bytes < 0 || bytes > data.Length - at) throw new InvalidDataException($"a value of {(ulong)bytes} bytes where {data.Length - at} follow");
        at += (int)bytes;
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

        throw new InvalidDataException("a number that does not end");
    }
}
