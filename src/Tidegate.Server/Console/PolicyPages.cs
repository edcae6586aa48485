using System.Globalization;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>/policies.</summary>
internal static class PolicyPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/policies", (HttpContext context, PolicyReader reader) => ConsoleEndpoints.Page<PoliciesPage>(reader.Read(Frame.Of(context, "policies", "Policy"), Query.Whole(context.Request, "offset", 0, 0, int.MaxValue - PolicyReader.PageSize)))).For(Role.Analyst);
        pages.MapPost("/policies", ActAsync).For(Role.Admin);
        BacktestPages.Map(pages);
    }

    private static async Task<IResult> ActAsync(HttpContext context, PolicyReader reader, Operators operators)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (text, why) = (form["text"].ToString().ReplaceLineEndings("\n"), form["why"].ToString().Trim());
        var view = reader.Read(Frame.Of(context, "policies", "Policy")) with { Why = why };
        if (form["do"] == "rollback")
        {
            var to = int.TryParse(form["to"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            var earlier = reader.Version(to) ?? throw ProblemException.Bad("to", form["to"].ToString(), "a version that was published, or 0");
            return await DoneAsync(() => operators.PublishAsync(earlier, $"rolled back to version {to}", to, Version, Caller.Of(context)), view);
        }

        var (policy, fault) = PolicyYaml.Read(text);
        view = view with { Draft = text, Fault = fault, Explained = policy is null ? null : PolicyReader.Explain(policy) };
        if (policy is null) return ConsoleEndpoints.Page<PoliciesPage>(view, StatusCodes.Status400BadRequest);
        if (form["do"] == "backtest") return await BacktestPages.StartAsync(context, policy, text, form["days"].ToString(), problem => ConsoleEndpoints.Page<PoliciesPage>(view with { Problem = problem }, StatusCodes.Status409Conflict));
        if (form["do"] != "publish") return ConsoleEndpoints.Page<PoliciesPage>(view);
        if (why.Length == 0) return ConsoleEndpoints.Page<PoliciesPage>(view with { Problem = "Say why, in a few words, before it is published." }, StatusCodes.Status400BadRequest);
        return await DoneAsync(() => operators.PublishAsync(policy, why, null, Version, Caller.Of(context)), view);

        bool Version(long version) => form["version"] == version.ToString(CultureInfo.InvariantCulture) ? true
            : throw new ProblemException(StatusCodes.Status412PreconditionFailed, "someone else published a policy meanwhile; look at it, then send yours again: what you typed is still there");
    }

    private static async Task<IResult> DoneAsync(Func<Task<PolicyVersion>> publish, PolicyView view)
    {
        try
        {
            await publish();
            return Results.LocalRedirect("/policies");
        }
        catch (ProblemException problem)
        {
            return ConsoleEndpoints.Page<PoliciesPage>(view with { Problem = ConsoleEndpoints.Say(problem) }, problem.Status);
        }
    }
}
