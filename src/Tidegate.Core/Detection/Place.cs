using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>
/// One place in the traffic: a block of numbers as seen from a root (a customer, a sender, a supplier, or all
/// traffic) within one network. 64 bytes, of which none is padding: places are saved as they lie in memory.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct Place : ISegmentedEntry
{
    private ulong _key;

    /// <summary>First-seen messages that the null has learned from, discounted.</summary>
    public float Baseline;

    /// <summary>First-seen messages not (yet) learned: they came while the evidence was high, or a moment ago.</summary>
    public float Unlearned;

    /// <summary>The group's clock at the last message here.</summary>
    public uint Clock;

    /// <summary>Second of the last message here.</summary>
    public int Second;

    /// <summary>Second of the first message here.</summary>
    public int Since;

    public int Filler;

    /// <summary>Sequence number of the last first-seen message here; kept for 10,000-blocks of all traffic only.</summary>
    public long LastMessage;

    public long Filler2;

    /// <summary>Log evidence for a share multiplied by each of <see cref="ShareChannel.Factors"/>.</summary>
    public Vector128<float> LogEvidence;

    public ulong Key
    {
        readonly get => _key;
        set => _key = value;
    }

    public readonly int Used => Second;

    public readonly bool Stays => ShareChannel.Peak(LogEvidence) >= ShareChannel.Learns;
}
