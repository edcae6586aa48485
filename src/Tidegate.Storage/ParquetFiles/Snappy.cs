using System.Buffers.Binary;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>Unpacks raw Snappy blocks, as in Parquet pages (github.com/google/snappy, format_description.txt).</summary>
internal static class Snappy
{
    /// <summary>Unpacks a block; false when it is damaged or does not fill the output exactly.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        if (!TryReadLength(packed, out var length, out var at) || length != output.Length) return false;
        var to = 0;
        while (at < packed.Length)
        {
            var tag = packed[at++];
            if ((tag & 3) == 0)
            {
                if (!TryReadLiteralLength(packed, tag, ref at, out var count)) return false;
                if (count > packed.Length - at || count > output.Length - to) return false;
                packed.Slice(at, count).CopyTo(output[to..]);
                at += count;
                to += count;
                continue;
            }

            if (!TryReadCopy(packed, tag, ref at, out var copied, out var back)) return false;
            if (back == 0 || back > to || copied > output.Length - to) return false;
            Repeat(output, to, back, copied);
            to += copied;
        }

        return to == output.Length;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> packed, out uint length, out int at)
    {
        length = 0;
        for (at = 0; at < 5 && at < packed.Length;)
        {
            var b = packed[at];
            length |= (uint)(b & 0x7F) << (7 * at++);
            if (b < 0x80) return true;
        }

        return false;
    }

    private static bool TryReadLiteralLength(ReadOnlySpan<byte> packed, byte tag, ref int at, out int count)
    {
        count = (tag >> 2) + 1;
        if (count <= 60) return true;
        var bytes = count - 60;
        if (at + bytes > packed.Length) return false;
        uint value = 0;
        for (var i = 0; i < bytes; i++) value |= (uint)packed[at++] << (8 * i);
        count = (int)(value + 1);
        return count > 0;
    }

    private static bool TryReadCopy(ReadOnlySpan<byte> packed, byte tag, ref int at, out int count, out int back)
    {
        (count, back) = ((tag >> 2) + 1, 0);
        var bytes = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (at + bytes > packed.Length) return false;
        switch (bytes)
        {
            case 1:
                count = ((tag >> 2) & 7) + 4;
                back = ((tag >> 5) << 8) | packed[at];
                break;
            case 2:
                back = BinaryPrimitives.ReadUInt16LittleEndian(packed[at..]);
                break;
            default:
                back = BinaryPrimitives.ReadInt32LittleEndian(packed[at..]);
                break;
        }

        at += bytes;
        return back >= 0;
    }

    /// <summary>Copies from earlier output; where the two overlap, what was just written is repeated.</summary>
    private static void Repeat(Span<byte> output, int to, int back, int count)
    {
        var from = to - back;
        if (back >= count)
        {
            output.Slice(from, count).CopyTo(output[to..]);
            return;
        }

        for (var i = 0; i < count; i++) output[to + i] = output[from + i];
    }
}
