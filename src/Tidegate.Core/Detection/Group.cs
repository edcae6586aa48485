using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>What a tree over the destination is rooted at.</summary>
internal enum Root : byte
{
    /// <summary>All traffic: sweeps over many customers show only here.</summary>
    All = 0,

    /// <summary>One customer.</summary>
    Customer = 1,

    /// <summary>One sender ID.</summary>
    Sender = 2,

    /// <summary>One supplier.</summary>
    Supplier = 3,
}

/// <summary>A root's first-seen traffic into one network: the clock of its places, and which blocks came last.</summary>
/// <remarks>Has no padding: groups are saved as they lie in memory.</remarks>
internal struct Group
{
    /// <summary>Blocks remembered for the mix.</summary>
    public const int Remembered = 64;

    public ulong Key;
    public int RootId;
    public int Network;

    /// <summary>First-seen messages that the nulls of its places have learned from, discounted, by level.</summary>
    public Vector128<float> Learned;

    /// <summary>Log evidence that blocks repeat more than they should, by share of the repeating part.</summary>
    public Vector128<float> MixEvidence;

    public Root Root;
    public byte Filler;
    public ushort Filler2;

    /// <summary>First-seen messages so far.</summary>
    public uint Clock;

    /// <summary>Second of the first message.</summary>
    public int Since;

    /// <summary>Second of the last message.</summary>
    public int Second;

    /// <summary>Log evidence that more goes into young blocks than should.</summary>
    public float YoungEvidence;

    /// <summary>Learned messages into young blocks, discounted.</summary>
    public float YoungLearned;

    /// <summary>Learned messages, discounted alike.</summary>
    public float AllLearned;

    /// <summary>Messages into young blocks since <see cref="PendingSince"/>, not learned yet.</summary>
    public float YoungPending;

    /// <summary>Messages since <see cref="PendingSince"/>, not learned yet.</summary>
    public float AllPending;

    /// <summary>Second from which messages are pending.</summary>
    public int PendingSince;

    public int Filler3;

    private int _position;
    private RecentBlocks _recent;

    // To 256 bytes: a group begins with a cache line.
    public Vector128<float> Filler4;
    public Vector128<float> Filler5;

    /// <summary>The last blocks, in no particular order.</summary>
    [UnscopedRef]
    public Span<ushort> Recent => _recent;

    /// <summary>How often a block (by its tag) is among the last ones; then remembers it.</summary>
    public int CountThenRemember(ushort block)
    {
        var needle = Vector256.Create(block);
        var hits = 0;
        ref var first = ref MemoryMarshal.GetReference(Recent);
        for (var i = 0; i < Remembered; i += Vector256<ushort>.Count)
            hits += System.Numerics.BitOperations.PopCount(Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)i), needle).ExtractMostSignificantBits());
        Recent[_position] = block;
        _position = (_position + 1) % Remembered;
        return hits;
    }

    [InlineArray(Remembered)]
    private struct RecentBlocks
    {
        private ushort _first;
    }
}
