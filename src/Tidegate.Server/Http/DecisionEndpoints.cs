using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Http;

/// <summary>/v1/decisions and /v1/allowlist.</summary>
internal static class DecisionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/decisions", (Delegate)ListAsync).For(Role.Analyst | Role.Enforcer | Role.Customer)
            .WithName("listDecisions").WithTags("decisions").WithSummary("Decisions in force.")
            .Asks("state", "in_force (when left out) or all").Asks("incident_id", "of this incident").Asks("customer", "that name this customer").Asks("origin", "of this origin: detection, or a name").AsksForPage().Produces<Page<DecisionForm>>();
        app.MapGet("/v1/decisions/{id}", OneAsync).For(Role.Analyst | Role.Enforcer | Role.Customer)
            .WithName("getDecision").WithTags("decisions").WithSummary("One decision, in force or ended.").Produces<DecisionForm>().ProducesProblem(404);
        app.MapPost("/v1/decisions", (Delegate)PlaceAsync).For(Role.Analyst)
            .WithName("placeDecision").WithTags("decisions").WithSummary("Places an operator's block or throttle; hold overrides the allowlist.")
            .Takes<PlaceForm>("application/json").Produces<DecisionForm>(StatusCodes.Status201Created).ProducesProblem(400).ProducesProblem(409);
        app.MapPost("/v1/decisions/preview", (Delegate)PreviewAsync).For(Role.Analyst)
            .WithName("previewDecision").WithTags("decisions").WithSummary("What a decision of a scope would have hit of the messages in memory; changes nothing.")
            .Takes<PreviewForm>("application/json").Produces<Collateral>().ProducesProblem(400);
        app.MapDelete("/v1/decisions/{id}", LiftAsync).For(Role.Analyst)
            .WithName("liftDecision").WithTags("decisions").WithSummary("Ends a decision now.").Asks("reason", "why").Produces<DecisionForm>().ProducesProblem(404);
        app.MapPost("/v1/decisions/{id}/extend", ExtendAsync).For(Role.Analyst)
            .WithName("extendDecision").WithTags("decisions").WithSummary("Lets a decision stand until another time.")
            .Takes<ExtendForm>("application/json").Produces<DecisionForm>().ProducesProblem(400).ProducesProblem(404);

        app.MapGet("/v1/allowlist", (Delegate)EntriesAsync)
            .For(Role.Analyst).WithName("listAllowlist").WithTags("allowlist").WithSummary("The allowlist.").AsksForPage().Produces<Page<AllowForm>>();
        app.MapGet("/v1/allowlist/{id}", OneEntryAsync).For(Role.Analyst)
            .WithName("getAllowlistEntry").WithTags("allowlist").WithSummary("One entry, with its ETag.").Produces<AllowForm>().ProducesProblem(404);
        app.MapPost("/v1/allowlist", (HttpContext context, LiveEngine _) => AllowAsync(context, null)).For(Role.Analyst)
            .WithName("addAllowlistEntry").WithTags("allowlist").WithSummary("Adds an entry; it wins over all but hold-blocks, and lifts automatic blocks within it.")
            .Takes<AllowForm>("application/json").Produces<AllowForm>(StatusCodes.Status201Created).ProducesProblem(400);
        app.MapPut("/v1/allowlist/{id}", (HttpContext context, string id) => AllowAsync(context, id)).For(Role.Analyst)
            .WithName("changeAllowlistEntry").WithTags("allowlist").WithSummary("Changes an entry.")
            .Takes<AllowForm>("application/json").Produces<AllowForm>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(412);
        app.MapDelete("/v1/allowlist/{id}", DisallowAsync).For(Role.Analyst)
            .WithName("removeAllowlistEntry").WithTags("allowlist").WithSummary("Takes an entry away.").Asks("reason", "why").Produces<AllowForm>().ProducesProblem(404).ProducesProblem(412);
    }

    /// <summary>An order as it is told.</summary>
    public static DecisionForm Form(Order order, bool inForce = true, bool? enforced = null) => new()
    {
        Id = order.Id,
        Action = order.Kind switch
        {
            OrderKind.Allow => "allow",
            OrderKind.Throttle => "throttle",
            OrderKind.Monitor => "monitor",
            _ => "block",
        },
        Hold = order.Kind == OrderKind.HoldBlock,
        Scope = order.Scope,
        IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(order.IssuedAt),
        Until = order.Until == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(order.Until),
        Origin = order.Origin,
        IncidentId = order.IncidentId,
        Reason = order.Reason,
        Proposed = order.Proposed,
        TakenBack = order.TakenBack ? true : null,
        InForce = inForce,
        Enforced = enforced,
    };

    /// <summary>Whether a caller may see what concerns a scope: a customer's key only what is of that customer alone.</summary>
    public static bool MaySee(Caller caller, Scope scope) => caller.Customer is not { } customer || (scope.Customers.Count == 1 && scope.Customers[0] == customer);

    private static async Task ListAsync(HttpContext context)
    {
        var engine = Engine(context);
        var caller = Caller.Of(context);
        var (incident, customer, origin) = (Query.Text(context.Request, "incident_id"), Query.Text(context.Request, "customer"), Query.Text(context.Request, "origin"));
        var state = Query.Text(context.Request, "state") ?? "in_force";
        if (state is not ("in_force" or "all")) throw ProblemException.Bad("query.state", state, "in_force or all");
        var now = engine.Clock.Now;
        var orders = await engine.ReadAsync(p => p.Orders.Where(o => o.Kind != OrderKind.Allow).ToList());
        var all = orders.Select(o => (Order: o, InForce: o.Until > now)).Where(o => o.InForce || state == "all").ToList();
        if (state == "all") all.AddRange(engine.EndedOrders(orders).Where(o => o.Kind != OrderKind.Allow).Select(o => (o, false)));

        var told = all
            .Where(o => MaySee(caller, o.Order.Scope)
                && (incident is null || o.Order.IncidentId == incident)
                && (customer is null || o.Order.Scope.Customers.Contains(customer))
                && (origin is null || o.Order.Origin == origin))
            .OrderByDescending(o => o.Order.IssuedAt).ThenBy(o => o.Order.Id, StringComparer.Ordinal)
            .Select(o => Form(o.Order, o.InForce, o.InForce ? engine.Mode == RunMode.Enforce : null));
        await Query.AnswerAsync(context, Page<DecisionForm>.Of(told, context.Request));
    }

    private static async Task OneAsync(HttpContext context, string id)
    {
        var engine = Engine(context);
        var order = await engine.ReadAsync(p => p.Orders.FirstOrDefault(o => o.Id == id && o.Kind != OrderKind.Allow));
        var inForce = order is not null && order.Until > engine.Clock.Now;
        order ??= engine.EndedOrder(id);
        if (order is null || !MaySee(Caller.Of(context), order.Scope)) throw ProblemException.NotFound("decision", id);
        await Query.AnswerAsync(context, Form(order, inForce, inForce ? engine.Mode == RunMode.Enforce : null));
    }

    private static async Task PlaceAsync(HttpContext context)
    {
        var order = await Operators(context).PlaceAsync(await Query.BodyAsync<PlaceForm>(context), Caller.Of(context));
        context.Response.Headers.Location = "/v1/decisions/" + order.Id;
        await Query.AnswerAsync(context, Form(order, true, Engine(context).Mode == RunMode.Enforce), StatusCodes.Status201Created);
    }

    private static async Task PreviewAsync(HttpContext context)
    {
        var form = await Query.BodyAsync<PreviewForm>(context);
        await Query.AnswerAsync(context, await Operators(context).PreviewAsync(form.Scope));
    }

    private static async Task LiftAsync(HttpContext context, string id) =>
        await Query.AnswerAsync(context, Form(await Operators(context).LiftAsync(id, Query.Text(context.Request, "reason") ?? "", Caller.Of(context)), inForce: false));

    private static async Task ExtendAsync(HttpContext context, string id) =>
        await Query.AnswerAsync(context, Form(await Operators(context).ExtendAsync(id, await Query.BodyAsync<ExtendForm>(context), Caller.Of(context))));

    private static Task EntriesAsync(HttpContext context)
    {
        var book = Engine(context).Book;
        return Query.AnswerAsync(context, Page<AllowForm>.Of(book.All(Book.Allow).Select(d => book.Read<AllowForm>(Book.Allow, d.Id)!), context.Request));
    }

    private static Task OneEntryAsync(HttpContext context, string id)
    {
        var document = Engine(context).Book.Find(Book.Allow, id) ?? throw ProblemException.NotFound("allowlist entry", id);
        return Query.AnswerAsync(context, Engine(context).Book.Read<AllowForm>(Book.Allow, id), version: document.Version);
    }

    private static async Task AllowAsync(HttpContext context, string? id)
    {
        var (entry, version) = await Operators(context).AllowAsync(id, await Query.BodyAsync<AllowForm>(context), Matches(context), Caller.Of(context));
        context.Response.Headers.Location = "/v1/allowlist/" + entry.Id;
        await Query.AnswerAsync(context, entry, id is null ? StatusCodes.Status201Created : StatusCodes.Status200OK, version);
    }

    private static async Task DisallowAsync(HttpContext context, string id) =>
        await Query.AnswerAsync(context, await Operators(context).DisallowAsync(id, Query.Text(context.Request, "reason") ?? "", Matches(context), Caller.Of(context)));

    /// <summary>Throws when the version that the request names is not the one there is.</summary>
    public static Func<long, bool> Matches(HttpContext context) => version =>
    {
        Query.CheckVersion(context, version);
        return true;
    };

    private static LiveEngine Engine(HttpContext context) => context.RequestServices.GetRequiredService<LiveEngine>();

    private static Operators Operators(HttpContext context) => context.RequestServices.GetRequiredService<Operators>();
}
