using System.Numerics;

namespace Tidegate.Server.Smpp;

/// <summary>How long the SMSC took to answer: counts in classes that are an eighth of a power of two wide, from 1 µs to an hour.</summary>
internal sealed class ResponseTimes
{
    private const int Parts = 8;
    private readonly long[] _counts = new long[33 * Parts];

    public void Add(TimeSpan taken)
    {
        var micros = (uint)Math.Clamp(taken.TotalMicroseconds, 1, uint.MaxValue);
        var power = BitOperations.Log2(micros);
        var part = power >= 3 ? (int)((micros >> (power - 3)) & (Parts - 1)) : (int)((micros << (3 - power)) & (Parts - 1));
        Interlocked.Increment(ref _counts[(power * Parts) + part]);
    }

    /// <summary>The time that a share of the responses took at most, seconds; null before there are any.</summary>
    public double? Quantile(double share)
    {
        var counts = _counts.Select((_, i) => Interlocked.Read(ref _counts[i])).ToArray();
        var all = counts.Sum();
        if (all == 0) return null;
        var left = (long)Math.Ceiling(all * share);
        for (var i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0) return Math.Pow(2, i / Parts) * (1 + (((i % Parts) + 1) / (double)Parts)) / 1e6;
        }

        return null;
    }
}

/// <summary>How many a second, over the last ten whole seconds.</summary>
internal sealed class PerSecond(TimeProvider time)
{
    private const int Seconds = 10;
    private readonly Lock _gate = new();
    private readonly (long Second, long Count)[] _slots = new (long, long)[Seconds + 1];

    /// <param name="timestamp">When, timestamp of the clock.</param>
    public void Add(long timestamp)
    {
        var now = timestamp / time.TimestampFrequency;
        lock (_gate)
        {
            ref var slot = ref _slots[now % _slots.Length];
            if (slot.Second != now) slot = (now, 0);
            slot.Count++;
        }
    }

    public double Value
    {
        get
        {
            lock (_gate)
            {
                var now = Now();
                return _slots.Where(s => s.Second < now && s.Second >= now - Seconds).Sum(s => s.Count) / (double)Seconds;
            }
        }
    }

    private long Now() => time.GetTimestamp() / time.TimestampFrequency;
}
