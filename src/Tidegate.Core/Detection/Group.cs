using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>What a tree over the destination is rooted at.</summary>
internal enum Root : byte
{
    /// <summary>All traffic: sweeps over many customers show only here.</summary>
    All = 0,

    /// <summary>One customer.</summary>
    Customer = 1,

    /// <summary>One sender ID.</summary>
    Sender = 2,

    /// <summary>One supplier.</summary>
    Supplier = 3,
}

/// <summary>A root's first-seen traffic into one network: the clock of its places, and which blocks came last.</summary>
/// <remarks>Has no padding: groups are saved as they lie in memory.</remarks>
internal struct Group
{
    /// <summary>Blocks remembered for the mix.</summary>
    public const int Remembered = 64;

    private const int MinutesApart = 300;
    private const int HoursApart = 7200;

    public ulong Key;
    public int RootId;
    public int Network;

    /// <summary>First-seen messages that the nulls of its places have learned from, discounted, by level.</summary>
    public Vector128<float> Learned;

    /// <summary>Log evidence that blocks repeat more than they should, by share of the repeating part.</summary>
    public Vector128<float> MixEvidence;

    public Root Root;
    public byte Filler;
    public ushort Filler2;

    /// <summary>First-seen messages so far.</summary>
    public uint Clock;

    /// <summary>Second of the first message.</summary>
    public int Since;

    /// <summary>Second of the last message.</summary>
    public int Second;

    /// <summary>Log evidence that more goes into young blocks than should.</summary>
    public float YoungEvidence;

    /// <summary>Learned messages into young blocks, discounted.</summary>
    public float YoungLearned;

    /// <summary>Learned messages, discounted alike.</summary>
    public float AllLearned;

    /// <summary>Messages into young blocks since <see cref="PendingSince"/>, not learned yet.</summary>
    public float YoungPending;

    /// <summary>Messages since <see cref="PendingSince"/>, not learned yet.</summary>
    public float AllPending;

    /// <summary>Second from which messages are pending.</summary>
    public int PendingSince;

    /// <summary>The clock at the last message that came while the mix was not under suspicion.</summary>
    public uint Quiet;

    private int _position;
    private RecentBlocks _recent;

    // Where the clock stood up to ten minutes and up to four hours ago. To 256 bytes: a group begins with a cache line.
    private ClockMark _minutes;
    private ClockMark _minutesBefore;
    private ClockMark _hours;
    private ClockMark _hoursBefore;

    /// <summary>The last blocks, in no particular order.</summary>
    [UnscopedRef]
    public Span<ushort> Recent => _recent;

    /// <summary>Counts a first-seen message.</summary>
    public void Tick(int second)
    {
        Clock++;
        if (second - _minutes.Second >= MinutesApart) (_minutesBefore, _minutes) = (_minutes, new ClockMark(Clock, second));
        if (second - _hours.Second >= HoursApart) (_hoursBefore, _hours) = (_hours, new ClockMark(Clock, second));
    }

    /// <summary>
    /// First-seen messages of the last <paramref name="seconds"/>, as far as a few marks of the clock tell: as many as if they had come evenly
    /// between the two marks about the beginning, or, where that is fewer, as if they had come all the time as they did after the later one.
    /// </summary>
    public readonly double MessagesIn(int seconds, int now)
    {
        var from = now - seconds;
        var (before, after) = (new ClockMark(0, Math.Min(Since, from)), new ClockMark(Clock, Math.Max(now, from + 1)));
        foreach (var mark in (ReadOnlySpan<ClockMark>)[_minutes, _minutesBefore, _hours, _hoursBefore])
        {
            if (mark.Second == 0) continue;
            if (mark.Second <= from && mark.Second >= before.Second) before = mark;
            if (mark.Second > from && mark.Second < after.Second) after = mark;
        }

        var between = (double)(after.Clock - before.Clock) * (after.Second - from) / (after.Second - before.Second);
        var since = (double)(Clock - after.Clock);
        return after.Second < now ? Math.Min(since + between, since * seconds / (now - after.Second)) : since + between;
    }

    /// <summary>First-seen messages a second until two to four hours ago; 0 where there were none by then.</summary>
    /// <param name="leastAge">Seconds that it is taken to have been old then at least.</param>
    public readonly double RateHoursAgo(int leastAge) => _hoursBefore.Clock / (double)Math.Max(leastAge, _hoursBefore.Second - Since);

    /// <summary>How often a block (by its tag) is among the last ones; then remembers it.</summary>
    public int CountThenRemember(ushort block)
    {
        var needle = Vector256.Create(block);
        var hits = 0;
        ref var first = ref MemoryMarshal.GetReference(Recent);
        for (var i = 0; i < Remembered; i += Vector256<ushort>.Count)
            hits += System.Numerics.BitOperations.PopCount(Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)i), needle).ExtractMostSignificantBits());
        Recent[_position] = block;
        _position = (_position + 1) % Remembered;
        return hits;
    }

    // What the clock showed at a second; second 0 is no mark.
    private readonly record struct ClockMark(uint Clock, int Second);

    [InlineArray(Remembered)]
    private struct RecentBlocks
    {
        private ushort _first;
    }
}
