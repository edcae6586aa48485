using Tidegate.Decisions;
using Tidegate.Pipeline;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Backtests;

/// <summary>A backtest to be made.</summary>
/// <param name="Policy">The changed policy.</param>
internal sealed record BacktestForm(PolicyForm Policy)
{
    /// <summary>The policy that it is compared with; null for the one in force.</summary>
    public PolicyForm? Against { get; init; }

    /// <summary>Leave out events before this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Leave out events from this time on.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only these customers; null or empty for all.</summary>
    public IReadOnlyList<string>? Customers { get; init; }
}

/// <summary>/v1/policies/backtest.</summary>
internal static class BacktestEndpoints
{
    private const int MostCustomers = 10_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/policies/backtest", StartAsync).For(Role.Analyst)
            .WithName("startBacktest").WithTags("policies").WithSummary("Replays what the journal still holds under a changed policy, in the background; the result is at the Location.")
            .Takes<BacktestForm>("application/json").Produces<BacktestView>(StatusCodes.Status202Accepted).ProducesProblem(400).ProducesProblem(409);
        app.MapGet("/v1/policies/backtest", (HttpContext context, BacktestJobs jobs) => Query.AnswerAsync(context, Page<BacktestView>.Of(jobs.All, context.Request))).For(Role.Analyst)
            .WithName("listBacktests").WithTags("policies").WithSummary("The last ten backtests since the service started, newest first, without their results.").AsksForPage().Produces<Page<BacktestView>>();
        app.MapGet("/v1/policies/backtest/{id}", (HttpContext context, string id, BacktestJobs jobs) => Query.AnswerAsync(context, jobs.Find(id) ?? throw ProblemException.NotFound("backtest", id))).For(Role.Analyst)
            .WithName("getBacktest").WithTags("policies").WithSummary("A backtest: how far it is, and its result once it is done.").Produces<BacktestView>().ProducesProblem(404);
        app.MapDelete("/v1/policies/backtest/{id}", (HttpContext context, string id, BacktestJobs jobs) => Query.AnswerAsync(context, jobs.Cancel(id) ?? throw ProblemException.NotFound("backtest", id), StatusCodes.Status202Accepted)).For(Role.Analyst)
            .WithName("cancelBacktest").WithTags("policies").WithSummary("Ends a backtest; what came out up to then is its result.").Produces<BacktestView>(StatusCodes.Status202Accepted).ProducesProblem(404);
    }

    private static async Task StartAsync(HttpContext context, LiveEngine engine, BacktestJobs jobs)
    {
        var form = await Query.BodyAsync<BacktestForm>(context);
        if (form.Policy is null) throw ProblemException.Bad("policy", "", "the keys of a policy");
        if (form.Since >= form.Until) throw ProblemException.Bad("until", Reporting.Phrases.Rfc3339(form.Until!.Value), "a time after since");
        var customers = form.Customers ?? [];
        if (customers.Count > MostCustomers) throw ProblemException.Bad("customers", $"{customers.Count} names", $"at most {MostCustomers}");
        if (customers.FirstOrDefault(c => c is null or { Length: 0 or > 256 }) is { } bad || customers.Contains(null!)) throw ProblemException.Bad("customers", "", "names of 1 to 256 characters");
        var (current, rates, priors) = await engine.ReadAsync(p => (p.Desk.Policy, p.Rates, p.Desk.Priors.All));
        var plan = new BacktestPlan(form.Against?.Check() ?? current, form.Policy.Check(), new ScanOptions { Since = form.Since, Until = form.Until, Customers = customers, Rates = rates, Priors = priors });
        var job = jobs.Start(plan, Caller.Of(context).Name);
        context.Response.Headers.Location = "/v1/policies/backtest/" + job.Id;
        await Query.AnswerAsync(context, job, StatusCodes.Status202Accepted);
    }
}
