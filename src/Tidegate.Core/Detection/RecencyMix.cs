using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>
/// The mix channel: do a group's last blocks predict its next one better than all that was known before? Catches
/// attacks over many blocks at once, each of which alone shows little.
/// </summary>
/// <remarks>
/// Alternative: with probability epsilon the next block repeats one of the last <see cref="Group.Remembered"/>, each
/// as likely; null: the block's share pi. Log likelihood ratio ln(1 - epsilon + epsilon (k/n) / pi), as a cumulative
/// sum restarted at zero for each epsilon.
/// </remarks>
internal static class RecencyMix
{
    private static readonly Vector128<float> Repeating = Vector128.Create(0.05f, 0.25f, 0.6f, 0.9f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Peak(Vector128<float> evidence) => ShareChannel.Peak(evidence);

    /// <summary>What is remembered of a block.</summary>
    public static ushort Tag(ulong block) => (ushort)(Mix.Hash(block) >> 48);

    /// <summary>Weighs a block and remembers it; returns how often it was among the last ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Hit(ref Group group, ulong block, float pi, float temper)
    {
        var remembered = (int)Math.Min(group.Clock - 1, Group.Remembered);
        var count = group.CountThenRemember(Tag(block));
        if (remembered < 8) return count;
        var ratio = count / (float)remembered / pi;
        var step = NaturalLog.Of(Vector128<float>.One + (Repeating * (ratio - 1)));
        group.MixEvidence = Vector128.MaxNative(group.MixEvidence + (step * temper), Vector128<float>.Zero);
        return count;
    }
}
