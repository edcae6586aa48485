using Tidegate.Incidents;
using Tidegate.Notify;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Notifying;

namespace Tidegate.Server.Http;

/// <summary>/v1/incidents.</summary>
internal static class IncidentEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/incidents", ListAsync).For(Role.Analyst | Role.Customer)
            .WithName("listIncidents").WithTags("incidents").WithSummary("Incidents, newest first.")
            .Asks("state", "open, acknowledged, mitigated, closed, resolved or merged").Asks("customer", "of this customer").Asks("network", "in this network, MCC-MNC").Asks("supplier", "through this supplier")
            .Asks("campaign_id", "of this campaign").Asks("since", "with messages from this time on")
            .AsksForPage().Produces<Page<IncidentView>>();
        app.MapGet("/v1/incidents/{id}", OneAsync).For(Role.Analyst | Role.Customer)
            .WithName("getIncident").WithTags("incidents").WithSummary("One incident; its ETag is the version of the work on it.").Produces<IncidentView>().ProducesProblem(404);
        app.MapPost("/v1/incidents/{id}/actions", ActAsync).For(Role.Analyst)
            .WithName("actOnIncident").WithTags("incidents").WithSummary("acknowledge, unacknowledge, assign, comment, withdraw, snooze, resolve, reopen, merge, unmerge, notify or split. If-Match holds it to a version.")
            .Takes<IncidentActionForm>("application/json").Produces<IncidentView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(412);
        app.MapPost("/v1/incidents/{id}/answer", AnswerAsync).For(Role.Customer)
            .WithName("answerIncident").WithTags("incidents").WithSummary("A customer agrees with what is done about its incident, or objects.")
            .Takes<AnswerForm>("application/json").Produces<IncidentView>().ProducesProblem(400).ProducesProblem(404);
        app.MapGet("/v1/incidents/{id}/notice", NoticeAsync).For(Role.Analyst)
            .WithName("previewNotice").WithTags("incidents").WithSummary("What the action notify would tell a customer, and by which channels.")
            .Asks("customer", "The customer.").Produces<NoticePreview>().ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task AnswerAsync(HttpContext context, string id, LiveEngine engine, Operators operators)
    {
        var caller = Caller.Of(context);
        if (caller.Customer is null) throw new ProblemException(StatusCodes.Status403Forbidden, "only a customer answers its incidents", "path", id, "an account or a key of a customer");
        var form = await Query.BodyAsync<AnswerForm>(context);
        var incident = await FindAsync(engine, id, caller);
        var notes = await operators.AnswerAsync(incident, form.Answer, form.Comment.Trim(), caller);
        await Query.AnswerAsync(context, IncidentView.Of(incident, notes, caller), version: notes.Version);
    }

    private static async Task NoticeAsync(HttpContext context, string id, LiveEngine engine, CustomerNotices notices)
    {
        var customer = Query.Text(context.Request, "customer") ?? "";
        await Query.AnswerAsync(context, notices.Preview(await FindAsync(engine, id, Caller.Of(context)), customer));
    }

    private static async Task ListAsync(HttpContext context, LiveEngine engine, Operators operators)
    {
        var caller = Caller.Of(context);
        var request = context.Request;
        var (state, customer, network) = (Query.Text(request, "state"), Query.Text(request, "customer"), Query.Text(request, "network"));
        var (supplier, campaign) = (Query.Text(request, "supplier"), Query.Text(request, "campaign_id"));
        var since = Query.Time(request, "since");
        if (state is not (null or "open" or "acknowledged" or "mitigated" or "closed" or "resolved" or "merged")) throw ProblemException.Bad("query.state", state, "open, acknowledged, mitigated, closed, resolved or merged");
        var found = (await AllAsync(engine))
            .Where(i => MaySee(caller, i)
                && (customer is null || i.Scope.Customers.Contains(customer))
                && (network is null || i.Scope.Networks.Contains(network))
                && (supplier is null || i.Scope.Suppliers.Contains(supplier))
                && (campaign is null || i.CampaignId == campaign)
                && (since is not { } from || i.LastMessageAt >= from)
                && (state is null || IncidentView.StateOf(i, operators.Notes(i.Id)) == state))
            .OrderByDescending(i => i.OpenedAt).ThenByDescending(i => i.Id, StringComparer.Ordinal)
            .ToList();
        var page = Page<Incident>.Of(found, request);
        await Query.AnswerAsync(context, new Page<IncidentView>([.. (await AsNowAsync(engine, page.Items)).Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))], page.Total, page.Next));
    }

    private static async Task OneAsync(HttpContext context, string id, LiveEngine engine, Operators operators)
    {
        var incident = await FindAsync(engine, id, Caller.Of(context));
        var notes = operators.Notes(id);
        await Query.AnswerAsync(context, IncidentView.Of(incident, notes, Caller.Of(context)), version: notes.Version);
    }

    private static async Task ActAsync(HttpContext context, string id, LiveEngine engine, Operators operators)
    {
        var caller = Caller.Of(context);
        var form = await Query.BodyAsync<IncidentActionForm>(context);
        var notes = await operators.ActAsync(await FindAsync(engine, id, caller), form, DecisionEndpoints.Matches(context), caller);
        await Query.AnswerAsync(context, IncidentView.Of(await FindAsync(engine, id, caller), notes, caller), version: notes.Version);
    }

    /// <summary>An incident that a caller may see.</summary>
    /// <exception cref="ProblemException">There is none with this id, or not for this caller.</exception>
    public static async Task<Incident> FindAsync(LiveEngine engine, string id, Caller caller)
    {
        var incident = await engine.ReadAsync(p => p.Desk.FindIncident(id) is { } open && IsKept(engine, open) ? p.Desk.DescribeIncident(open) : null)
            ?? engine.Book.Read<Incident>(Book.Incident, id);
        return incident is not null && MaySee(caller, incident) ? incident : throw ProblemException.NotFound("incident", id);
    }

    /// <summary>All of them, to be sought and sorted: those that go on as they are now, those that have ended as they were written down.</summary>
    public static async Task<IReadOnlyList<Incident>> AllAsync(LiveEngine engine) => WithEnded(engine, await OpenCases.AllAsync(engine));

    /// <summary>A few of them as they are now: what is learnt of a place changes what would have been expected there, after the end too.</summary>
    public static Task<List<Incident>> AsNowAsync(LiveEngine engine, IReadOnlyList<Incident> few) =>
        engine.ReadAsync(p => few.Select(i => p.Desk.FindIncident(i.Id) is { } known ? p.Desk.DescribeIncident(known) : i).ToList());

    /// <summary>The incidents of a campaign; of the others nothing is described.</summary>
    public static async Task<IReadOnlyList<Incident>> OfCampaignAsync(LiveEngine engine, string campaign)
    {
        var live = await engine.ReadAsync(p => p.Desk.StillOpen.Where(i => p.Desk.CampaignIdOf(i) == campaign).Select(p.Desk.DescribeIncident).ToList());
        return [.. WithEnded(engine, live).Where(i => i.CampaignId == campaign)];
    }

    // Those that are being written down are asked for before the book, so that none is in neither.
    private static List<Incident> WithEnded(LiveEngine engine, List<Incident> all)
    {
        var known = all.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        all.AddRange(engine.Ending.Where(i => known.Add(i.Id)));
        all.AddRange(engine.Book.Each(Book.Incident).Where(d => !known.Contains(d.Id)).Select(engine.Book.Recall<Incident>));
        return all;
    }

    // Detection remembers ended incidents for longer than they may be shown.
    private static bool IsKept(LiveEngine engine, OpenIncident incident) =>
        incident.ClosedAt is null || (Decisions.Desk.IncidentIdOf(incident) is var id && (engine.IsEnding(id) || engine.Book.Find(Book.Incident, id) is not null));

    /// <summary>Whether a caller may see an incident: a customer those that it takes part in.</summary>
    public static bool MaySee(Caller caller, Incident incident) => caller.Customer is not { } customer || incident.Scope.Customers.Contains(customer);
}
