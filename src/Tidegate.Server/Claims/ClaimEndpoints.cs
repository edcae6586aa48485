using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;

namespace Tidegate.Server.Claims;

/// <summary>/v1/claims: money asked back from suppliers.</summary>
internal static class ClaimEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/claims", (Delegate)ListAsync).For(Role.Analyst)
            .WithName("listClaims").WithTags("claims").WithSummary("Claims on suppliers, newest first.")
            .Asks("supplier", "on this supplier").Asks("state", "asked, agreed, credited, refused or withdrawn").Asks("incident", "about this incident")
            .AsksForPage().Produces<Page<Claim>>();
        app.MapPost("/v1/claims", AskAsync).For(Role.Analyst)
            .WithName("askClaim").WithTags("claims").WithSummary("Asks money back from a supplier.")
            .Takes<NewClaimForm>("application/json").Produces<Claim>(StatusCodes.Status201Created).ProducesProblem(400);
        app.MapGet("/v1/claims/{id}", (HttpContext context, string id, ClaimBook claims) => claims.Find(id) is { } claim ? Query.AnswerAsync(context, claim, version: claim.Version) : throw ProblemException.NotFound("claim", id)).For(Role.Analyst)
            .WithName("getClaim").WithTags("claims").WithSummary("One claim; its ETag is its version.").Produces<Claim>().ProducesProblem(404);
        app.MapPost("/v1/claims/{id}/actions", StepAsync).For(Role.Analyst)
            .WithName("advanceClaim").WithTags("claims").WithSummary("agree, credit, refuse, withdraw, reopen or comment. If-Match holds it to a version.")
            .Takes<ClaimActionForm>("application/json").Produces<Claim>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(412);
    }

    private static Task ListAsync(HttpContext context, ClaimBook claims)
    {
        var request = context.Request;
        var (supplier, incident, word) = (Query.Text(request, "supplier"), Query.Text(request, "incident"), Query.Text(request, "state"));
        if (word is not null && (!Enum.TryParse<ClaimState>(word, ignoreCase: true, out _) || !word.All(char.IsAsciiLetter))) throw ProblemException.Bad("query.state", word, "asked, agreed, credited, refused or withdrawn");
        var found = claims.All.Where(c => (supplier is null || c.Supplier == supplier) && (incident is null || c.Incidents.Contains(incident)) && (word is null || string.Equals(c.State.ToString(), word, StringComparison.OrdinalIgnoreCase)));
        return Query.AnswerAsync(context, Page<Claim>.Of(found, request));
    }

    private static async Task AskAsync(HttpContext context, Operators operators)
    {
        var claim = await operators.AskClaimAsync(await Query.BodyAsync<NewClaimForm>(context), Caller.Of(context));
        context.Response.Headers.Location = "/v1/claims/" + claim.Id;
        await Query.AnswerAsync(context, claim, StatusCodes.Status201Created, claim.Version);
    }

    private static async Task StepAsync(HttpContext context, string id, Operators operators)
    {
        var claim = await operators.AdvanceClaimAsync(id, await Query.BodyAsync<ClaimActionForm>(context), DecisionEndpoints.Matches(context), Caller.Of(context));
        await Query.AnswerAsync(context, claim, version: claim.Version);
    }
}
