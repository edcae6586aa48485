using Tidegate.Notifications;
using Tidegate.Notify;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;
using Tidegate.Storage.Live;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Scheduling;

/// <summary>Schedules, whom they go to, and the reports that go out by them: when they are due, when somebody sends one, and to look at.</summary>
internal sealed partial class ScheduledReports(LiveEngine engine, LiveSettings settings, Notifier notifier, ReportMaker maker, ReportRuns runs, TrafficSums sums, TimeProvider time, ILogger<ScheduledReports> log)
{
    /// <summary>How far back what fell due while the service was away, or was not to be made, still goes out.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromDays(7);

    private const int MostAttempts = 5;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMinutes(5);

    /// <summary>All schedules by name.</summary>
    public IReadOnlyList<ReportSchedule> All => [.. engine.Book.All(Book.Schedule).Select(engine.Book.Recall<ReportSchedule>)];

    /// <summary>A schedule.</summary>
    /// <exception cref="ProblemException">There is none of that name.</exception>
    public ReportSchedule Find(string name) => engine.Book.Find(Book.Schedule, name) is { } document ? engine.Book.Recall<ReportSchedule>(document) : throw ProblemException.NotFound("schedule", name);

    /// <summary>Puts into the outbox what is due.</summary>
    /// <returns>How many messages were put in.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var told = 0;
        foreach (var schedule in All.Where(s => s.Enabled))
        {
            var after = schedule.From > now - CatchUp ? schedule.From : now - CatchUp;
            foreach (var period in ReportPeriod.Between(schedule, after, now)) told += await SendDueAsync(schedule, period, now, cancel);
        }

        if (told > 0) notifier.Wake();
        return told;
    }

    /// <summary>Sends the report of the last period that is over, now and whether or not it went out before.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="party">Only about this customer or supplier; null for all that it goes out for.</param>
    /// <param name="by">Who sends it.</param>
    /// <param name="cancel">To stop.</param>
    /// <exception cref="ProblemException">It goes to nobody, or the traffic's sums cannot be read.</exception>
    public async Task<IReadOnlyList<ReportRun>> SendNowAsync(ReportSchedule schedule, string? party, Caller by, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var period = ReportPeriod.Last(schedule, now);
        var sent = new List<ReportRun>();
        foreach (var target in OrUnreadable(() => Targets(schedule, period, party)))
        {
            var document = await MakeOrUnreadableAsync(schedule, target, period, cancel);
            var audit = new AuditLine(0, now.ToUnixTimeMilliseconds(), by.Name, "report.send", schedule.Name, null, Book.Write(new { channel = target.Channel, party = target.Party, since = period.Since, until = period.Until }), "");
            if (Put(schedule, target, period, document, null, now, by.Name, audit) is { } run) sent.Add(run.State.Length > 0 ? run : run with { State = "waiting" });
        }

        notifier.Wake();
        return sent.Count > 0 ? sent : throw ProblemException.Bad("query.party", party ?? "", "somebody that the schedule has a report for: a customer with a channel, or a supplier with traffic in the period");
    }

    /// <summary>The report of the last period that is over, which goes to nobody.</summary>
    /// <exception cref="ProblemException">It is about nobody, or the traffic's sums cannot be read.</exception>
    public async Task<ReportDocument> PreviewAsync(ReportSchedule schedule, string? party, CancellationToken cancel)
    {
        var period = ReportPeriod.Last(schedule, time.GetUtcNow());
        var targets = OrUnreadable(() => Targets(schedule, period, party));
        if (targets.Count == 0) throw ProblemException.Bad("query.party", party ?? "", "somebody that the schedule has a report for: a customer with a channel, or a supplier with traffic in the period");
        return await MakeOrUnreadableAsync(schedule, targets[0], period, cancel);
    }

    /// <summary>Whom a schedule's report goes to.</summary>
    /// <exception cref="IOException">The traffic's sums cannot be read.</exception>
    public IReadOnlyList<ReportTarget> Targets(ReportSchedule schedule, ReportPeriod period, string? party = null)
    {
        IEnumerable<ReportTarget> all = schedule.Report switch
        {
            "noc" => [new ReportTarget(schedule.Channel!, "")],

            // About whom is told by whose channel it is, now, and by nothing else.
            "customer" => settings.Current.Notifications.Channels
                .Where(c => c.Customer is not null && ScheduleCheck.Carries(c) && (schedule.Channel is null || c.Name == schedule.Channel))
                .Select(c => new ReportTarget(c.Name, c.Customer!)),
            _ when schedule.Party is { } one => [new ReportTarget(schedule.Channel!, one)],
            _ when party is not null => sums.Suppliers(period).Where(s => s == party).Select(s => new ReportTarget(schedule.Channel!, s)),
            _ => sums.Suppliers(period).Select(s => new ReportTarget(schedule.Channel!, s)),
        };
        return [.. all.Where(t => party is null || t.Party == party).OrderBy(t => t.Party, StringComparer.Ordinal).ThenBy(t => t.Channel, StringComparer.Ordinal)];
    }

    private async Task<int> SendDueAsync(ReportSchedule schedule, ReportPeriod period, DateTimeOffset now, CancellationToken cancel)
    {
        var (done, attempts, nextTry) = runs.Due(schedule.Name, period);
        if (done || now < nextTry) return 0;
        var told = 0;
        try
        {
            var targets = Targets(schedule, period);

            // A channel that has been taken out of the settings since: the run says so.
            if (targets.Count == 0 && schedule is { Report: "customer", Channel: { } gone }) Put(schedule, new ReportTarget(gone, schedule.Party ?? ""), period, null, "there is no such channel", now);
            foreach (var target in targets.Where(t => !runs.Has(schedule.Name, period, t)))
                if (Put(schedule, target, period, await maker.MakeAsync(schedule, target, period, cancel), null, now) is { State: "" }) told++;
            runs.Note(schedule.Name, period, done: true, attempts + 1, now, "");
            runs.DeleteBefore(now - TimeSpan.FromDays(400));
        }
        catch (Exception e) when (e is IOException or DuckDB.NET.Data.DuckDBException)
        {
            LogFailed(log, schedule.Name, attempts + 1, e.Message);
            var last = attempts + 1 >= MostAttempts;
            if (last) told += TellFailed(schedule, period, e.Message, now);
            runs.Note(schedule.Name, period, last, attempts + 1, now + BetweenAttempts, e.Message);
        }

        return told;
    }

    // Those who wait for it are told that it will not come.
    private int TellFailed(ReportSchedule schedule, ReportPeriod period, string error, DateTimeOffset now)
    {
        IReadOnlyList<ReportTarget> targets = schedule is { Report: "supplier", Party: null } ? [new ReportTarget(schedule.Channel!, "")] : Targets(schedule, period);
        return targets.Where(t => !runs.Has(schedule.Name, period, t)).Count(t => Put(schedule, t, period, null, error, now) is not null);
    }

    private ReportRun? Put(ReportSchedule schedule, ReportTarget target, ReportPeriod period, ReportDocument? document, string? error, DateTimeOffset now, string askedBy = "", AuditLine? audit = null)
    {
        var asked = askedBy.Length > 0 ? now.ToUnixTimeMilliseconds() : 0;

        // Why the sums cannot be read is no affair of a customer's.
        var notice = ReportMaker.Write(schedule, target, period, document, error is not null && schedule.Report == "customer" ? "the figures could not be read" : error, asked, now);
        var run = new ReportRun { Schedule = schedule.Name, Since = period.Since, Until = period.Until, Channel = target.Channel, Party = target.Party, At = now, AskedBy = askedBy, State = "", Error = "", MessageId = "" };
        var written = runs.Write(run, period, asked, (connection, transaction) => notifier.Enqueue(connection, transaction, target.Channel, notice) switch
        {
            null => ("silent", "there is no such channel, or it is another customer's now", ""),
            Silence.ChannelDisabled => ("silent", "the channel was given up", ""),
            _ => (error is null ? "" : "failed", error ?? "", NotificationOutbox.MessageId(notice.Subject, notice.Version, target.Channel)),
        }, audit);
        if (written is { State: "silent" }) LogSilent(log, schedule.Name, target.Channel, written.Error);
        return written;
    }

    private Task<ReportDocument> MakeOrUnreadableAsync(ReportSchedule schedule, ReportTarget target, ReportPeriod period, CancellationToken cancel) => OrUnreadableAsync(() => maker.MakeAsync(schedule, target, period, cancel));

    private static T OrUnreadable<T>(Func<T> read) => OrUnreadableAsync(() => Task.FromResult(read())).GetAwaiter().GetResult();

    private static async Task<T> OrUnreadableAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IOException e)
        {
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, e.Message, "path", "", "to ask again a little later");
        }
    }

    [LoggerMessage(1400, LogLevel.Error, "The report of schedule {Schedule} could not be made at attempt {Attempt}: {Reason}")]
    private static partial void LogFailed(ILogger log, string schedule, int attempt, string reason);

    [LoggerMessage(1401, LogLevel.Error, "The report of schedule {Schedule} goes to nobody by channel {Channel}: {Reason}")]
    private static partial void LogSilent(ILogger log, string schedule, string channel, string reason);
}
