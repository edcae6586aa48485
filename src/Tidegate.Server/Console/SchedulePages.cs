using System.Globalization;
using Tidegate.Notify.Settings;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;
using Tidegate.Server.Scheduling;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Console;

/// <summary>/schedules: reports that go out by themselves.</summary>
internal static class SchedulePages
{
    private const int RunsShown = 5;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/schedules", (HttpContext context) => ConsoleEndpoints.Page<SchedulesPage>(Read(context))).For(Role.Analyst);
        pages.MapPost("/schedules", ActAsync).For(Role.Admin);
    }

    private static SchedulesView Read(HttpContext context)
    {
        var services = context.RequestServices;
        var (reports, runs, time) = (services.GetRequiredService<ScheduledReports>(), services.GetRequiredService<ReportRuns>(), services.GetRequiredService<TimeProvider>());
        return new SchedulesView
        {
            Frame = Frame.Of(context, "reports", "Scheduled reports"),
            Items = [.. reports.All.Select(s => ScheduleEndpoints.View(s, runs.Last(s.Name, RunsShown), time.GetUtcNow()))],
            Channels = [.. services.GetRequiredService<LiveSettings>().Current.Notifications.Channels.Where(ScheduleCheck.Carries)],
        };
    }

    private static async Task<IResult> ActAsync(HttpContext context, ScheduledReports reports, Operators operators, LiveSettings settings)
    {
        var by = Caller.Of(context);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = Field("name");
        try
        {
            switch (Field("do"))
            {
                case "save":
                    var schedule = ScheduleCheck.Check(name, Form(), settings.Current.Notifications.Channels);
                    await operators.SetScheduleAsync(schedule, Version, by);
                    return Results.LocalRedirect("/schedules");
                case "end":
                    await operators.EndScheduleAsync(name, Version, by);
                    return Results.LocalRedirect("/schedules");
                case "send":
                    var sent = await reports.SendNowAsync(reports.Find(name), null, by, context.RequestAborted);
                    return ConsoleEndpoints.Page<SchedulesPage>(Read(context) with { Told = $"{Reporting.Phrases.Count(sent.Count, "report is", "reports are")} on the way." });
                default:
                    throw ProblemException.Bad("do", Field("do"), "save, send or end");
            }
        }
        catch (ProblemException problem)
        {
            return ConsoleEndpoints.Page<SchedulesPage>(Read(context) with { Problem = ConsoleEndpoints.Say(problem), Draft = Field("do") == "save" ? (name, Form()) : null }, problem.Status);
        }

        string Field(string field) => form[field].ToString().Trim();

        ScheduleForm Form() => new()
        {
            Report = Field("report"),
            Every = Field("every") is { Length: > 0 } every ? every : null,
            Channel = Field("channel"),
            Party = Field("party"),
            At = Field("at"),
            Zone = Field("zone"),
            Weekday = Field("weekday"),
            Day = int.TryParse(Field("day"), NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : 0,
            Enabled = Field("enabled") != "false",
        };

        bool Version(long version) => Field("version") == version.ToString(CultureInfo.InvariantCulture) ? true
            : throw new ProblemException(StatusCodes.Status412PreconditionFailed, "someone else changed this schedule meanwhile, or there is one of this name already; look at it below");
    }
}

/// <summary>What the page of schedules shows.</summary>
public sealed record SchedulesView
{
    /// <summary>What is around.</summary>
    public required Frame Frame { get; init; }

    /// <summary>All schedules.</summary>
    internal IReadOnlyList<ScheduleView> Items { get; init; } = [];

    /// <summary>Channels that can carry reports.</summary>
    public required IReadOnlyList<ChannelSettings> Channels { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }

    /// <summary>What was done; null for nothing.</summary>
    public string? Told { get; init; }

    /// <summary>The form that was sent and not done, so that what was typed is not lost.</summary>
    internal (string Name, ScheduleForm Form)? Draft { get; init; }
}
