namespace Tidegate.Server.Smpp;

/// <summary>A contracted rate: a bucket that fills by the rate and holds a burst.</summary>
/// <param name="rate">Tokens a second; 0 for no limit.</param>
/// <param name="burst">Most tokens; 0 for one second's worth.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(int rate, int burst, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly double _most = burst > 0 ? burst : rate;
    private double _tokens = burst > 0 ? burst : rate;
    private long _since = time.GetTimestamp();

    /// <summary>Takes tokens when they are there. More than a full bucket are taken from a full one: otherwise they never would be.</summary>
    public bool TryTake(int count)
    {
        if (rate == 0) return true;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(_most, _tokens + (time.GetElapsedTime(_since, now).TotalSeconds * rate));
            _since = now;
            if (_tokens < Math.Min(count, _most)) return false;
            _tokens -= count;
            return true;
        }
    }
}
