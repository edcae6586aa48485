using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// Log evidence that what one customer sends into a 10,000-block buys codes that nobody uses, however many messages there are and however
/// long they have come. 32 bytes, of which none is padding: two lie in a cache line.
/// </summary>
/// <remarks>
/// A message that no code came of when it was mature counts ln[(1 - q) / (1 - p)], one that had converted ln(q / p), p being what the
/// customer's feed has lately and q what fraud converts: a cumulative sum restarted at zero (Page 1954), so that of honest traffic e^h
/// messages come before it reaches h.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct UnusedCodes : ISegmentedEntry
{
    /// <summary>The most (nats) that is held, so that a place that recovers is seen to.</summary>
    private const float Most = 60;

    public ulong Key { readonly get; set; }

    /// <summary>Nats, 0 or more.</summary>
    public float LogEvidence;

    /// <summary>Second of the first message that they rest on.</summary>
    public int Since;

    /// <summary>Second of the last message.</summary>
    public int Second;

    /// <summary>Second of the last message that taught how the customer's codes do.</summary>
    public int Taught;

    public ulong Filler;

    public readonly int Used => Second;

    public readonly bool StaysAt(int second) => LogEvidence >= 4;

    /// <summary>Adds a mature message.</summary>
    /// <param name="nats">What it says.</param>
    /// <param name="second">When it came.</param>
    public void Add(float nats, int second)
    {
        if (LogEvidence <= 0) Since = second;
        LogEvidence = Math.Clamp(LogEvidence + nats, 0, Most);
    }
}
