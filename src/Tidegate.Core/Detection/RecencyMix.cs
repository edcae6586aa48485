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

    /// <summary>Weighs a block and remembers it; returns how often it was among the last ones.</summary>
    public static int Hit(ref Group group, uint block, float pi, float temper)
    {
        var remembered = Math.Min(group.Clock - 1, Group.Remembered);
        var count = group.CountThenRemember(block);
        if (remembered < 8) return count;
        var ratio = count / (float)remembered / pi;
        var step = Vector128.Log(Vector128<float>.One + (Repeating * (ratio - 1)));
        group.MixEvidence = Vector128.Max(group.MixEvidence + (step * temper), Vector128<float>.Zero);
        return count;
    }
}
