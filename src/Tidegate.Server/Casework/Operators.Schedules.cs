using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Scheduling;

namespace Tidegate.Server.Casework;

/// <summary>Schedules of reports.</summary>
internal sealed partial class Operators
{
    /// <summary>Makes or changes a schedule that has been checked.</summary>
    /// <exception cref="ProblemException">Someone else has changed it.</exception>
    public Task<ReportSchedule> SetScheduleAsync(ReportSchedule schedule, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = engine.Book.Read<ReportSchedule>(Book.Schedule, schedule.Name);
        mayChange(old?.Version ?? 0);

        // What fell due before it was there, or while it was switched off, is not made up for.
        var from = old is { Enabled: true } ? old.From : time.GetUtcNow();
        var written = schedule with { From = from, ChangedBy = by.Name, Version = (old?.Version ?? 0) + 1 };
        await Enter(Fact(by, old is null ? "schedule.make" : "schedule.change", schedule.Name, "") with
        {
            Before = old is null ? null : Book.Write(old),
            After = Book.Write(written),
            Documents = [new DocumentChange(Book.Schedule, schedule.Name, written.Version, Book.Write(written))],
        });
        return written;
    });

    /// <summary>Ends a schedule.</summary>
    /// <exception cref="ProblemException">There is none, or someone else has changed it.</exception>
    public Task<ReportSchedule> EndScheduleAsync(string name, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = engine.Book.Read<ReportSchedule>(Book.Schedule, name) ?? throw ProblemException.NotFound("schedule", name);
        mayChange(old.Version);
        await Enter(Fact(by, "schedule.end", name, "") with
        {
            Before = Book.Write(old),
            Documents = [new DocumentChange(Book.Schedule, name, old.Version + 1, null)],
        });
        return old;
    });
}
