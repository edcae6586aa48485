using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>What becomes of the messages of a supplier, or to a network: how fast they are delivered, how many are not, of how many nothing is heard. Discounted.</summary>
/// <remarks>Has no padding: feeds are saved as they lie in memory.</remarks>
internal struct ReceiptFeed
{
    /// <summary>Outcomes: delivered within half a second, a second, two... in twelve steps; not delivered; nothing heard.</summary>
    public const int Outcomes = 14;
    public const int Undelivered = 12;
    public const int Nothing = 13;

    private Counts _counts;

    /// <summary>Weight of all that was learned.</summary>
    public float Weight;

    public float Filler;

    /// <summary>Time (Unix ms) of the last submission that a receipt came for.</summary>
    public long LastReceipted;

    /// <summary>Mature messages since then.</summary>
    public int SilentMessages;

    /// <summary>1 once a silence has been reported, else 0.</summary>
    public int Silent;

    [UnscopedRef]
    private Span<float> All => _counts;

    /// <summary>Share of messages of which something is heard, 0 to 1.</summary>
    public float Heard => Weight == 0 ? 0 : 1 - (All[Nothing] / Weight);

    /// <summary>The outcome of a delivery after a delay in tenths of seconds.</summary>
    public static int Delivered(int tenths) => Math.Min(Undelivered - 1, BitOperations.Log2((uint)Math.Max(1, tenths / 3)));

    /// <summary>Longest delay, in seconds, of an outcome.</summary>
    public static double LongestOf(int outcome) => 0.3 * (2 << outcome);

    /// <summary>Learns an outcome; what was learned before fades by a part.</summary>
    public void Learn(int outcome, float fades)
    {
        foreach (ref var count in All) count *= 1 - fades;
        All[outcome]++;
        Weight = (Weight * (1 - fades)) + 1;
    }

    /// <summary>Probability of an outcome, leaning on all outcomes alike.</summary>
    public double Of(int outcome) => (All[outcome] + (1.0 / Outcomes)) / (Weight + 1);

    [InlineArray(Outcomes)]
    private struct Counts
    {
        private float _first;
    }
}
