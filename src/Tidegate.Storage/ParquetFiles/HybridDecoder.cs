using System.Buffers.Binary;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>Reads Parquet's RLE / bit-packed hybrid, one number at a time. The data must have 8 spare bytes behind it.</summary>
internal struct HybridDecoder(int start, int end, int bitWidth)
{
    private readonly ulong _mask = (1UL << bitWidth) - 1;
    private int _at = start;
    private int _repeats;
    private int _value;
    private int _packed;
    private long _bit;

    public int Next(ReadOnlySpan<byte> data)
    {
        if (_repeats > 0)
        {
            _repeats--;
            return _value;
        }

        if (_packed == 0) return NextRun(data);
        _packed--;
        var word = BinaryPrimitives.ReadUInt64LittleEndian(data[(int)(_bit >> 3)..]);
        var value = (int)((word >> (int)(_bit & 7)) & _mask);
        _bit += bitWidth;
        return value;
    }

    private int NextRun(ReadOnlySpan<byte> data)
    {
        if (_at >= end) throw new InvalidDataException("a page has fewer values than it says");
        uint header = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = data[_at++];
            header |= (uint)(b & 0x7F) << shift;
            if (b < 0x80) break;
            if (shift > 28) throw new InvalidDataException("a run length does not end");
        }

        var count = checked((int)(header >> 1));
        if (count == 0) throw new InvalidDataException("a run of length 0");
        if ((header & 1) == 1)
        {
            _packed = checked(count * 8);
            _bit = _at * 8L;
            _at = checked(_at + (count * bitWidth)); // the last run may be cut short
        }
        else
        {
            _value = 0;
            for (var i = 0; i < (bitWidth + 7) / 8; i++) _value |= data[_at++] << (8 * i);
            _repeats = count;
        }

        return Next(data);
    }
}
