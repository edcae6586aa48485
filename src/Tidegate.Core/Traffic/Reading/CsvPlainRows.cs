using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// Finds the cells of plain rows, many rows at once: of those that have as many cells as the header, no quote, and no blank beside a
/// delimiter, so that nothing has to be taken off their cells.
/// </summary>
internal sealed unsafe class CsvPlainRows
{
    // So many that what was found, and the rows themselves, are still in the cache when they are read.
    private const int EndsAtOnce = 1024;

    // Ends are written four at a time, of which the last may be none.
    private const int AtOnce = 4;
    private const int Block = 64;

    private readonly byte _delimiter;
    private readonly int _count;

    // Where the delimiter or newline behind each cell is, from where rows were looked for; before those of a row, the byte before it.
    private readonly int[] _ends;
    private readonly int[] _columns;
    private int _found;
    private int _row;
    private int _start;

    /// <summary>Nothing is found yet.</summary>
    /// <param name="delimiter">The byte between cells.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="columns">The column of each field, -1 where it has none.</param>
    public CsvPlainRows(byte delimiter, int count, int[] columns)
    {
        (_delimiter, _count) = (delimiter, count);
        _ends = GC.AllocateUninitializedArray<int>(1 + count + EndsAtOnce + Block + AtOnce, pinned: true);
        _columns = GC.AllocateUninitializedArray<int>(columns.Length, pinned: true);
        columns.CopyTo(_columns, 0);
    }

    /// <summary>Bytes of the row, with its line end.</summary>
    public int Length { get; private set; }

    /// <summary>The row is known to be ASCII without NUL.</summary>
    public bool Ascii { get; private set; }

    /// <summary>The row's cells.</summary>
    /// <param name="start">Where the row is in memory, and stays while they are used.</param>
    public CsvPlainRow CellsAt(byte* start) =>
        new(start + Length - _start, (int*)Unsafe.AsPointer(ref _ends[(_row - 1) * _count]), (int*)Unsafe.AsPointer(ref _columns[0]));

    /// <summary>Goes on to the row at the start of the data, which is behind the row before; false where it is not plain, or not whole.</summary>
    public bool Next(ReadOnlySpan<byte> data)
    {
        if (_row == _found && !Find(data)) return false;
        var before = _row++ * _count;
        ref var last = ref _ends[before + _count];
        Length = last + 1 - _start;
        _ends[before] = _start - 1;
        _start += Length;
        if (data[Length - 2] != '\r') return true;
        last--;
        return data[Length - 3] != ' ';
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // for the sake of who comes by for each row
    private bool Find(ReadOnlySpan<byte> data)
    {
        (_row, _found, _start) = (0, 0, 0);
        ref var first = ref MemoryMarshal.GetReference(data);
        ref var ends = ref _ends[1];
        var (cells, whole) = (0, _count);
        var unusual = Vector256<byte>.Zero;
        var (afterEnd, afterBlank) = (1UL, 0UL);
        for (var at = 0; at + Block <= data.Length && cells < _count + EndsAtOnce; at += Block)
        {
            var low = Vector256.LoadUnsafe(ref first, (nuint)at);
            var high = Vector256.LoadUnsafe(ref first, (nuint)(at + Vector256<byte>.Count));
            unusual |= low | (low - Vector256<byte>.One) | high | (high - Vector256<byte>.One); // the highest bit: of NUL, and of all that is not ASCII
            var newlines = Where(low, high, (byte)'\n');
            var all = newlines | Where(low, high, _delimiter);
            var blanks = Where(low, high, (byte)' ');
            var unplain = Where(low, high, (byte)'"') | (blanks & ((all << 1) | afterEnd)) | (all & ((blanks << 1) | afterBlank));
            (afterEnd, afterBlank) = (all >> 63, blanks >> 63);
            for (newlines &= Below(unplain); newlines != 0; newlines &= newlines - 1)
            {
                if (cells + BitOperations.PopCount(all & (newlines ^ (newlines - 1))) != whole)
                {
                    unplain = newlines;
                    break;
                }

                _found++;
                whole += _count;
            }

            cells += Write(ref Unsafe.Add(ref ends, cells), at, all);
            if (unplain != 0) break;
        }

        Ascii = unusual.ExtractMostSignificantBits() == 0;
        return _found > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Where(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    // The bits below the lowest of some; all where there are none.
    private static ulong Below(ulong bits) => (bits & (0 - bits)) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(ref int to, int at, ulong ends)
    {
        for (var left = ends; left != 0; to = ref Unsafe.Add(ref to, AtOnce))
        {
            Unsafe.Add(ref to, 0) = TakeFirst(ref left) + at;
            Unsafe.Add(ref to, 1) = TakeFirst(ref left) + at;
            Unsafe.Add(ref to, 2) = TakeFirst(ref left) + at;
            Unsafe.Add(ref to, 3) = TakeFirst(ref left) + at;
        }

        return BitOperations.PopCount(ends);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeFirst(ref ulong bits)
    {
        var first = BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        return first;
    }
}
