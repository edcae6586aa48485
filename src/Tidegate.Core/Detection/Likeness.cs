using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>
/// What messages that are looked for in the <see cref="MessageLog"/> have in common, by a tag of 32 bits a message: whether it is the first to its number, the end of its
/// customer's id, the end of its network's. Who is alike may be another's after all: the message itself tells.
/// </summary>
/// <param name="Mask">The bits that count.</param>
/// <param name="Tag">What they are.</param>
internal readonly record struct Likeness(uint Mask, uint Tag)
{
    private const uint FirstSeen = 1u << 31;
    private const uint Customers = 0x7FFF_0000;
    private const uint Networks = 0xFFFF;

    /// <summary>Any message.</summary>
    public static Likeness Any => default;

    /// <summary>Those that are the first to their number.</summary>
    public Likeness First => new(Mask | FirstSeen, Tag | FirstSeen);

    /// <summary>Those of a customer.</summary>
    public Likeness Of(int customer) => new(Mask | Customers, Tag | (((uint)customer << 16) & Customers));

    /// <summary>Those to a network.</summary>
    public Likeness To(int network) => new(Mask | Networks, Tag | ((uint)network & Networks));

    /// <summary>The tag of a message.</summary>
    public static uint TagOf(in Message message) => (message.Has(MessageMarks.FirstSeen) ? Any.First : Any).Of(message.Customer).To(message.Network).Tag;

    /// <summary>Index of the last of some tags that is alike, or -1.</summary>
    public int LastIn(ReadOnlySpan<uint> tags)
    {
        var (mask, tag) = (Vector256.Create(Mask), Vector256.Create(Tag));
        ref var first = ref MemoryMarshal.GetReference(tags);
        var end = tags.Length;
        for (; end >= Vector256<uint>.Count; end -= Vector256<uint>.Count)
        {
            var alike = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)(end - Vector256<uint>.Count)) & mask, tag).ExtractMostSignificantBits();
            if (alike != 0) return end - Vector256<uint>.Count + BitOperations.Log2(alike);
        }

        while (--end >= 0 && (tags[end] & Mask) != Tag) { }
        return end;
    }
}
