using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>
/// A range of numbers that somebody says was attacked, or is on a list of high-risk numbers. It makes an alert there weigh more, the less the
/// longer ago it was seen; it is never an alert by itself.
/// </summary>
public sealed record RangePrior
{
    /// <summary>Nats that the surest prior gives on the day it was seen last: as much as an attack that a person here has confirmed.</summary>
    public const double MostNats = 4;

    /// <summary>Time in which what a prior gives falls to half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(30);

    /// <summary>The numbers.</summary>
    public required NumberRange Range { get; init; }

    /// <summary>Networks that it was seen in, MCC-MNC digits; for people to read.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }

    /// <summary>When it was seen first.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was seen last: from then on it weighs less and less.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>How sure the source is, 0 to 100.</summary>
    public required int Confidence { get; init; }

    /// <summary>When it is no longer held against the range.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Nats that it gives to an alert at a time: <see cref="MostNats"/> times its confidence, halved every <see cref="HalfLife"/> after it was seen last; 0 once it has expired.</summary>
    /// <param name="time">Event time, Unix ms.</param>
    public double NatsAt(long time)
    {
        if (time >= ExpiresAt.ToUnixTimeMilliseconds()) return 0;
        var age = Math.Max(0, time - LastSeen.ToUnixTimeMilliseconds());
        return MostNats * (Confidence / 100.0) * Math.Pow(0.5, age / HalfLife.TotalMilliseconds);
    }
}
