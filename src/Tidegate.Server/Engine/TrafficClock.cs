namespace Tidegate.Server.Engine;

/// <summary>
/// What time it is for the traffic: the newest event time, and what has passed since it came. The wall clock is asked only
/// before the first event, so that a clock that jumps moves no decision.
/// </summary>
internal sealed class TrafficClock(TimeProvider time)
{
    private volatile Reading? _last;

    /// <summary>Now, Unix ms.</summary>
    public long Now => _last is { } last
        ? last.EventTime + (long)time.GetElapsedTime(last.Stamp).TotalMilliseconds
        : time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Notes the newest event time.</summary>
    /// <param name="eventTime">Unix ms; 0 when there was no event yet.</param>
    /// <param name="age">How long ago it came.</param>
    public void Set(long eventTime, TimeSpan age = default)
    {
        if (eventTime == 0 || (_last is { } last && last.EventTime == eventTime)) return;
        _last = new Reading(eventTime, time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency));
    }

    private sealed record Reading(long EventTime, long Stamp);
}
