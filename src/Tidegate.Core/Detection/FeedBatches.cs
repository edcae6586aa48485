namespace Tidegate.Detection;

/// <summary>Whether a customer's conversions come in batches, as a file once an hour, and of what messages they are known.</summary>
/// <remarks>
/// A batch comes all at once after a pause, and is of messages sent before it and after the batch before: with it all is known of them, up to the newest that it tells of; a file may
/// be written some while before it comes. Codes that are slow to be used come at any time, one by one. Has no padding: saved as it lies in memory.
/// </remarks>
internal struct FeedBatches
{
    /// <summary>Seconds after a message in which its code is used, if it ever is.</summary>
    private const long Used = CustomerFeed.MatureAfter * 1000L;

    /// <summary>Milliseconds without a conversion after which the next one begins a batch; and after which a batch is whole.</summary>
    private const long Pause = 300_000;
    private const long Whole = 60_000;

    private const float Memory = 1f / 100;
    private const float LeastWeight = 0.3f;
    private const float MostlyFits = 0.9f;
    private const float HardlyFits = 0.7f;
    private const float MostBegin = 0.3f; // of hardly more than one at a time nothing can be told

    /// <summary>Seconds that conversions come late on the mean from which they come in batches; codes told of as they are used do so within a minute or two.</summary>
    private const float Late = 240;
    private const float MostLate = 7_200;

    /// <summary>When the last conversion came, Unix ms of event time.</summary>
    public long HeardAt;

    /// <summary>When the batch that it is in began to come, and the one before.</summary>
    public long Began;
    public long Before;

    /// <summary>When the newest message was sent of which the last batch tells, and the one before; Unix ms.</summary>
    public long Told;
    public long ToldBefore;

    /// <summary>Time (Unix ms) up to which messages were taken as mature, once conversions come in batches; 0 where they do not.</summary>
    public long MatureUpTo;

    /// <summary>From when on, and until before when, messages were sent of which the last batch that was overdue does not tell, Unix ms.</summary>
    public long UntoldFrom;
    public long UntoldUntil;

    // Milliseconds that usually lie between two batches; 0 until that is known.
    private long _usual;

    // Of the last conversions: the part that fits into batches, the part that began one, and how late they came (s), discounted.
    private float _fits;
    private float _late;
    private float _weight;
    private float _begins;

    /// <summary>Whether conversions come in batches.</summary>
    public readonly bool InBatches => MatureUpTo != 0;

    /// <summary>Learns from a conversion.</summary>
    /// <param name="sent">When its message was sent, Unix ms.</param>
    /// <param name="now">When it comes, Unix ms of event time.</param>
    /// <returns>Whether it tells that they come in batches, which nobody knew.</returns>
    public bool Hear(long sent, long now)
    {
        var begins = now - HeardAt >= Pause;
        if (begins) Begin(now);
        HeardAt = now;
        Told = Math.Max(Told, sent);
        if (sent >= UntoldFrom && UntoldFrom == KnownBefore - Used) UntoldUntil = Math.Min(UntoldUntil, sent);
        _begins += Memory * ((begins ? 1 : 0) - _begins);
        _fits += Memory * ((sent <= Began && sent >= KnownBefore - Used ? 1 : 0) - _fits);
        _late += Memory * (Math.Clamp((now - sent) / 1000f, 0, MostLate) - _late);
        _weight += Memory * (1 - _weight);
        if (_weight < LeastWeight) return false;
        if (InBatches)
        {
            if (_fits < HardlyFits * _weight || _late < Late / 2 * _weight) MatureUpTo = 0;
            return false;
        }

        if (_fits < MostlyFits * _weight || _late < Late * _weight || _begins > MostBegin * _weight) return false;
        MatureUpTo = Math.Max(1, KnownBefore - Used);
        return true;
    }

    /// <summary>
    /// Whether anything is known of messages sent at a time. Where batches did not come when they were due, what was sent before the first message that the next one tells of is not known:
    /// the codes of an outage are mostly never told of.
    /// </summary>
    public readonly bool Tells(long sent) => sent < UntoldFrom || sent >= UntoldUntil;

    private void Begin(long now)
    {
        const int Lately = 8;
        var pause = now - Began;
        (Before, Began) = (Began, now);
        (ToldBefore, Told) = (Told, 0);
        if (Before == 0) return;
        if (_usual > 0 && pause * 2 > _usual * 3) (UntoldFrom, UntoldUntil) = (KnownBefore - Used, now);
        _usual = _usual == 0 ? pause : _usual + ((Math.Min(pause, 2 * _usual) - _usual) / Lately);
    }

    /// <summary>Up to when (Unix ms) it is known of messages whether their codes were used by then.</summary>
    public readonly long KnownUpTo(long now) => now - HeardAt >= Whole ? Math.Min(Began, Told) : KnownBefore;

    private readonly long KnownBefore => Math.Min(Before, ToldBefore);

    /// <summary>Up to when (Unix ms) messages are mature: all is known of them that ever will be.</summary>
    public readonly long MaturesUpTo(long now) => KnownUpTo(now) - Used;
}
