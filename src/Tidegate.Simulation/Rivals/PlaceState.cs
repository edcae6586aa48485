namespace Tidegate.Simulation.Rivals;

/// <summary>What a rule remembers of one place in the traffic. Times are Unix milliseconds.</summary>
internal abstract class PlaceState
{
    protected const long Minute = 60_000;
    protected const long Hour = 60 * Minute;

    /// <summary>Counts a message; true when the rule fires.</summary>
    public abstract bool OnSubmit(long time);

    /// <summary>Counts the conversion of a message sent at a time.</summary>
    public virtual void OnConversion(long sent, long now)
    {
    }

    /// <summary>Earliest message that an alarm now points at.</summary>
    public abstract long PointsAt(long now);
}

/// <summary>Counts of equal steps of time. Steps without messages are empty, so only the last full one is kept.</summary>
internal sealed class StepCounts(long step, long start)
{
    private long _current = start / step;

    /// <summary>Messages in the running step.</summary>
    public int Running { get; private set; }

    /// <summary>Number of the running step since the Unix epoch.</summary>
    public long Current => _current;

    /// <summary>Steps that are over since the start of the traffic: a place that is new was empty until now.</summary>
    public long Closed { get; private set; }

    /// <summary>Counts a message; says how many steps it closed and how many messages the first of them had (the others none).</summary>
    public (int Steps, int First) Add(long time)
    {
        var at = time / step;
        var (steps, first) = (0, 0);
        if (at > _current)
        {
            (steps, first) = ((int)(at - _current), Running);
            Closed += steps;
            Running = 0;
        }

        _current = Math.Max(_current, at);
        Running++;
        return (steps, first);
    }
}
