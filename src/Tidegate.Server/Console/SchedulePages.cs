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

    private static Task<IResult> ActAsync(HttpContext context, ScheduledReports reports, Operators operators, LiveSettings settings)
    {
        var by = Caller.Of(context);
        return FormAnswer.OfAsync<SchedulesPage>(context, DoAsync, (form, problem) => Task.FromResult<object>(Read(context) with { Problem = problem, Draft = form["do"] == "save" ? (NameOf(form), Typed(form)) : null }));

        async Task<IResult> DoAsync(IFormCollection form)
        {
            var version = FormAnswer.SameVersion(form, "changed this schedule, or added one of this name,");
            switch (form["do"].ToString())
            {
                case "save":
                    await operators.SetScheduleAsync(ScheduleCheck.Check(NameOf(form), Typed(form), settings.Current.Notifications.Channels), version, by);
                    return Results.LocalRedirect("/schedules");
                case "end":
                    await operators.EndScheduleAsync(NameOf(form), version, by);
                    return Results.LocalRedirect("/schedules");
                case "send":
                    var sent = await reports.SendNowAsync(reports.Find(NameOf(form)), null, by, context.RequestAborted);
                    return ConsoleEndpoints.Page<SchedulesPage>(Read(context) with { Told = $"{Reporting.Phrases.Count(sent.Count, "report is", "reports are")} on the way." });
                default:
                    throw ProblemException.Bad("do", form["do"].ToString(), "save, send or end");
            }
        }
    }

    private static string NameOf(IFormCollection form) => form["name"].ToString().Trim();

    private static ScheduleForm Typed(IFormCollection form)
    {
        return new ScheduleForm
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

        string Field(string field) => form[field].ToString().Trim();
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
