using System.Globalization;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Access;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Storage.Reports;

namespace Tidegate.Server.Console;

/// <summary>/reports and /explore.</summary>
internal static class ReportPages
{
    private const int StandardDays = 30;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/reports", (HttpContext context) => ConsoleEndpoints.Page<ReportsPage>(new ReportView { Frame = Frame.Of(context, "reports", "Reports") })).For(Role.Analyst);
        pages.MapGet("/reports/{name}", ReportAsync).For(Role.Analyst);
        pages.MapGet("/explore", ExploreAsync).For(Role.Analyst);
    }

    private static async Task<IResult> ReportAsync(HttpContext context, string name, LiveEngine engine, ReportShelf shelf)
    {
        var view = Asked(context, engine) with { Name = name, Network = context.Request.Query["network"].ToString() };
        if (ReportCatalog.All.All(r => r.Name != name)) throw ProblemException.NotFound("report", name);
        if (view.Problem is not null) return await ShowAsync<ReportsPage>(view, () => Task.FromResult<ReportDocument?>(null));
        var asked = new AskedReport(name, view.Since, view.Until, view.Network);
        if (context.Request.Query.ContainsKey("anew"))
        {
            shelf.Forget(asked);
            return Results.LocalRedirect(view.Address);
        }

        return await ShowAsync<ReportsPage>(view, async () =>
        {
            var document = await shelf.LookAsync(asked, context.RequestAborted);
            if (!document.IsWhole) context.Response.Headers["Refresh"] = "1"; // the rest is being made meanwhile
            return document;
        });
    }

    private static async Task<IResult> ExploreAsync(HttpContext context, LiveEngine engine)
    {
        var frame = Frame.Of(context, "explore", "Explore");
        try
        {
            var asked = ExploreQuery.Read(context.Request, engine);
            return await ShowAsync<ExplorePage>(new ReportView { Frame = frame, Since = asked.Since, Until = asked.Until, By = asked.By, Only = asked.Only }, () => ReportEndpoints.ExploreAsync(engine, asked, context.RequestAborted));
        }
        catch (ProblemException problem)
        {
            var (since, until) = ReportEndpoints.LastDays(engine, 1);
            return ConsoleEndpoints.Page<ExplorePage>(new ReportView { Frame = frame, Since = since, Until = until, By = ["customer"], Problem = ConsoleEndpoints.Say(problem) }, problem.Status);
        }
    }

    private static async Task<IResult> ShowAsync<TPage>(ReportView view, Func<Task<ReportDocument?>> make)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        if (view.Problem is not null) return ConsoleEndpoints.Page<TPage>(view, StatusCodes.Status400BadRequest);
        try
        {
            return ConsoleEndpoints.Page<TPage>(view with { Document = await make() });
        }
        catch (IOException e)
        {
            return ConsoleEndpoints.Page<TPage>(view with { Problem = e.Message }, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static ReportView Asked(HttpContext context, LiveEngine engine)
    {
        var (since, until) = ReportEndpoints.LastDays(engine, StandardDays);
        var (from, to) = (context.Request.Query["since"].ToString(), context.Request.Query["until"].ToString());
        string? problem = null;
        if (from.Length > 0 && !Query.TryTime(from, out since)) problem = $"'{from}' is no time: a day such as 2026-03-02 was expected.";
        if (to.Length > 0 && !Query.TryTime(to, out until)) problem = $"'{to}' is no time: a day such as 2026-03-02 was expected.";
        if (problem is null && since >= until) problem = "The time ends before it begins.";
        return new ReportView { Frame = Frame.Of(context, "reports", "Reports"), Since = since, Until = until, Problem = problem };
    }
}

/// <summary>What the pages of reports show.</summary>
public sealed record ReportView
{
    /// <summary>What is around.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Which report; empty for their list.</summary>
    public string Name { get; init; } = "";

    /// <summary>Begin of the period.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>End of the period.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The network of a comparison; empty for that with most messages.</summary>
    public string Network { get; init; } = "";

    /// <summary>What it is split by.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>What it is confined to.</summary>
    public IReadOnlyList<(string Key, string Value)> Only { get; init; } = [];

    /// <summary>Why there is none; null when there is.</summary>
    public string? Problem { get; init; }

    /// <summary>The report.</summary>
    internal ReportDocument? Document { get; init; }

    /// <summary>A time in an address.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>Address of the report's page.</summary>
    internal string Address => $"/reports/{Name}?since={Time(Since)}&until={Time(Until)}{(Network.Length > 0 ? "&network=" + Uri.EscapeDataString(Network) : "")}";

    /// <summary>Address of the explore page with other things to split by or to be confined to.</summary>
    internal string Explore(IEnumerable<string> by, IEnumerable<(string Key, string Value)> only) => Explore(Since, Until, by, only);

    /// <summary>The same for another time.</summary>
    internal static string Explore(DateTimeOffset since, DateTimeOffset until, IEnumerable<string> by, IEnumerable<(string Key, string Value)> only) =>
        $"/explore?since={Time(since)}&until={Time(until)}&by={string.Join(',', by)}{string.Concat(only.Select(o => $"&only.{o.Key}={Uri.EscapeDataString(o.Value)}"))}";
}
