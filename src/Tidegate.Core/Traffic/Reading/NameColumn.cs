using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Traffic.Reading;

/// <summary>Interns the names of one column. A name of up to 32 bytes that came lately is known by its bytes, without hashing it.</summary>
internal sealed class NameColumn(NameTable table)
{
    /// <summary>Most bytes of a name.</summary>
    public const int MaxLength = 256;

    private const int KeptBits = 10;

    // What came lately, with zeros behind: those that end with NUL themselves are not kept.
    private readonly Vector256<byte>[] _recent = new Vector256<byte>[1 << KeptBits];
    private readonly int[] _ids = new int[1 << KeptBits];

    /// <summary>The id of a name of at most <see cref="MaxLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // in one piece with those that call it, once for each column, they become slower than by calls
    public int Intern(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return 0;
        return name.Length > Vector256<byte>.Count ? table.Intern(name) : Intern(name, Padded(name));
    }

    /// <summary>The id of a name that came lately; false where it is not known that it did.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryRecall(ReadOnlySpan<byte> name, out int id)
    {
        id = 0;
        return !name.IsEmpty && name.Length <= Vector256<byte>.Count && TryRecall(Padded(name), out id);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Intern(ReadOnlySpan<byte> name, Vector256<byte> padded)
    {
        if (TryRecall(padded, out var id)) return id;
        id = table.Intern(name);
        if (id != NameTable.Overflow && name[^1] != 0)
        {
            var place = PlaceOf(padded);
            (_recent[place], _ids[place]) = (padded, id);
        }

        return id;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRecall(Vector256<byte> padded, out int id)
    {
        var place = PlaceOf(padded);
        id = _ids[place];
        return _recent[place] == padded && id != 0;
    }

    private static int PlaceOf(Vector256<byte> name)
    {
        var folded = (name.GetLower() ^ name.GetUpper()).AsUInt64();
        return (int)(((folded[0] ^ BitOperations.RotateLeft(folded[1], 29)) * 0xD6E8FEB86659FD93) >> (64 - KeptBits));
    }

    // Up to 32 bytes, and zeros behind: the ends of the name are loaded whole, and lie over one another where it is shorter than both.
    private static Vector256<byte> Padded(ReadOnlySpan<byte> name)
    {
        var length = name.Length;
        if (length >= 16)
        {
            var last = Vector128.Create(name[^16..]);
            return Vector256.Create(Vector128.Create(name), Vector128.Shuffle(last, Vector128<byte>.Indices + Vector128.Create((byte)(32 - length))));
        }

        if (length >= 8) return Padded(MemoryMarshal.Read<ulong>(name), MemoryMarshal.Read<ulong>(name[^8..]) >> (8 * (15 - length)) >> 8);
        if (length >= 4) return Padded(MemoryMarshal.Read<uint>(name) | ((ulong)MemoryMarshal.Read<uint>(name[^4..]) >> (8 * (8 - length)) << 32), 0);
        return Padded(name[0] | ((ulong)name[length / 2] << (8 * (length / 2))) | ((ulong)name[^1] << (8 * (length - 1))), 0);
    }

    private static Vector256<byte> Padded(ulong first, ulong second) => Vector256.Create(first, second, 0, 0).AsByte();
}
