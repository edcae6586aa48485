namespace Tidegate.Decisions;

/// <summary>Hours of the day in which the policy does no more than so much, because nobody is there to put a mistake right.</summary>
/// <param name="From">Begin, local time.</param>
/// <param name="To">End, local time, not within; before <paramref name="From"/> when it is past midnight.</param>
/// <param name="TimeZone">IANA name of the time zone of both.</param>
/// <param name="AtMost">The most that is done then.</param>
public sealed record QuietTime(TimeOnly From, TimeOnly To, string TimeZone, Reaction AtMost)
{
    /// <summary>Whether a moment lies within.</summary>
    public bool Covers(DateTimeOffset moment) =>
        TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).TimeOfDay).IsBetween(From, To);
}
