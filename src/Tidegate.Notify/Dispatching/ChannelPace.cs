namespace Tidegate.Notify.Dispatching;

/// <summary>How fast a channel may be sent to: so many messages a second, a few at once after a pause, none while it asked to be left alone.</summary>
internal sealed class ChannelPace
{
    private readonly double _rate;
    private readonly double _most;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private double _tokens;
    private long _at;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <param name="rate">Messages a second.</param>
    /// <param name="time">The clock.</param>
    public ChannelPace(double rate, TimeProvider time)
    {
        (_rate, _time) = (rate, time);
        _tokens = _most = Math.Max(1, rate);
        _at = time.GetTimestamp();
    }

    /// <summary>Takes the right to send one message.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (!Refill_NeedsLock()) return false;
            _tokens--;
            return true;
        }
    }

    /// <summary>Whether a message may be sent now.</summary>
    public bool IsReady
    {
        get
        {
            lock (_lock) return Refill_NeedsLock();
        }
    }

    /// <summary>Gives back what was taken for nothing.</summary>
    public void GiveBack()
    {
        lock (_lock) _tokens = Math.Min(_most, _tokens + 1);
    }

    /// <summary>Leaves the channel alone for a while.</summary>
    public void Pause(TimeSpan span)
    {
        lock (_lock) _pausedUntil = _time.GetUtcNow() + span;
    }

    private bool Refill_NeedsLock()
    {
        var now = _time.GetTimestamp();
        _tokens = Math.Min(_most, _tokens + (_time.GetElapsedTime(_at, now).TotalSeconds * _rate));
        _at = now;
        // A clock that was set back must not leave the channel alone for longer than was asked.
        var left = _pausedUntil - _time.GetUtcNow();
        if (left > RetrySchedule.Longest) _pausedUntil = DateTimeOffset.MinValue;
        return _tokens >= 1 && (left <= TimeSpan.Zero || left > RetrySchedule.Longest);
    }
}
