using System.Numerics;

namespace Tidegate.Incidents;

/// <summary>Which of a block's 10,000 numbers were hit, and in what order. About 2.3 kB.</summary>
internal sealed class BlockHits
{
    /// <summary>Numbers in a block.</summary>
    public const int Size = 10_000;

    /// <summary>Numbers in a cell.</summary>
    public const int CellSize = 40;

    /// <summary>Most by which the next number of a row lies beside the last.</summary>
    private const int RowStep = 9;

    private readonly int[] _cells = new int[Size / CellSize];
    private readonly ulong[] _hit = new ulong[(Size + 63) / 64];
    private int _last = -1;

    /// <summary>Messages into the block.</summary>
    public long Messages { get; private set; }

    /// <summary>Messages a cell.</summary>
    public IReadOnlyList<int> Cells => _cells;

    /// <summary>Times the next number was another one.</summary>
    public int Moves { get; private set; }

    /// <summary>Of those, times it lay beside the last one.</summary>
    public int RowMoves { get; private set; }

    /// <summary>Distinct numbers hit.</summary>
    public int Distinct => _hit.Sum(BitOperations.PopCount);

    /// <summary>From the lowest number hit to the highest, both included.</summary>
    public int Span
    {
        get
        {
            var (low, high) = (Array.FindIndex(_hit, w => w != 0), Array.FindLastIndex(_hit, w => w != 0));
            return low < 0 ? 0 : (high * 64) + 64 - BitOperations.LeadingZeroCount(_hit[high]) - (low * 64) - BitOperations.TrailingZeroCount(_hit[low]);
        }
    }

    public void Add(ulong destination)
    {
        var number = (int)(destination % Size);
        Messages++;
        _cells[number / CellSize]++;
        _hit[number / 64] |= 1UL << (number % 64);
        if (_last >= 0 && _last != number)
        {
            Moves++;
            if (Math.Abs(number - _last) <= RowStep) RowMoves++;
        }

        _last = number;
    }

    /// <summary>Takes a message out. Its number counts as hit as long as any of its cell is; the order of the others is not known any more, and stays.</summary>
    public void Remove(ulong destination)
    {
        var cell = (int)(destination % Size) / CellSize;
        if (Messages == 0 || _cells[cell] == 0) return;
        Messages--;
        if (--_cells[cell] > 0) return;
        for (var number = cell * CellSize; number < (cell + 1) * CellSize; number++) _hit[number / 64] &= ~(1UL << (number % 64));
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Messages);
        to.Write(Moves);
        to.Write(RowMoves);
        to.Write(_last);
        foreach (var cell in _cells) to.Write(cell);
        foreach (var word in _hit) to.Write(word);
    }

    public void Load(BinaryReader from)
    {
        Messages = from.ReadInt64();
        Moves = from.ReadInt32();
        RowMoves = from.ReadInt32();
        _last = from.ReadInt32();
        for (var i = 0; i < _cells.Length; i++) _cells[i] = from.ReadInt32();
        for (var i = 0; i < _hit.Length; i++) _hit[i] = from.ReadUInt64();
    }
}
