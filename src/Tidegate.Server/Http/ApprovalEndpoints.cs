using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>A block or throttle that detection proposes, and that takes a person's approval.</summary>
internal sealed record ApprovalForm
{
    /// <summary>Id of the proposal.</summary>
    public required string Id { get; init; }

    public required string IncidentId { get; init; }

    /// <summary>What it will order: block or throttle.</summary>
    public required string Proposed { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>The policy's rule that proposes it.</summary>
    public required string Rule { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>When it lapses unless its attack goes on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>For how many minutes at a time it will stand.</summary>
    public required double Minutes { get; init; }

    /// <summary>Messages that have passed since it was proposed.</summary>
    public required long MessagesPassed { get; init; }

    /// <summary>Their money.</summary>
    public required double MoneyPassed { get; init; }

    public required string Currency { get; init; }
}

/// <summary>A person's word on a proposal.</summary>
internal sealed record ApprovalAnswerForm
{
    /// <summary>approve or refuse.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Why; needed to refuse.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What came of a person's word: the decision in force, or null where it was refused.</summary>
internal sealed record ApprovalResult(string Id, string Answer, DecisionForm? Decision);

/// <summary>/v1/approvals.</summary>
internal static class ApprovalEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/approvals", ListAsync).For(Role.Analyst)
            .WithName("listApprovals").WithTags("approvals").WithSummary("Blocks and throttles that await a person's approval, oldest first. Nothing is stopped by them.").AsksForPage().Produces<Page<ApprovalForm>>();
        app.MapPost("/v1/approvals/{id}", AnswerAsync).For(Role.Analyst)
            .WithName("answerApproval").WithTags("approvals").WithSummary("Approves a proposal, which is in force from then on, or refuses it, with a reason.")
            .Takes<ApprovalAnswerForm>("application/json").Produces<ApprovalResult>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task ListAsync(HttpContext context, LiveEngine engine)
    {
        await Query.AnswerAsync(context, Page<ApprovalForm>.Of(await WaitingAsync(engine), context.Request));
    }

    /// <summary>What awaits approval, oldest first.</summary>
    public static Task<List<ApprovalForm>> WaitingAsync(LiveEngine engine)
    {
        var now = engine.Clock.Now;
        return engine.ReadAsync(p => p.Desk.Proposals.Where(d => d.ExpiresAt > now).Select(d => Form(p.Desk, d)).ToList());
    }

    private static async Task AnswerAsync(HttpContext context, string id, LiveEngine engine, Operators operators)
    {
        var form = await Query.BodyAsync<ApprovalAnswerForm>(context);
        var order = await operators.AnswerProposalAsync(id, form, Caller.Of(context));
        var decision = order is null ? null : DecisionEndpoints.Form(order, true, engine.Mode == RunMode.Enforce);
        await Query.AnswerAsync(context, new ApprovalResult(id, form.Answer, decision));
    }

    private static ApprovalForm Form(Desk desk, StandingDecision proposal)
    {
        var (decision, incident) = (desk.DescribeDecision(proposal), desk.DescribeIncident(desk.Incidents[proposal.Incident]));
        return new ApprovalForm
        {
            Id = decision.Id,
            IncidentId = decision.IncidentId,
            Proposed = proposal.Proposed!.Value.ToString().ToLowerInvariant(),
            Scope = decision.Scope,
            Rule = proposal.Rule,
            Reason = decision.Reason,
            ProposedAt = decision.IssuedAt,
            ExpiresAt = decision.ExpiresAt,
            Minutes = proposal.StandsFor / 60_000.0,
            MessagesPassed = proposal.Hits,
            MoneyPassed = Math.Round(decision.MoneyStopped, 4),
            Currency = incident.Currency,
        };
    }
}
