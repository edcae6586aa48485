using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>Hours of the day in which a channel keeps quiet, but for what is too bad to wait.</summary>
/// <param name="From">Begin, local time.</param>
/// <param name="To">End, local time; before <paramref name="From"/> when it is past midnight.</param>
/// <param name="Zone">Time zone of both.</param>
/// <param name="Except">Severity from which a message goes out all the same.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone, Severity Except)
{
    /// <summary>When a message of a severity may go out: now, or when the quiet hours end.</summary>
    public DateTimeOffset Next(DateTimeOffset now, Severity severity)
    {
        if (severity >= Except || From == To) return now;
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        if (!time.IsBetween(From, To)) return now;
        var wait = To - time;
        var end = TimeZoneInfo.ConvertTime(now + wait, Zone);
        // The clock may be set in between: the end is a time on the wall.
        return now + wait - (end.Offset - local.Offset);
    }
}
