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
        for (var field = 0; CompactProtocol.NextField(data, ref at, ref field, out var type);)
        {
            switch (field)
            {
                case 1: header.Type = CompactProtocol.ReadInt(data, ref at); break;
                case 2: header.UnpackedSize = CompactProtocol.ReadInt(data, ref at); break;
                case 3: header.PackedSize = CompactProtocol.ReadInt(data, ref at); break;
                case 5 or 7: ReadInner(data, ref at, ref header, encodingField: 2); break;
                case 8: ReadInner(data, ref at, ref header, encodingField: 4); break;
                default: CompactProtocol.Skip(data, ref at, type, 0); break;
            }
        }

        return header;
    }

    private static void ReadInner(ReadOnlySpan<byte> data, ref int at, ref PageHeader header, int encodingField)
    {
        for (var field = 0; CompactProtocol.NextField(data, ref at, ref field, out var type);)
        {
            if (field == 1) header.Values = CompactProtocol.ReadInt(data, ref at);
            else if (field == encodingField) header.Encoding = CompactProtocol.ReadInt(data, ref at);
            else if (encodingField == 4 && field == 5) header.DefinitionBytes = CompactProtocol.ReadInt(data, ref at);
            else if (encodingField == 4 && field == 6) header.RepetitionBytes = CompactProtocol.ReadInt(data, ref at);
            else if (encodingField == 4 && field == 7) header.IsPacked = type == CompactProtocol.True;
            else CompactProtocol.Skip(data, ref at, type, 0);
        }
    }
}
