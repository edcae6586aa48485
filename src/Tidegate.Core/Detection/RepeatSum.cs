using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>
/// The evidence (nats, 0 or more) that one customer sends into a network to numbers that use no code, however often they get one: a cumulative sum,
/// restarted at zero; it fades. 32 bytes, of which none is padding: two lie in a cache line.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct RepeatSum : ISegmentedEntry
{
    /// <summary>The most that is held, so that traffic that recovers is seen to.</summary>
    private const float Most = 200;

    /// <summary>Least part that barren numbers are taken to have usually, and the part beyond which they say nothing.</summary>
    private const float Least = 0.1f;
    private const float Indifferent = 0.6f;

    /// <summary>How much higher than it was learned a part may usually be, and how many times that it is in an attack, and at most.</summary>
    private const float Varies = 1.5f;
    private const float Times = 3;
    private const float MostAttacked = 0.8f;

    public ulong Key { readonly get; set; }

    /// <summary>Nats, 0 or more.</summary>
    public float Evidence;

    /// <summary>Barren numbers that would be usual since it was zero.</summary>
    public float Expected;

    /// <summary>Second of the message with which it left zero.</summary>
    public int Since;

    /// <summary>Second of the last message that counted.</summary>
    public int Second;

    public ulong Filler;

    public readonly int Used => Second;

    public readonly bool StaysAt(int second) => Evidence - ShareChannel.Fades(second - Second) >= ShareChannel.Learns;

    /// <summary>Takes a number that uses no code for the second time in a row, or the third.</summary>
    /// <param name="still">Which.</param>
    /// <param name="feed">What its customer's feed does, which learns from it unless it is suspect.</param>
    /// <param name="second">When it was sent to.</param>
    public void AddBarren(bool still, ref CustomerFeed feed, int second)
    {
        Begin(second);
        if (!still && feed.Barren(still) is { } usual) Expected += usual;
        Add(still, barren: true, ref feed);
    }

    /// <summary>Takes a code that somebody who came back has used.</summary>
    /// <param name="feed">What its customer's feed does, which learns from it unless it is suspect.</param>
    /// <param name="second">When it was sent.</param>
    public void AddUsed(ref CustomerFeed feed, int second)
    {
        Begin(second);
        if (feed.Barren(still: false) is { } usual) Expected += usual;
        Add(still: false, barren: false, ref feed);
        Add(still: true, barren: false, ref feed);
    }

    private void Begin(int second)
    {
        Evidence = Math.Max(0, Evidence - (Math.Max(0, second - Second) * ShareChannel.FadesPerHour / 3600));
        Second = Math.Max(Second, second);
        if (Evidence <= 0) (Expected, Since) = (0, second);
    }

    private void Add(bool still, bool barren, ref CustomerFeed feed)
    {
        if (Evidence < ShareChannel.Learns) feed.TeachBarren(still, barren);
        if (feed.Barren(still) is not { } usual) return;
        var part = Math.Max(Least, usual * Varies);
        if (part > Indifferent) return;
        var attacked = Math.Min(MostAttacked, Times * part);
        Evidence = Math.Clamp(Evidence + NaturalLog.Of(barren ? attacked / part : (1 - attacked) / (1 - part)), 0, Most);
    }
}
