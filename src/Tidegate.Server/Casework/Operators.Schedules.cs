using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Scheduling;

namespace Tidegate.Server.Casework;

/// <summary>Schedules of reports.</summary>
internal sealed partial class Operators
{
    private static readonly Caller Configuration = new("configuration", Role.Admin, null);

    /// <summary>Makes the schedules what the configuration says: those it has are as it has them, those that it had and has no longer end.</summary>
    public async Task FollowConfigurationAsync(IReadOnlyList<ReportSchedule> configured)
    {
        var known = engine.Book.All(Book.Schedule).Select(engine.Book.Recall<ReportSchedule>).ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var schedule in configured)
        {
            if (known.GetValueOrDefault(schedule.Name) is { } old && schedule with { From = old.From, ChangedBy = old.ChangedBy, Version = old.Version } == old) continue;
            await SetScheduleAsync(schedule, _ => true, Configuration);
        }

        foreach (var gone in known.Values.Where(k => k.Configured && configured.All(c => c.Name != k.Name)))
            await EndScheduleAsync(gone.Name, _ => true, Configuration);
    }

    /// <summary>Makes or changes a schedule that has been checked.</summary>
    /// <exception cref="ProblemException">Someone else has changed it, or it is the configuration's.</exception>
    public Task<ReportSchedule> SetScheduleAsync(ReportSchedule schedule, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = engine.Book.Read<ReportSchedule>(Book.Schedule, schedule.Name);
        CheckIsTheirs(old, by);
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
        CheckIsTheirs(old, by);
        mayChange(old.Version);
        await Enter(Fact(by, "schedule.end", name, "") with
        {
            Before = Book.Write(old),
            Documents = [new DocumentChange(Book.Schedule, name, old.Version + 1, null)],
        });
        return old;
    });

    private static void CheckIsTheirs(ReportSchedule? old, Caller by)
    {
        if (old is { Configured: true } && !ReferenceEquals(by, Configuration))
            throw new ProblemException(StatusCodes.Status409Conflict, $"the schedule '{old.Name}' is in the configuration", "path.name", old.Name, "a change of 'schedules' in the configuration file, which is taken over while the service runs");
    }
}
