using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// The clock that events drive: the newest of their times that is believed. An event that is far from it does not move it by
/// itself, since everything after it would be late: a record in a million with a wrong date or time zone would blind detection for hours.
/// </summary>
internal sealed class ArrivalClock(TimeSpan submissionLateness)
{
    /// <summary>How far from the clock, ms, an event is never believed at once.</summary>
    public const long JumpMs = 86_400_000;

    // Times the usual space between events by which one may be ahead and is believed at once: of events that come at random one in 10^20 is.
    private const double Spaces = 50;

    // Events over which the usual space between them is taken.
    private const double SpaceMemory = 64;

    private readonly long _lateness = (long)submissionLateness.TotalMilliseconds;
    private double _space;

    /// <summary>The newest event time, Unix ms; 0 before the first event.</summary>
    public long Now { get; private set; }

    /// <summary>
    /// Event time, Unix ms, up to which events are believed at once: that of a service that takes them in as they come, and knows
    /// what time it is. 0 where there is none.
    /// </summary>
    public long Trusted { get; private set; }

    /// <summary>Takes the time at which the events that follow came in, Unix ms: what is not ahead of it is not ahead.</summary>
    public void Trust(long receivedAt) => Trusted = receivedAt + _lateness;

    /// <summary>How far an event is ahead of the clock, ms.</summary>
    public long AheadOf(in TrafficEvent e) => Now == 0 ? 0 : e.Time - Now;

    /// <summary>Whether it is so far that it must be wrong, or the traffic has paused, or gone back.</summary>
    public bool IsFar(long time, long ahead) => ahead > _lateness ? time > Trusted && ahead > Believed : ahead < -JumpMs;

    /// <summary>Whether an event is so near that it says that the traffic goes on where the clock is.</summary>
    public bool IsNear(long ahead) => ahead >= -_lateness;

    /// <summary>Takes an event that is believed.</summary>
    public void Advance(long time, long ahead)
    {
        _space += (Math.Clamp(ahead, 0, Believed) - _space) / SpaceMemory;
        if (ahead > 0 || Now == 0) Now = time;
    }

    /// <summary>Takes one of so many events behind that they are right.</summary>
    public void GoBack(long time) => Now = time;

    public void Save(BinaryWriter to)
    {
        to.Write(Now);
        to.Write(_space);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        Now = from.ReadInt64();
        _space = from.ReadDouble();
    }

    // How far ahead an event is believed at once. By what is ahead no more than what comes late may be behind, nothing else becomes late.
    private double Believed => Math.Clamp(Spaces * _space, _lateness, JumpMs);
}
