using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>64-bit mixing of small keys into table keys (finaliser of MurmurHash3). Never returns 0.</summary>
internal static class Mix
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong a)
    {
        a ^= a >> 33;
        a *= 0xff51afd7ed558ccdUL;
        a ^= a >> 33;
        a *= 0xc4ceb9fe1a85ec53UL;
        a ^= a >> 33;
        return a | 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong a, ulong b) => Hash((a * 0x9e3779b97f4a7c15UL) ^ ulong.RotateLeft(b, 29) ^ (b * 0xd6e8feb86659fd93UL));
}
