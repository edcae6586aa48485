using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>A number that a customer has messaged before and whose latest codes were not used. 16 bytes, of which none is padding.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct BarrenNumber : ISegmentedEntry
{
    public ulong Key { readonly get; set; }

    /// <summary>Second of the last message that counts.</summary>
    public int Second;

    /// <summary>Messages in a row, beyond the number's first, that arrived and whose code was not used. Those that came close together count once.</summary>
    public int Unused;

    public readonly int Used => Second;

    public readonly bool StaysAt(int second) => false;
}
