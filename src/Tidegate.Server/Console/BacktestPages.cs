using System.Globalization;
using System.Text.Json;
using Tidegate.Pipeline;
using Tidegate.Server.Access;
using Tidegate.Server.Backtests;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>/policies/backtests: what a changed policy would have done with the last days' traffic.</summary>
internal static class BacktestPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/policies/backtests/{id}", (HttpContext context, string id, BacktestJobs jobs) => ConsoleEndpoints.Page<BacktestPage>(View(context, id, jobs))).For(Role.Analyst);
        pages.MapPost("/policies/backtests/{id}/cancel", (HttpContext _, string id, BacktestJobs jobs) => jobs.Cancel(id) is null ? throw ProblemException.NotFound("backtest", id) : Results.LocalRedirect("/policies/backtests/" + Uri.EscapeDataString(id))).For(Role.Analyst);
        pages.MapPost("/policies/backtests", AgainAsync).For(Role.Analyst);
    }

    /// <summary>Starts a backtest and leads to its page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="policy">The changed policy.</param>
    /// <param name="text">The same, as it was written.</param>
    /// <param name="days">Of how many days of traffic; empty for all that the journal has.</param>
    /// <param name="refused">What is answered where another runs.</param>
    public static async Task<IResult> StartAsync(HttpContext context, PolicyForm policy, string text, string days, Func<string, IResult> refused)
    {
        var services = context.RequestServices;
        var engine = services.GetRequiredService<LiveEngine>();
        double? span = days.Length == 0 ? null : double.TryParse(days, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 366 ? number : throw ProblemException.Bad("days", days, "more than 0 and at most 366, or nothing for all");
        var (current, rates) = await engine.ReadAsync(p => (p.Desk.Policy, p.Rates));
        var since = span is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now).AddDays(-last) : (DateTimeOffset?)null;
        try
        {
            var job = services.GetRequiredService<BacktestJobs>().Start(new BacktestPlan(current, policy.Check(), new ScanOptions { Since = since, Rates = rates }) { Text = text }, Caller.Of(context).Name);
            return Results.LocalRedirect("/policies/backtests/" + job.Id);
        }
        catch (ProblemException problem) when (problem.Status == StatusCodes.Status409Conflict)
        {
            return refused("A backtest is running already; wait for its end, or end it.");
        }
    }

    // An earlier version, which anyone who may look at it may also try.
    private static async Task<IResult> AgainAsync(HttpContext context, PolicyReader reader)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var to = int.TryParse(form["to"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        var policy = reader.Version(to) ?? throw ProblemException.Bad("to", form["to"].ToString(), "a version that was published, or 0");
        return await StartAsync(context, policy, PolicyReader.TextOf(policy), form["days"].ToString(), problem => ConsoleEndpoints.Page<PoliciesPage>(reader.Read(Frame.Of(context, "policies", "Policy")) with { Problem = problem }, StatusCodes.Status409Conflict));
    }

    private static BacktestModel View(HttpContext context, string id, BacktestJobs jobs)
    {
        var view = jobs.Find(id) ?? throw ProblemException.NotFound("backtest", id);
        var plan = jobs.PlanOf(id)!;
        return new BacktestModel
        {
            Frame = Frame.Of(context, "policies", "Backtest"),
            View = view,
            Since = plan.Options.Since,
            Text = plan.Text,
            Current = context.RequestServices.GetRequiredService<Casework.Operators>().Policies() is [var newest, ..] ? newest.Version : 0,
            Words = Decisions.Wording.PolicySentences.Of(plan.After),
            Result = view.Result?.Deserialize<BacktestResult>(Book.Json),
        };
    }
}
