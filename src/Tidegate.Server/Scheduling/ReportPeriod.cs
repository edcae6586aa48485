using System.Globalization;

namespace Tidegate.Server.Scheduling;

/// <summary>A time that a report is about, and when it goes out.</summary>
/// <param name="Since">Begin, a midnight of the schedule's zone.</param>
/// <param name="Until">End, itself not part of it; what tells one period of a schedule from another.</param>
/// <param name="DueAt">When it goes out.</param>
internal sealed record ReportPeriod(DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset DueAt)
{
    // Longer than the longest time between two dues of any schedule.
    private static readonly TimeSpan OneBefore = TimeSpan.FromDays(63);

    /// <summary>The last period that was due at a time.</summary>
    public static ReportPeriod Last(ReportSchedule schedule, DateTimeOffset now) => Between(schedule, now - OneBefore, now)[^1];

    /// <summary>The next period that will be due.</summary>
    public static ReportPeriod Next(ReportSchedule schedule, DateTimeOffset now) => Between(schedule, now, now + OneBefore)[0];

    /// <summary>Periods that fall due after a time and up to another, oldest first.</summary>
    public static IReadOnlyList<ReportPeriod> Between(ReportSchedule schedule, DateTimeOffset after, DateTimeOffset upTo)
    {
        var zone = schedule.TimeZone;
        var at = TimeOnly.ParseExact(schedule.At, "HH:mm", CultureInfo.InvariantCulture);
        var found = new List<ReportPeriod>();
        for (var day = Day(after, zone); day <= Day(upTo, zone); day = day.AddDays(1))
        {
            if (!IsDue(schedule, day)) continue;
            var due = OnTheWall(day.ToDateTime(at), zone);
            if (due <= after || due > upTo) continue;
            var (first, end) = schedule.Every switch
            {
                "day" => (day.AddDays(-1), day),
                "week" => (day.AddDays(-7), day),
                _ => (new DateOnly(day.Year, day.Month, 1).AddMonths(-1), new DateOnly(day.Year, day.Month, 1)),
            };
            found.Add(new ReportPeriod(OnTheWall(first.ToDateTime(TimeOnly.MinValue), zone), OnTheWall(end.ToDateTime(TimeOnly.MinValue), zone), due));
        }

        return found;
    }

    private static bool IsDue(ReportSchedule schedule, DateOnly day) => schedule.Every switch
    {
        "day" => true,
        "week" => string.Equals(day.DayOfWeek.ToString(), schedule.Weekday, StringComparison.OrdinalIgnoreCase),
        _ => day.Day == schedule.Day,
    };

    private static DateOnly Day(DateTimeOffset time, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    // A time that the clocks leave out is the first one after it; of one that comes twice the first is meant.
    private static DateTimeOffset OnTheWall(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
