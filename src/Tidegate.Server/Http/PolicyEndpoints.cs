using Tidegate.Decisions;
using Tidegate.Decisions.Wording;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>A policy to be published.</summary>
internal sealed record PublishForm(PolicyForm Policy)
{
    public string Comment { get; init; } = "";
}

/// <summary>A policy to be explained; null for the one in force.</summary>
internal sealed record ExplainForm(PolicyForm? Policy);

/// <summary>A policy in words.</summary>
/// <param name="Sentences">What it does, in the order in which it is looked at.</param>
/// <param name="Policy">All its keys, those left out with their defaults.</param>
internal sealed record PolicyExplanation(IReadOnlyList<string> Sentences, PolicyForm Policy);

/// <summary>The mode.</summary>
internal sealed record ModeForm(string Mode)
{
    public string Reason { get; init; } = "";

    /// <summary>Whether configuration sets it, so that it cannot be changed here.</summary>
    public bool? Fixed { get; init; }
}

/// <summary>/v1/policies and /v1/mode.</summary>
internal static class PolicyEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/policies", ListAsync).For(Role.Analyst)
            .WithName("listPolicies").WithTags("policies").WithSummary("All versions of the policy, newest first; the first is in force. None was published: the default is.").AsksForPage().Produces<Page<PolicyVersion>>();
        app.MapGet("/v1/policies/current", CurrentAsync).For(Role.Analyst)
            .WithName("currentPolicy").WithTags("policies").WithSummary("The policy in force; its ETag is its version.").Produces<PolicyVersion>();
        app.MapPost("/v1/policies", PublishAsync).For(Role.Admin)
            .WithName("publishPolicy").WithTags("policies").WithSummary("Publishes a policy. If-Match holds it to the version in force.")
            .Takes<PublishForm>("application/json").Produces<PolicyVersion>(StatusCodes.Status201Created).ProducesProblem(400).ProducesProblem(412);
        app.MapPost("/v1/policies/explain", ExplainAsync).For(Role.Analyst)
            .WithName("explainPolicy").WithTags("policies").WithSummary("Says in words what a policy does, and whether it will do; changes nothing. Without a policy: the one in force.")
            .Takes<ExplainForm>("application/json").Produces<PolicyExplanation>().ProducesProblem(400);
        app.MapPost("/v1/policies/{version:int}/rollback", RollBackAsync).For(Role.Admin)
            .WithName("rollBackPolicy").WithTags("policies").WithSummary("Publishes an earlier version anew; 0 is the default.").Produces<PolicyVersion>(StatusCodes.Status201Created).ProducesProblem(404);
        app.MapGet("/v1/mode", (HttpContext context, LiveEngine engine) => Query.AnswerAsync(context, Form(engine))).For(Role.Analyst | Role.Enforcer | Role.Customer)
            .WithName("getMode").WithTags("policies").WithSummary("Whether verdicts are acted on: monitor or enforce.").Produces<ModeForm>();
        app.MapPut("/v1/mode", SetModeAsync).For(Role.Admin)
            .WithName("setMode").WithTags("policies").WithSummary("Sets whether verdicts are acted on.").Takes<ModeForm>("application/json").Produces<ModeForm>().ProducesProblem(400).ProducesProblem(409);
    }

    private static ModeForm Form(LiveEngine engine) => new(engine.Mode.ToString().ToLowerInvariant()) { Fixed = engine.FixedMode is not null };

    private static Task ListAsync(HttpContext context, Operators operators) => Query.AnswerAsync(context, Page<PolicyVersion>.Of(operators.Policies(), context.Request));

    private static Task CurrentAsync(HttpContext context, Operators operators)
    {
        var current = (operators.Policies() is [var newest, ..] ? newest : null) ?? new PolicyVersion(0, PolicyForm.Of(DecisionPolicy.Default), default, "", "the default", null);
        return Query.AnswerAsync(context, current, version: current.Version);
    }

    private static async Task PublishAsync(HttpContext context, Operators operators)
    {
        var form = await Query.BodyAsync<PublishForm>(context);
        if (form.Policy is null) throw ProblemException.Bad("policy", "", "the keys of a policy");
        var version = await operators.PublishAsync(form.Policy, form.Comment, null, DecisionEndpoints.Matches(context), Caller.Of(context));
        await Query.AnswerAsync(context, version, StatusCodes.Status201Created, version.Version);
    }

    private static async Task ExplainAsync(HttpContext context, Operators operators)
    {
        var form = await Query.BodyAsync<ExplainForm>(context);
        var policy = (form.Policy ?? (operators.Policies() is [var newest, ..] ? newest.Policy : new PolicyForm())).Check();
        await Query.AnswerAsync(context, new PolicyExplanation(PolicySentences.Of(policy), PolicyForm.Of(policy)));
    }

    private static async Task RollBackAsync(HttpContext context, int version, Operators operators)
    {
        var policy = version == 0 ? new PolicyForm() : operators.Policies().FirstOrDefault(p => p.Version == version)?.Policy ?? throw ProblemException.NotFound("policy version", $"{version}");
        var published = await operators.PublishAsync(policy, $"rolled back to version {version}", version, DecisionEndpoints.Matches(context), Caller.Of(context));
        await Query.AnswerAsync(context, published, StatusCodes.Status201Created, published.Version);
    }

    private static async Task SetModeAsync(HttpContext context, Operators operators, LiveEngine engine)
    {
        var form = await Query.BodyAsync<ModeForm>(context);
        await operators.SetModeAsync(form.Mode ?? "", form.Reason, Caller.Of(context));
        await Query.AnswerAsync(context, Form(engine));
    }
}
