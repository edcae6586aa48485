using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>
/// The share channel: does a place take more of its group's first-seen messages than it should? The group's own
/// messages are the clock, so that surges, seasons and outages of the group cancel.
/// </summary>
/// <remarks>
/// Under the null a message of the group falls into the place with probability at most pi; under the alternative r the
/// place's rate is multiplied by 1 + r, so its probability is (1 + r) pi / (1 + r pi). Log likelihood ratio of a hit:
/// ln(1 + r) - ln(1 + r pi); of a miss: -ln(1 + r pi). Each r runs as a cumulative sum restarted at zero (Page 1954;
/// Lorden 1971), misses are applied lazily from the group's clock, and the evidence is the largest over r less ln 4, the price of four.
/// </remarks>
internal static class ShareChannel
{
    /// <summary>Evidence (nats) below which a place's messages teach its null.</summary>
    public const float Learns = 5f;

    /// <summary>Evidence (nats) that fades in an hour, so that what builds slowly by share alone does not add up.</summary>
    public const float FadesPerHour = 1.0f;

    /// <summary>Evidence (nats) that has faded after so many seconds without a message.</summary>
    public static float Fades(int seconds) => Math.Max(0, seconds) * FadesPerHour / 3600;

    /// <summary>Multiples of the honest rate that are looked for.</summary>
    public static readonly Vector128<float> Factors = Vector128.Create(2f, 10f, 60f, 400f);

    /// <summary>
    /// How steady the rates of honest places are: shape of the gamma distribution by which they vary about what is usual, however
    /// many messages are counted; 10 is a standard deviation of a third.
    /// </summary>
    private const double Steadiness = 10;

    private static readonly Vector128<float> LogFactors = Vector128.Log(Vector128<float>.One + Factors);

    /// <summary>The largest log evidence less the price of having looked for four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Peak(Vector128<float> evidence)
    {
        var m = Vector128.MaxNative(evidence, Vector128.Shuffle(evidence, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(m, Vector128.Shuffle(m, Vector128.Create(1, 0, 3, 2))).ToScalar() - 1.386f;
    }

    /// <summary>
    /// The most evidence (nats) that so many messages can give where so many are usual: log likelihood ratio of negative binomial
    /// counts at the rate that was seen. The cumulative sum adds up what is a little more than usual without end, the faster the more
    /// traffic there is; this is bounded by how often it is the usual, however much traffic there is.
    /// </summary>
    public static double MostOf(double observed, double usual) =>
        observed <= usual ? 0 : (observed * Math.Log(observed / Math.Max(usual, 1e-9))) - ((observed + Steadiness) * Math.Log((observed + Steadiness) / (usual + Steadiness)));

    /// <summary>Evidence after the misses and the time since the last hit, and one hit of probability pi.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Hit(Vector128<float> evidence, float pi, uint misses, int seconds, float temper)
    {
        var cost = NaturalLog.Of(Vector128<float>.One + (Factors * pi));
        var faded = evidence - (cost * misses) - Vector128.Create(seconds * (FadesPerHour / 3600f));
        return Vector128.MaxNative(faded, Vector128<float>.Zero) + ((LogFactors - cost) * temper);
    }
}
