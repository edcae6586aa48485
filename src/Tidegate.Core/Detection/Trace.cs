using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// What a 10,000-block of all traffic has besides its place: since when it is in use, and where the chain of its messages
/// begins. Under the key of the place. 32 bytes, of which none is padding.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct Trace : ISegmentedEntry
{
    public ulong Key { readonly get; set; }

    /// <summary>Sequence number of the last first-seen message here, plus 1.</summary>
    public long LastMessage;

    /// <summary>Second of the first message here.</summary>
    public int Since;

    /// <summary>Second of the last message here.</summary>
    public int Second;

    public long Filler;

    public readonly int Used => Second;

    public readonly bool StaysAt(int second) => false;
}
