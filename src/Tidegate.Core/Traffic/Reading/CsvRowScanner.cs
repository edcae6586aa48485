using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Traffic.Reading;

/// <summary>Where a cell is in the data, without its quotes. Cells lie in a row so that one's end is followed by the next one's start.</summary>
internal readonly struct CsvCell(int start, int end, bool doubled)
{
    private readonly int _start = start;
    private readonly int _end = doubled ? end | int.MinValue : end;

    public int Start => _start;

    public int End => _end & int.MaxValue;

    /// <summary>The cell holds doubled quotes that still have to be made single.</summary>
    public bool Doubled => _end < 0;
}

/// <summary>What the scanner found.</summary>
internal enum CsvRow
{
    /// <summary>A whole row.</summary>
    Whole,

    /// <summary>The data ends within the row.</summary>
    Cut,

    /// <summary>The data ends within quotes.</summary>
    CutInQuotes,

    /// <summary>Text follows a closing quote.</summary>
    TextAfterQuote,
}

/// <summary>Finds the cells of one CSV row (RFC 4180; any one-byte delimiter; LF or CRLF).</summary>
internal sealed class CsvRowScanner(byte delimiter)
{
    // Cells are written four at a time, of which the last may be none.
    private const int AtOnce = 4;
    private const int MostWritten = 32 + AtOnce;

    private CsvCell[] _cells = new CsvCell[2 * MostWritten];
    private int _count;

    /// <summary>Cells of the row found last.</summary>
    public ReadOnlySpan<CsvCell> Cells => _cells.AsSpan(0, _count);

    /// <summary>Bytes of the row found last, with its line end.</summary>
    public int Length { get; private set; }

    /// <summary>Newlines within the row found last, its own end included.</summary>
    public int Newlines { get; private set; }

    /// <summary>Whether a cell of the row found last may be in quotes.</summary>
    public bool Quoted { get; private set; }

    /// <summary>The row found last is known to be ASCII without NUL; false where that was not looked at.</summary>
    public bool Ascii { get; private set; }

    /// <summary>Finds the row at the start of the data.</summary>
    /// <param name="data">Unread data.</param>
    /// <param name="final">No more follows, so the data's end ends the row.</param>
    public CsvRow Scan(ReadOnlySpan<byte> data, bool final)
    {
        _count = 0;
        Newlines = 1;
        Quoted = Ascii = false;
        ref var first = ref MemoryMarshal.GetReference(data);
        ref var cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        cells = default;
        var count = 0;
        var unusual = Vector256<byte>.Zero;
        var separator = Vector256.Create(delimiter);
        for (var at = 0; at + Vector256<byte>.Count <= data.Length; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)at);
            unusual |= bytes | (bytes - Vector256<byte>.One); // the highest bit: of NUL, and of all that is not ASCII
            var delimiters = Vector256.Equals(bytes, separator).ExtractMostSignificantBits();
            var breaks = (Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'"'))).ExtractMostSignificantBits();
            if (count > _cells.Length - MostWritten)
            {
                Array.Resize(ref _cells, _cells.Length * 2);
                cells = ref MemoryMarshal.GetArrayDataReference(_cells);
            }

            for (; breaks != 0; breaks &= breaks - 1)
            {
                var before = delimiters & ((breaks & (0 - breaks)) - 1);
                delimiters ^= before;
                count = Add(ref cells, count, at, before);
                var i = at + BitOperations.TrailingZeroCount(breaks);
                var start = Unsafe.Add(ref cells, count).Start;
                if (Unsafe.Add(ref first, i) == '\n')
                {
                    Ascii = unusual.ExtractMostSignificantBits() == 0;
                    _count = count;
                    return End(data, start, i);
                }

                if (i != start) continue; // a quote within a cell is text
                _count = count;
                return ScanSlowly(data, i, final);
            }

            count = Add(ref cells, count, at, delimiters);
        }

        _count = count;
        return ScanSlowly(data, Unsafe.Add(ref cells, count).Start, final);
    }

    // Each delimiter ends a cell and starts the next; those are one write. What is written beyond the last is of no account.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(ref CsvCell cells, int count, int at, uint delimiters)
    {
        ref var end = ref Unsafe.As<CsvCell, byte>(ref Unsafe.Add(ref cells, count));
        count += BitOperations.PopCount(delimiters);
        while (delimiters != 0)
        {
            for (var i = 0; i < AtOnce; i++)
            {
                var ends = (uint)(at + BitOperations.TrailingZeroCount(delimiters));
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref end, sizeof(int)), ends | ((ulong)(ends + 1) << 32));
                end = ref Unsafe.Add(ref end, Unsafe.SizeOf<CsvCell>());
                delimiters &= delimiters - 1;
            }
        }

        return count;
    }

    /// <summary>Goes on from the start of a cell; knows quotes.</summary>
    private CsvRow ScanSlowly(ReadOnlySpan<byte> data, int at, bool final)
    {
        for (; ; )
        {
            var quoted = at < data.Length && data[at] == '"';
            Quoted |= quoted;
            var start = quoted ? at + 1 : at;
            var end = -1;
            var doubled = false;
            if (quoted)
            {
                end = FindClosingQuote(data, start, out doubled);
                if (end < 0) return CsvRow.CutInQuotes;
                at = end + 1;
            }

            var stop = data[at..].IndexOfAny(delimiter, (byte)'\n');
            if (stop < 0 && !final) return CsvRow.Cut;
            stop = stop < 0 ? data.Length : at + stop;
            var last = stop == data.Length || data[stop] == '\n';
            if (quoted)
            {
                var rest = data[at..stop];
                if (!(rest.IsEmpty || (last && rest.SequenceEqual("\r"u8)))) return CsvRow.TextAfterQuote;
            }
            else
            {
                end = last && stop > start && data[stop - 1] == '\r' ? stop - 1 : stop;
            }

            Add(start, end, doubled);
            if (last)
            {
                Length = Math.Min(stop + 1, data.Length);
                return CsvRow.Whole;
            }

            at = stop + 1;
        }
    }

    private int FindClosingQuote(ReadOnlySpan<byte> data, int at, out bool doubled)
    {
        doubled = false;
        for (; ; )
        {
            var stop = data[at..].IndexOfAny((byte)'"', (byte)'\n');
            if (stop < 0) return -1;
            at += stop + 1;
            if (data[at - 1] == '\n') Newlines++;
            else if (at == data.Length || data[at] != '"') return at - 1;
            else
            {
                doubled = true;
                at++;
            }
        }
    }

    private CsvRow End(ReadOnlySpan<byte> data, int start, int newline)
    {
        Add(start, newline > start && data[newline - 1] == '\r' ? newline - 1 : newline, doubled: false);
        Length = newline + 1;
        return CsvRow.Whole;
    }

    private void Add(int start, int end, bool doubled)
    {
        if (_count == _cells.Length) Array.Resize(ref _cells, _cells.Length * 2);
        _cells[_count++] = new CsvCell(start, end, doubled);
    }
}
