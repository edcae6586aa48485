namespace Tidegate.Detection;

/// <summary>
/// What a customer's conversion feed does: its rate over the long run and lately, and how late conversions come.
/// "No signal" is a third state: a customer that never reports has no rate and gives no evidence.
/// </summary>
/// <remarks>Has no padding: feeds are saved as they lie in memory.</remarks>
internal struct CustomerFeed
{
    /// <summary>Age in seconds at which a message that has not converted is counted as mature.</summary>
    public const int MatureAfter = 300;

    private const float LongMemory = 1f / 1000;
    private const float ShortMemory = 1f / 60;

    public float LongRate;
    public float LongWeight;
    public float ShortRate;
    public float ShortWeight;

    /// <summary>Time (Unix ms) of the last conversion.</summary>
    public long LastConversion;

    /// <summary>Mature messages since the last conversion that could have converted.</summary>
    public int SilentMessages;

    /// <summary>Whether a silence has been reported.</summary>
    public bool Silent;
    public byte Filler2;
    public ushort Filler3;

    // LongRate to ShortWeight once more, of what places teach evenly: see TeachEvenly.
    public float EvenRate;
    public float EvenWeight;
    public float EvenShortRate;
    public float EvenShortWeight;

    // Of numbers that use no code for the second time in a row, and codes that people who come back have used, the part of the former; and the same of those for the third time.
    public float BarrenRate;
    public float BarrenWeight;
    public float StillBarrenRate;
    public float StillBarrenWeight;

    /// <summary>The probability that an honest first message converts in the end; 0 when the customer does not report.</summary>
    /// <remarks>The lower of long run and lately, so that an outage of the feed speaks for nobody's guilt.</remarks>
    public readonly float Rate
    {
        get
        {
            if (LongWeight * 1000 < 30 || Silent) return 0;
            var longRate = LongRate / LongWeight;
            if (longRate < 0.05f) return 0;
            var shortRate = ShortWeight > 0 ? ShortRate / ShortWeight : longRate;
            return Math.Min(0.95f, 0.9f * Math.Min(longRate, shortRate));
        }
    }

    /// <summary>
    /// <see cref="Rate"/> by what places teach evenly, and not by what a few of them are filled with; that itself where too little was taught.
    /// </summary>
    public readonly float EvenlyRated => EvenWeight * 1000 < 30 || Silent ? Rate : Math.Min(0.95f, 0.9f * Math.Min(EvenRate / EvenWeight, EvenShortWeight > 0 ? EvenShortRate / EvenShortWeight : 1));

    /// <summary>Long-run rate, 0 when unknown.</summary>
    public readonly float LongRun => LongWeight > 0 ? LongRate / LongWeight : 0;

    /// <summary>
    /// Of numbers that use no code for the second time in a row (or the third: <paramref name="still"/>), and codes that people who come back use, the part that the former
    /// usually have; null until enough is known.
    /// </summary>
    public readonly float? Barren(bool still)
    {
        var (rate, weight) = still ? (StillBarrenRate, StillBarrenWeight) : (BarrenRate, BarrenWeight);
        return weight * 1000 < 40 ? null : rate / weight;
    }

    /// <summary>Learns from such a number, or from a code that somebody who came back has used.</summary>
    public void TeachBarren(bool still, bool barren)
    {
        ref var rate = ref still ? ref StillBarrenRate : ref BarrenRate;
        ref var weight = ref still ? ref StillBarrenWeight : ref BarrenWeight;
        rate += LongMemory * ((barren ? 1f : 0f) - rate);
        weight += LongMemory * (1 - weight);
    }

    /// <summary>Learns from a mature message. How the feed does lately is told by returning numbers alone: an attack on new ones must not pass for an outage.</summary>
    public void Mature(bool converted, bool returning)
    {
        var x = converted ? 1f : 0f;
        LongRate += LongMemory * (x - LongRate);
        LongWeight += LongMemory * (1 - LongWeight);
        if (!returning) return;
        ShortRate += ShortMemory * (x - ShortRate);
        ShortWeight += ShortMemory * (1 - ShortWeight);
    }

    /// <summary>Forgets how it did: it was not known what its messages are to be held against.</summary>
    public void BeginAnew() => this = new CustomerFeed { LastConversion = LastConversion };

    /// <summary>Learns from a mature message of a place that teaches: each does once in a while, however many messages go there.</summary>
    public void TeachEvenly(bool converted, bool returning)
    {
        var x = converted ? 1f : 0f;
        EvenRate += LongMemory * (x - EvenRate);
        EvenWeight += LongMemory * (1 - EvenWeight);
        if (!returning) return;
        EvenShortRate += ShortMemory * (x - EvenShortRate);
        EvenShortWeight += ShortMemory * (1 - EvenShortWeight);
    }
}
