using System.IO.Hashing;
using System.Text;

namespace Tidegate.Notify.Dispatching;

/// <summary>When a message is tried again: by Standard Webhooks over about three days, ten attempts in all.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>A receiver that asks for a longer wait than this is asked again sooner.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(24);

    /// <summary>Attempts in all.</summary>
    public static int Attempts => Delays.Length;

    /// <summary>How long to wait after an attempt; null when it was the last.</summary>
    /// <param name="messageId">The message: it shifts the time by up to a tenth, the same at every look.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the receiver asked for.</param>
    public static TimeSpan? After(string messageId, int attempt, TimeSpan? asked)
    {
        if (attempt >= Delays.Length) return null;
        var hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(messageId), attempt);
        var shift = 0.9 + (0.2 * (hash >> 11) / (1UL << 53));
        var delay = Delays[attempt] * shift;
        if (asked is { } wait && wait > delay) delay = wait < Longest ? wait : Longest;
        return delay;
    }
}
