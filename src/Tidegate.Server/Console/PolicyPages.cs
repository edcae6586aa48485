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

    private static Task<IResult> ActAsync(HttpContext context, PolicyReader reader, Operators operators)
    {
        var view = reader.Read(Frame.Of(context, "policies", "Policy"));
        return FormAnswer.OfAsync<PoliciesPage>(context, DoAsync, (form, problem) => Task.FromResult<object>(view with { Why = form["why"].ToString().Trim(), Problem = problem }));

        async Task<IResult> DoAsync(IFormCollection form)
        {
            var version = FormAnswer.SameVersion(form, "published a policy");
            if (form["do"] == "rollback")
            {
                var to = int.TryParse(form["to"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
                var earlier = reader.Version(to) ?? throw ProblemException.Bad("to", form["to"].ToString(), "a version that was published, or 0");
                await operators.PublishAsync(earlier, $"rolled back to version {to}", to, version, Caller.Of(context));
                return Results.LocalRedirect("/policies");
            }

            var text = form["text"].ToString().ReplaceLineEndings("\n");
            var (policy, fault) = PolicyYaml.Read(text);
            view = view with { Draft = text, Fault = fault, Explained = policy is null ? null : PolicyReader.Explain(policy), Why = form["why"].ToString().Trim() };
            if (policy is null) return ConsoleEndpoints.Page<PoliciesPage>(view, StatusCodes.Status400BadRequest);
            if (form["do"] == "backtest") return await BacktestPages.StartAsync(context, policy, text, form["days"].ToString(), problem => ConsoleEndpoints.Page<PoliciesPage>(view with { Problem = problem }, StatusCodes.Status409Conflict));
            if (form["do"] != "publish") return ConsoleEndpoints.Page<PoliciesPage>(view);
            await operators.PublishAsync(policy, FormAnswer.Why(form, "why"), null, version, Caller.Of(context));
            return Results.LocalRedirect("/policies");
        }
    }
}
