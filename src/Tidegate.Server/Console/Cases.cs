using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>A page of incidents.</summary>
public sealed record IncidentList
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>This page's.</summary>
    public required IReadOnlyList<IncidentView> Items { get; init; }

    /// <summary>How many there are in all.</summary>
    public required int Total { get; init; }

    /// <summary>How many come before this page.</summary>
    public required int Offset { get; init; }

    /// <summary>State that is asked for; empty for all.</summary>
    public required string State { get; init; }

    /// <summary>What is looked for.</summary>
    public required string Search { get; init; }

    /// <summary>How they are sorted: opened, severity, messages or cost.</summary>
    public required string Sort { get; init; }
}

/// <summary>A line of the audit log.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">To what.</param>
/// <param name="Why">Why, in their words.</param>
/// <param name="After">The subject as it was afterwards, as JSON.</param>
public sealed record AuditEntry(DateTimeOffset At, string Actor, string Action, string Subject, string Why, string? After);

/// <summary>One incident with all that belongs to it.</summary>
public sealed record IncidentCase
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>The incident.</summary>
    public required IncidentView View { get; init; }

    /// <summary>Decisions that answer it, newest first.</summary>
    public required IReadOnlyList<DecisionForm> Decisions { get; init; }

    /// <summary>Other incidents of its campaign, oldest first.</summary>
    public required IReadOnlyList<IncidentView> Campaign { get; init; }

    /// <summary>What was done with it and its decisions, newest first; empty to a customer.</summary>
    public required IReadOnlyList<AuditEntry> Audit { get; init; }

    /// <summary>Its traffic as far as it is still in memory; null when it is not, or may not be shown.</summary>
    public IncidentTraffic? Traffic { get; init; }

    /// <summary>When it was first blocked; null when it never was.</summary>
    public DateTimeOffset? BlockedAt { get; init; }

    /// <summary>What was wrong with the form that was sent; null when nothing was.</summary>
    public string? Problem { get; init; }

    /// <summary>The text that was sent with it, so that it is not lost.</summary>
    public string Draft { get; init; } = "";
}

/// <summary>Reads incidents for the console.</summary>
internal sealed class CaseReader(LiveEngine engine, Operators operators)
{
    /// <summary>Incidents on a page.</summary>
    public const int PageSize = 50;

    private static readonly string[] States = ["", "ongoing", "open", "acknowledged", "mitigated", "closed", "resolved", "merged"];
    private static readonly string[] Sorts = ["opened", "severity", "messages", "cost"];

    /// <summary>A page of the incidents that a caller may see, as the query asks.</summary>
    public async Task<IncidentList> ListAsync(Frame frame, HttpRequest request, Caller caller)
    {
        var state = Query.Text(request, "state") ?? "";
        if (!States.Contains(state)) throw ProblemException.Bad("query.state", state, "one of " + string.Join(", ", States.Skip(1)));
        var sort = Query.Text(request, "sort") ?? "opened";
        if (!Sorts.Contains(sort)) throw ProblemException.Bad("query.sort", sort, "one of " + string.Join(", ", Sorts));
        var search = Query.Text(request, "q")?.Trim() ?? "";
        var offset = Query.Whole(request, "offset", 0, 0, int.MaxValue - PageSize);
        var found = (await IncidentEndpoints.AllAsync(engine))
            .Where(i => IncidentEndpoints.MaySee(caller, i))
            .Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))
            .Where(v => IsIn(v, state) && Matches(v, search));
        IReadOnlyList<IncidentView> sorted = [.. Sorted(found, sort).ThenByDescending(v => v.OpenedAt).ThenByDescending(v => v.Id, StringComparer.Ordinal)];
        return new IncidentList { Frame = frame, Items = [.. sorted.Skip(offset).Take(PageSize)], Total = sorted.Count, Offset = offset, State = state, Search = search, Sort = sort };
    }

    /// <summary>One incident with all that belongs to it, as far as a caller may see it.</summary>
    /// <exception cref="ProblemException">There is none, or not for this caller.</exception>
    public async Task<IncidentCase> OneAsync(Frame frame, string id, Caller caller)
    {
        var incident = await IncidentEndpoints.FindAsync(engine, id, caller);
        var decisions = await DecisionsOfAsync(id, caller);
        var campaign = (await IncidentEndpoints.AllAsync(engine))
            .Where(i => i.CampaignId == incident.CampaignId && i.Id != id && IncidentEndpoints.MaySee(caller, i))
            .OrderBy(i => i.OpenedAt)
            .Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller));
        var view = IncidentView.Of(incident, operators.Notes(id), caller);
        return new IncidentCase
        {
            Frame = frame,
            View = view,
            Traffic = view.Messages is null ? null : await engine.ReadAsync(p => IncidentTraffic.Of(p, incident)),
            BlockedAt = decisions.Where(d => d.Action == "block").Select(d => (DateTimeOffset?)d.IssuedAt).Min(),
            Decisions = decisions,
            Campaign = [.. campaign],
            Audit = caller.Customer is null ? Audit([id, .. decisions.Select(d => d.Id)]) : [],
        };
    }

    private async Task<IReadOnlyList<DecisionForm>> DecisionsOfAsync(string id, Caller caller)
    {
        var now = engine.Clock.Now;
        var orders = await engine.ReadAsync(p => p.Orders.Where(o => o.IncidentId == id && o.Kind != OrderKind.Allow && o.Until > now).ToList());
        var known = orders.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        var ended = engine.Book.All(Book.Decision)
            .Where(d => !known.Contains(d.Id) && d.Json.Contains(id, StringComparison.Ordinal))
            .Select(d => engine.Book.Read<DecisionRecord>(Book.Decision, d.Id)!.Order)
            .Where(o => o.IncidentId == id);
        var enforced = engine.Mode == RunMode.Enforce;
        return [.. orders.Select(o => DecisionEndpoints.Form(o, true, enforced)).Concat(ended.Select(o => DecisionEndpoints.Form(o, false))).Where(d => DecisionEndpoints.MaySee(caller, d.Scope)).OrderByDescending(d => d.InForce).ThenByDescending(d => d.IssuedAt)];
    }

    private List<AuditEntry> Audit(IReadOnlyList<string> subjects) =>
        [.. subjects.SelectMany(s => engine.Store.Audit(s, null, int.MaxValue, 100)).OrderByDescending(l => l.Sequence)
            .Select(l => new AuditEntry(DateTimeOffset.FromUnixTimeMilliseconds(l.At), l.Actor, l.Action, l.Subject, l.Why, l.After))];

    private static bool IsIn(IncidentView view, string state) => state switch
    {
        "" => true,
        "ongoing" => view.State is "open" or "acknowledged" or "mitigated",
        _ => view.State == state,
    };

    private static bool Matches(IncidentView view, string search) => search.Length == 0
        || view.Id.Contains(search, StringComparison.OrdinalIgnoreCase)
        || view.CampaignId.Contains(search, StringComparison.OrdinalIgnoreCase)
        || view.Summary.Contains(search, StringComparison.OrdinalIgnoreCase)
        || Parties(view.Scope).Any(n => n.Contains(search, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Parties(Scope scope) => [.. scope.Customers, .. scope.Senders, .. scope.Suppliers, .. scope.Networks.Select(Names.Network)];

    private static IOrderedEnumerable<IncidentView> Sorted(IEnumerable<IncidentView> views, string sort) => sort switch
    {
        "severity" => views.OrderByDescending(v => v.Severity),
        "messages" => views.OrderByDescending(v => v.Messages ?? 0),
        "cost" => views.OrderByDescending(v => v.Cost ?? 0),
        _ => views.OrderByDescending(v => v.OpenedAt),
    };
}
