using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>The natural logarithm of positive, normal numbers, exact to about 1e-7, in as few steps as will do.</summary>
/// <remarks>Polynomial of the Cephes library's logf. Plain multiplications and additions: the same result on every machine.</remarks>
internal static class NaturalLog
{
    private const int HalfRoot = 0x3f3504f3; // bits of the square root of a half
    private const float Ln2 = 0.693147180559945f;

    /// <summary>Logarithms of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> x)
    {
        var exponent = (x.AsInt32() - Vector128.Create(HalfRoot)) >> 23;
        var f = (x.AsInt32() - (exponent << 23)).AsSingle() - Vector128<float>.One;
        var square = f * f;
        var p = (f * 7.0376836292e-2f) - Vector128.Create(1.1514610310e-1f);
        p = (p * f) + Vector128.Create(1.1676998740e-1f);
        p = (p * f) - Vector128.Create(1.2420140846e-1f);
        p = (p * f) + Vector128.Create(1.4249322787e-1f);
        p = (p * f) - Vector128.Create(1.6668057665e-1f);
        p = (p * f) + Vector128.Create(2.0000714765e-1f);
        p = (p * f) - Vector128.Create(2.4999993993e-1f);
        p = (p * f) + Vector128.Create(3.3333331174e-1f);
        return (p * f * square) - (square * 0.5f) + f + (Vector128.ConvertToSingle(exponent) * Ln2);
    }

    /// <summary>The logarithm of one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float x) => Of(Vector128.Create(x)).ToScalar();
}
