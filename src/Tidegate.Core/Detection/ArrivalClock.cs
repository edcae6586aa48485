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
    private int _near;
    private long _leaptFrom;
    private long _leaptTo;

    /// <summary>The newest event time, Unix ms; 0 before the first event.</summary>
    public long Now { get; private set; }

    /// <summary>
    /// Event time, Unix ms, up to which events are believed at once: that of a service that takes them in as they come, and knows
    /// what time it is. 0 where there is none.
    /// </summary>
    public long Trusted { get; set; }

    /// <summary>How far an event is ahead of the clock, ms.</summary>
    public long AheadOf(in TrafficEvent e) => Now == 0 ? 0 : e.Time - Now;

    /// <summary>Whether it is so far that the event or the clock must be wrong, or the traffic has paused.</summary>
    public bool IsFar(in TrafficEvent e, long ahead) =>
        ahead > _lateness ? IsFarAhead(e.Time, ahead) : ahead < -_lateness && (ahead < -JumpMs || (e.Kind == EventKind.Submit && MayGoBackTo(e.Time)));

    /// <summary>Whether an event is so near that it says that the clock is right, which stands fast by now: at first it is but one event's word.</summary>
    public bool IsConfirmedBy(long ahead) => _near == FarEvents.Most && IsNear(ahead);

    /// <summary>Takes an event that is believed.</summary>
    public void Advance(long time, long ahead)
    {
        if (IsNear(ahead) && _near < FarEvents.Most) _near++;
        _space += (Math.Clamp(ahead, 0, Believed) - _space) / SpaceMemory;
        if (ahead > 0 || ahead < -JumpMs || Now == 0) Now = time;
    }

    /// <summary>Takes the first of so many events far from the clock that they are right.</summary>
    public void Leap(long time)
    {
        (_leaptFrom, _leaptTo) = time > Now ? (Now, time) : (0, 0);
        _near = FarEvents.Most;
        Now = time;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Now);
        to.Write(_space);
        to.Write(_near);
        to.Write(_leaptFrom);
        to.Write(_leaptTo);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        Now = from.ReadInt64();
        _space = from.ReadDouble();
        _near = from.ReadInt32();
        _leaptFrom = from.ReadInt64();
        _leaptTo = from.ReadInt64();
    }

    // How far ahead an event is believed at once. By what is ahead no more than what comes late may be behind, nothing else becomes late.
    private double Believed => Math.Clamp(Spaces * _space, _lateness, JumpMs);

    private bool IsNear(long ahead) => ahead >= -_lateness;

    private bool IsFarAhead(long time, long ahead) => time > Trusted && ahead > Believed;

    // By less than a day the clock goes back only to where it should be: when it began with a wrong time, or followed some that were ahead.
    private bool MayGoBackTo(long time) => Now > Trusted && (
        _near < FarEvents.Most || (_leaptFrom != 0 && time >= _leaptFrom - _lateness && time <= _leaptFrom + (Now - _leaptTo) + _lateness));
}
