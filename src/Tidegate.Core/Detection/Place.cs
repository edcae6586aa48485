using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>
/// One place in the traffic: a block of numbers as seen from a root (a customer, a sender, a supplier, or all
/// traffic) within one network. 32 bytes, of which none is padding: two lie in a cache line, and places are saved as
/// they lie in memory.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct Place : ISegmentedEntry
{
    private const float Most = 65_000;
    private const float ToSmallExponents = 1.925929944387236e-34f; // 2^-112
    private const float FromSmallExponents = 5.192296858534828e33f; // 2^112
    private const int DroppedBits = 12;

    public ulong Key { readonly get; set; }

    // Four numbers without sign, of 5 bits exponent and 11 bits mantissa: exact to one part in four thousand.
    private ulong _logEvidence;

    /// <summary>First-seen messages that the null has learned from, discounted.</summary>
    public float Baseline;

    /// <summary>The group's clock at the last message here.</summary>
    public uint Clock;

    /// <summary>Second of the last message here.</summary>
    public int Second;

    /// <summary>First-seen messages not (yet) learned: they came while the evidence was high, or a moment ago.</summary>
    public ushort Unlearned;

    public ushort Filler;

    /// <summary>Log evidence, 0 or more, for a share multiplied by each of <see cref="ShareChannel.Factors"/>.</summary>
    public Vector128<float> LogEvidence
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => (Vector128.WidenLower(Vector128.CreateScalar(_logEvidence).AsUInt16()) << DroppedBits).AsSingle() * FromSmallExponents;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            var bits = (Vector128.MinNative(value, Vector128.Create(Most)) * ToSmallExponents).AsUInt32() + Vector128.Create(1u << (DroppedBits - 1));
            _logEvidence = Vector128.Narrow(bits >> DroppedBits, Vector128<uint>.Zero).AsUInt64().ToScalar();
        }
    }

    public readonly int Used => Second;

    // Evidence fades here as it will at the next message.
    public readonly bool StaysAt(int second) => ShareChannel.Peak(LogEvidence) - ShareChannel.Fades(second - Second) >= ShareChannel.Learns;
}
