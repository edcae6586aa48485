using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;

namespace Tidegate.Server.Scheduling;

/// <summary>A schedule with when it goes out next and what it last did.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="NextAt">When it goes out next; null while it is switched off.</param>
/// <param name="Runs">Its last reports, newest first.</param>
internal sealed record ScheduleView(ReportSchedule Schedule, DateTimeOffset? NextAt, IReadOnlyList<ReportRun> Runs);

/// <summary>/v1/schedules: reports that go out by themselves.</summary>
internal static class ScheduleEndpoints
{
    private const int RunsShown = 20;

    /// <summary>Registers what sends them.</summary>
    public static void AddScheduledReports(this IServiceCollection services)
    {
        services.AddSingleton<TrafficSums>();
        services.AddSingleton<Claims.ClaimBook>();
        services.AddSingleton<NocReport>();
        services.AddSingleton<CustomerReport>();
        services.AddSingleton<SupplierReport>();
        services.AddSingleton<ReportMaker>();
        services.AddSingleton(provider => new ReportRuns(provider.GetRequiredService<Engine.LiveEngine>().Store));
        services.AddSingleton<ScheduledReports>();
        services.AddHostedService<ReportClock>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/schedules", (Delegate)ListAsync).For(Role.Analyst)
            .WithName("listSchedules").WithTags("schedules").WithSummary("Reports that go out by themselves, when they do next, and what became of the last ones.").Produces<IReadOnlyList<ScheduleView>>();
        app.MapGet("/v1/schedules/{name}", OneAsync).For(Role.Analyst)
            .WithName("getSchedule").WithTags("schedules").WithSummary("One schedule; its ETag is its version.").Produces<ScheduleView>().ProducesProblem(404);
        app.MapPut("/v1/schedules/{name}", PutAsync).For(Role.Admin)
            .WithName("setSchedule").WithTags("schedules").WithSummary("Makes or changes a schedule. If-Match holds it to a version.")
            .Takes<ScheduleForm>("application/json").Produces<ScheduleView>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(412);
        app.MapDelete("/v1/schedules/{name}", DeleteAsync).For(Role.Admin)
            .WithName("deleteSchedule").WithTags("schedules").WithSummary("Ends a schedule.").Produces(StatusCodes.Status204NoContent).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        app.MapGet("/v1/schedules/{name}/preview", PreviewAsync).For(Role.Admin)
            .WithName("previewSchedule").WithTags("schedules").WithSummary("The report of the last period that is over, as it would go out; it goes to nobody.")
            .Asks("party", "Of this customer or supplier; left out: the first that it goes out for.").Asks("format", "json (default), html, csv, xlsx or parquet.").Asks("section", "For csv and parquet: the one table, by its key.")
            .Produces<ReportEndpoints.ReportAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapPost("/v1/schedules/{name}/send", SendAsync).For(Role.Admin)
            .WithName("sendSchedule").WithTags("schedules").WithSummary("Sends the report of the last period that is over, now; what is due goes out all the same.")
            .Asks("party", "Only of this customer or supplier.").Produces<IReadOnlyList<ReportRun>>(StatusCodes.Status202Accepted).ProducesProblem(400).ProducesProblem(404);
    }

    /// <summary>A schedule as it is told.</summary>
    public static ScheduleView View(ReportSchedule schedule, IReadOnlyList<ReportRun> runs, DateTimeOffset now) =>
        new(schedule, schedule.Enabled ? ReportPeriod.Next(schedule, now).DueAt : null, runs);

    private static Task ListAsync(HttpContext context, ScheduledReports reports, ReportRuns runs, TimeProvider time) =>
        Query.AnswerAsync(context, reports.All.Select(s => View(s, runs.Last(s.Name, RunsShown), time.GetUtcNow())).ToList());

    private static Task OneAsync(HttpContext context, string name, ScheduledReports reports, ReportRuns runs, TimeProvider time)
    {
        var schedule = reports.Find(name);
        return Query.AnswerAsync(context, View(schedule, runs.Last(name, RunsShown), time.GetUtcNow()), version: schedule.Version);
    }

    private static async Task PutAsync(HttpContext context, string name, Operators operators, ReportRuns runs, Settings.LiveSettings settings, TimeProvider time)
    {
        var checkedForm = ScheduleCheck.Check(name, await Query.BodyAsync<ScheduleForm>(context), settings.Current.Notifications.Channels);
        var schedule = await operators.SetScheduleAsync(checkedForm, DecisionEndpoints.Matches(context), Caller.Of(context));
        await Query.AnswerAsync(context, View(schedule, runs.Last(name, RunsShown), time.GetUtcNow()), version: schedule.Version);
    }

    private static async Task DeleteAsync(HttpContext context, string name, Operators operators)
    {
        await operators.EndScheduleAsync(name, DecisionEndpoints.Matches(context), Caller.Of(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task PreviewAsync(HttpContext context, string name, ScheduledReports reports)
    {
        var format = ReportEndpoints.Format(context.Request);
        await ReportEndpoints.SendAsync(context, await reports.PreviewAsync(reports.Find(name), Query.Text(context.Request, "party"), context.RequestAborted), format);
    }

    private static async Task SendAsync(HttpContext context, string name, ScheduledReports reports) =>
        await Query.AnswerAsync(context, await reports.SendNowAsync(reports.Find(name), Query.Text(context.Request, "party"), Caller.Of(context), context.RequestAborted), StatusCodes.Status202Accepted);
}
