namespace Tidegate.Server.Access;

/// <summary>Failed attempts at one name.</summary>
/// <param name="Failed">How many since the last success, or since a day without any.</param>
/// <param name="LastAt">When the last one was.</param>
/// <param name="LockedUntil">Until when further ones are refused unread.</param>
internal sealed record Attempts(int Failed, DateTimeOffset? LastAt, DateTimeOffset? LockedUntil)
{
    private static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLock = TimeSpan.FromHours(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(24);

    /// <summary>No failure.</summary>
    public static readonly Attempts None = new(0, null, null);

    /// <summary>Whether further attempts are refused now.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>
    /// One more failure: from the <paramref name="lockAfter"/>th on it locks, for 30 seconds at first, twice as long each time, an hour
    /// at most. A day without a failure forgets them.
    /// </summary>
    public Attempts Fail(DateTimeOffset now, int lockAfter)
    {
        var failed = LastAt is { } last && now - last < Forgotten ? Failed + 1 : 1;
        var over = failed - lockAfter;
        if (over < 0) return new Attempts(failed, now, null);
        var wait = over >= 7 ? LongestLock : TimeSpan.FromTicks(Math.Min(FirstLock.Ticks << over, LongestLock.Ticks));
        return new Attempts(failed, now, now + wait);
    }
}
