using System.Buffers.Binary;
using Parquet.Meta;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>
/// Walks one flat column of one row group, value by value, as raw bytes. Knows plain and
/// dictionary pages, by Snappy, gzip, zstd or unpacked; other columns are made plain by <see cref="PlainPage"/> first.
/// </summary>
internal sealed class ColumnCursor(Parquet.Meta.Type type, int typeLength, bool optional)
{
    public const int Spare = 16;
    private const int MaxPage = 1 << 30;

    private byte[] _chunk = [];
    private int _chunkLength;
    private int _chunkAt;
    private CompressionCodec _codec;
    private byte[] _values = [];
    private byte[] _dictionary = [];
    private int[] _starts = [];
    private int _words;
    private int _left;
    private int _at;
    private int _end;
    private int _bit;
    private bool _byDictionary;
    private bool _bitPackedBooleans;
    private bool _levelsOn;
    private HybridDecoder _levels;
    private HybridDecoder _indices;

    /// <summary>What the bytes are.</summary>
    public Parquet.Meta.Type Type => type;

    /// <summary>Length of fixed-length values.</summary>
    public int TypeLength => typeLength;

    /// <summary>Starts on a column chunk, from its first page on.</summary>
    public void Start(byte[] chunk, int length, CompressionCodec codec)
    {
        (_chunk, _chunkLength, _chunkAt, _codec) = (chunk, length, 0, codec);
        _left = 0;
        _words = 0;
    }

    /// <summary>Starts on a single page of plain values that is unpacked already: levels (one run, bit-packed), then values.</summary>
    public void StartPlain(byte[] page, int levels, int rows)
    {
        (_chunkLength, _chunkAt, _values) = (0, 0, page);
        (_left, _at, _end, _bit) = (rows, levels, page.Length - Spare, 0);
        (_byDictionary, _bitPackedBooleans, _levelsOn) = (false, true, optional);
        _levels = new HybridDecoder(0, levels, 1);
    }

    /// <summary>Whether the current page's values are words of <see cref="Word(int)"/>.</summary>
    public bool ByDictionary => _byDictionary;

    /// <summary>Changes with every dictionary.</summary>
    public int DictionaryNumber { get; private set; }

    /// <summary>Words in the dictionary.</summary>
    public int Words => _words;

    /// <summary>Rows left in the current page; starts on the next page when there are none.</summary>
    public int Ready()
    {
        while (_left == 0) LoadPage();
        return _left;
    }

    /// <summary>Where the cursor is in its page.</summary>
    public Position Here => new(_left, _at, _bit, _levels, _indices);

    /// <summary>Goes back to where the cursor was in the same page.</summary>
    public void Return(in Position position) => (_left, _at, _bit, _levels, _indices) = (position.Left, position.At, position.Bit, position.Levels, position.Indices);

    /// <summary>A word of the dictionary.</summary>
    public ReadOnlySpan<byte> Word(int index) => Word(_dictionary, _starts[index], out _);

    /// <summary>Moves to the next row of a page by dictionary and returns its word; -1 for null.</summary>
    public int NextWord()
    {
        _left--;
        if (_levelsOn && _levels.Next(_values) == 0) return -1;
        var word = _indices.Next(_values);
        if ((uint)word >= (uint)_words) throw new InvalidDataException("a value is not in the dictionary");
        return word;
    }

    /// <summary>Moves to the next row; false when its value is null.</summary>
    public bool Next(out ReadOnlySpan<byte> value)
    {
        value = default;
        while (_left == 0) LoadPage();
        _left--;
        if (_levelsOn && _levels.Next(_values) == 0) return false;
        if (_byDictionary)
        {
            var word = _indices.Next(_values);
            if ((uint)word >= (uint)_words) throw new InvalidDataException("a value is not in the dictionary");
            value = Word(_dictionary, _starts[word], out _);
            return true;
        }

        if (type == Parquet.Meta.Type.BOOLEAN)
        {
            value = NextBoolean() ? "true"u8 : "false"u8;
            return true;
        }

        value = Word(_values.AsSpan(0, _end), _at, out _at);
        return true;
    }

    private bool NextBoolean()
    {
        if (!_bitPackedBooleans) return _indices.Next(_values) != 0;
        var set = (_values[_at + (_bit >> 3)] >> (_bit & 7)) & 1;
        _bit++;
        return set != 0;
    }

    private ReadOnlySpan<byte> Word(ReadOnlySpan<byte> from, int at, out int next)
    {
        var length = type switch
        {
            Parquet.Meta.Type.INT32 or Parquet.Meta.Type.FLOAT => 4,
            Parquet.Meta.Type.INT64 or Parquet.Meta.Type.DOUBLE => 8,
            Parquet.Meta.Type.INT96 => 12,
            Parquet.Meta.Type.FIXED_LEN_BYTE_ARRAY => typeLength,
            _ => -1,
        };
        if (length < 0)
        {
            length = BinaryPrimitives.ReadInt32LittleEndian(from[at..]);
            at += 4;
        }

        next = at + length;
        return from.Slice(at, length);
    }

    private void LoadPage()
    {
        if (_chunkAt >= _chunkLength) throw new InvalidDataException("a column has fewer values than rows");
        var header = PageHeader.Read(_chunk.AsSpan(0, _chunkLength), ref _chunkAt);
        if (header.PackedSize < 0 || header.PackedSize > _chunkLength - _chunkAt) throw new InvalidDataException("a page is longer than its column");
        if (header.UnpackedSize is < 0 or > MaxPage) throw new InvalidDataException("a page of more than 1 GiB");
        var packed = _chunk.AsSpan(_chunkAt, header.PackedSize);
        _chunkAt += header.PackedSize;
        switch (header.Type)
        {
            case PageHeader.DictionaryPage:
                Reserve(ref _dictionary, header.UnpackedSize);
                PageCodec.Unpack(_codec, packed, _dictionary.AsSpan(0, header.UnpackedSize));
                IndexDictionary(header);
                break;
            case PageHeader.DataPage:
                Reserve(ref _values, header.UnpackedSize);
                PageCodec.Unpack(_codec, packed, _values.AsSpan(0, header.UnpackedSize));
                var at = 0;
                if (optional)
                {
                    var length = BinaryPrimitives.ReadInt32LittleEndian(_values);
                    _levels = new HybridDecoder(4, checked(4 + length), 1);
                    at = checked(4 + length);
                }

                StartValues(header, at);
                break;
            case PageHeader.DataPageV2:
                Reserve(ref _values, header.UnpackedSize);
                var levels = checked(header.RepetitionBytes + header.DefinitionBytes);
                packed[..levels].CopyTo(_values);
                var codec = header.IsPacked ? _codec : CompressionCodec.UNCOMPRESSED;
                if (header.UnpackedSize > levels) PageCodec.Unpack(codec, packed[levels..], _values.AsSpan(levels, header.UnpackedSize - levels));
                _levels = new HybridDecoder(header.RepetitionBytes, levels, 1);
                StartValues(header, levels);
                break;
        }
    }

    private void StartValues(PageHeader header, int at)
    {
        _levelsOn = optional;
        (_left, _at, _end, _bit) = (header.Values, at, header.UnpackedSize, 0);
        _byDictionary = (Encoding)header.Encoding is Encoding.RLE_DICTIONARY or Encoding.PLAIN_DICTIONARY;
        _bitPackedBooleans = (Encoding)header.Encoding == Encoding.PLAIN;
        if (_byDictionary && at < _end)
        {
            if (_values[at] > 32) throw new InvalidDataException("a dictionary index of more than 32 bits");
            _indices = new HybridDecoder(at + 1, _end, _values[at]);
        }
        else if (type == Parquet.Meta.Type.BOOLEAN && (Encoding)header.Encoding == Encoding.RLE)
        {
            _indices = new HybridDecoder(at + 4, _end, 1);
        }
        else if (DeltaPage.Knows((Encoding)header.Encoding, type))
        {
            // The levels stay where they are, so the plain values go behind them.
            var plain = DeltaPage.ToPlain((Encoding)header.Encoding, type, _values.AsSpan(at, _end - at), header.Values);
            Reserve(ref _values, checked(at + plain.Length), at);
            plain.CopyTo(_values, at);
            _end = at + plain.Length - Spare;
        }
        else if (!_byDictionary && (Encoding)header.Encoding != Encoding.PLAIN)
        {
            throw new InvalidDataException($"pages encoded as {(Encoding)header.Encoding} were not announced");
        }
    }

    private void IndexDictionary(PageHeader header)
    {
        _words = header.Values;
        DictionaryNumber++;
        if (_words < 0 || _words > header.UnpackedSize) throw new InvalidDataException("a dictionary has fewer words than it says");
        if (_starts.Length < _words) _starts = new int[_words];
        for (int i = 0, at = 0; i < _words; i++)
        {
            _starts[i] = at;
            Word(_dictionary.AsSpan(0, header.UnpackedSize), at, out at);
        }
    }

    /// <summary>Makes room, with spare bytes behind for loads of whole words.</summary>
    private static void Reserve(ref byte[] bytes, int size, int kept = 0)
    {
        if (bytes.Length >= size + Spare) return;
        var larger = new byte[size + (size >> 2) + Spare];
        bytes.AsSpan(0, kept).CopyTo(larger);
        bytes = larger;
    }

    /// <summary>A place in a page.</summary>
    public readonly record struct Position(int Left, int At, int Bit, HybridDecoder Levels, HybridDecoder Indices);
}
