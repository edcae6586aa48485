using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>What became of a message, as far as receipts tell.</summary>
internal enum ReceiptOutcome
{
    /// <summary>Delivered, faster than a handset answers.</summary>
    AtOnce,

    /// <summary>Delivered.</summary>
    Delivered,

    /// <summary>Not delivered.</summary>
    Undelivered,

    /// <summary>Nothing was heard of it.</summary>
    Nothing,
}

/// <summary>What becomes of the messages of a supplier, or to a network: how many are delivered at once, later or not, and of how many nothing is heard. Discounted.</summary>
/// <remarks>Has no padding: feeds are saved as they lie in memory.</remarks>
internal struct ReceiptFeed
{
    /// <summary>Kinds of <see cref="ReceiptOutcome"/>.</summary>
    public const int Outcomes = 4;

    /// <summary>Delay of delivery, in tenths of seconds, under which it was at once.</summary>
    public const int AtOnceTenths = 9;

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
    public float Heard => Weight == 0 ? 0 : 1 - (All[(int)ReceiptOutcome.Nothing] / Weight);

    /// <summary>Learns an outcome; what was learned before fades by a part.</summary>
    public void Learn(ReceiptOutcome outcome, float fades)
    {
        foreach (ref var count in All) count *= 1 - fades;
        All[(int)outcome]++;
        Weight = (Weight * (1 - fades)) + 1;
    }

    /// <summary>Probability of an outcome, leaning a little on all alike.</summary>
    public double Of(ReceiptOutcome outcome) => (All[(int)outcome] + (1.0 / Outcomes)) / (Weight + 1);

    [InlineArray(Outcomes)]
    private struct Counts
    {
        private float _first;
    }
}
