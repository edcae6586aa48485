using Shouldly;
using Tidegate.Server.Scheduling;
using Xunit;

namespace Tidegate.Server.Tests.Scheduling;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("day", "02:30", "2026-03-29T01:00:00Z", "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z")] // 02:30 is left out that night: 03:00 summer time
    [InlineData("day", "06:00", "2026-03-30T04:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")] // about a day of 23 hours
    [InlineData("day", "02:30", "2026-10-25T00:30:00Z", "2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z")] // 02:30 comes twice: the first
    [InlineData("week", "06:00", "2026-03-30T04:00:00Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("month", "06:00", "2026-04-03T04:00:00Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    public void Period_IsOfDaysOnTheWall_AndDueAtATimeOnTheWall(string every, string at, string due, string since, string until)
    {
        var schedule = new ReportSchedule { Every = every, At = at, Zone = "Europe/Rome", Weekday = "monday", Day = 3 };
        var dueAt = DateTimeOffset.Parse(due);
        var expected = new ReportPeriod(DateTimeOffset.Parse(since), DateTimeOffset.Parse(until), dueAt);
        ReportPeriod.Last(schedule, dueAt).ShouldBe(expected);
        ReportPeriod.Last(schedule, dueAt.AddSeconds(-1)).ShouldNotBe(expected);
        ReportPeriod.Next(schedule, dueAt.AddSeconds(-1)).ShouldBe(expected);
        ReportPeriod.Between(schedule, dueAt, dueAt).ShouldBeEmpty();
    }

    [Fact]
    public void AYear_HasEachDayOnce_WithoutGaps()
    {
        var schedule = new ReportSchedule { Every = "day", At = "02:30", Zone = "America/New_York" };
        var year = ReportPeriod.Between(schedule, DateTimeOffset.Parse("2026-01-01T00:00Z"), DateTimeOffset.Parse("2027-01-01T00:00Z"));
        year.Count.ShouldBe(365);
        foreach (var (one, next) in year.Zip(year.Skip(1))) next.Since.ShouldBe(one.Until);
    }
}
