using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Traffic.Reading;

/// <summary>Interns the names of one column. A name of up to 32 bytes that came lately is known by its bytes, without hashing it.</summary>
internal sealed class NameColumn(NameTable table)
{
    /// <summary>Most bytes of a name.</summary>
    public const int MaxLength = 256;

    private const int KeptBits = 10;

    private readonly Recent[] _recent = new Recent[1 << KeptBits];

    /// <summary>The id of a name of at most <see cref="MaxLength"/> bytes.</summary>
    public int Intern(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return 0;
        if (name.Length > Vector256<byte>.Count) return table.Intern(name);
        var (first, last) = Ends(name);
        ref var recent = ref RecentOf(first, last);
        if (recent.Is(first, last, name.Length)) return recent.Id;
        var id = table.Intern(name);
        if (id != NameTable.Overflow) recent = new Recent(first, last, name.Length, id);
        return id;
    }

    /// <summary>The id of a name that came lately; false where it is not known that it did.</summary>
    public bool TryRecall(ReadOnlySpan<byte> name, out int id)
    {
        id = 0;
        if (name.IsEmpty || name.Length > Vector256<byte>.Count) return false;
        var (first, last) = Ends(name);
        ref readonly var recent = ref RecentOf(first, last);
        id = recent.Id;
        return recent.Is(first, last, name.Length);
    }

    // Names tell themselves apart by their first bytes, and more often by their last: both are brought to the low end.
    private ref Recent RecentOf(Vector128<byte> first, Vector128<byte> last)
    {
        var mixed = first.AsUInt64()[0] ^ BinaryPrimitives.ReverseEndianness(first.AsUInt64()[1] ^ last.AsUInt64()[1]);
        return ref _recent[(int)((mixed * 0xD6E8FEB86659FD93) >> (64 - KeptBits))];
    }

    // Together with the length they are the name: its ends lie over one another where it is shorter than both.
    private static (Vector128<byte> First, Vector128<byte> Last) Ends(ReadOnlySpan<byte> name)
    {
        if (name.Length >= 16) return (Vector128.Create(name), Vector128.Create(name[^16..]));
        if (name.Length >= 8)
        {
            var (head, tail) = (MemoryMarshal.Read<ulong>(name), MemoryMarshal.Read<ulong>(name[^8..]));
            return (Vector128.Create(head, tail).AsByte(), Vector128<byte>.Zero);
        }

        var word = name.Length >= 4
            ? MemoryMarshal.Read<uint>(name) | ((ulong)MemoryMarshal.Read<uint>(name[^4..]) << 32)
            : name[0] | ((ulong)name[name.Length / 2] << 8) | ((ulong)name[^1] << 16);
        return (Vector128.Create(word, 0).AsByte(), Vector128<byte>.Zero);
    }

    private readonly record struct Recent(Vector128<byte> First, Vector128<byte> Last, int Length, int Id)
    {
        public bool Is(Vector128<byte> first, Vector128<byte> last, int length) => Length == length && First == first && Last == last;
    }
}
