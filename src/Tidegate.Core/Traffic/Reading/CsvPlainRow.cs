namespace Tidegate.Traffic.Reading;

/// <summary>A row whose cells are values as they are. It holds where they lie in memory: spans of them would be three times as large, and checked at every cell.</summary>
/// <param name="data">Where the rows lie that were found with it.</param>
/// <param name="ends">Where the byte before the row is in the data, then the end of each cell.</param>
/// <param name="columns">The column of each field, -1 where it has none.</param>
internal readonly unsafe struct CsvPlainRow(byte* data, int* ends, int* columns)
{
    /// <summary>The cell of a field; empty where it has no column.</summary>
    public ReadOnlySpan<byte> this[Field field]
    {
        get
        {
            var column = columns[(int)field];
            return column < 0 ? default : new ReadOnlySpan<byte>(data + ends[column] + 1, ends[column + 1] - ends[column] - 1);
        }
    }
}
