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

    /// <summary>Severity that is asked for; empty for all.</summary>
    public required string Severity { get; init; }

    /// <summary>How they are sorted: opened, severity, messages or cost.</summary>
    public required string Sort { get; init; }
}

/// <summary>Reads incidents for the console.</summary>
internal sealed class IncidentListReader(LiveEngine engine, Operators operators)
{
    /// <summary>Incidents on a page.</summary>
    public const int PageSize = 50;

    private static readonly string[] States = ["", "ongoing", "unblocked", "open", "acknowledged", "mitigated", "closed", "resolved", "merged"];
    private static readonly string[] Severities = ["", "low", "medium", "high", "critical"];
    private static readonly string[] Sorts = ["opened", "severity", "messages", "cost"];

    /// <summary>A page of the incidents that a caller may see, as the query asks.</summary>
    public async Task<IncidentList> ListAsync(Frame frame, HttpRequest request, Caller caller)
    {
        var state = Query.Text(request, "state") ?? "";
        if (!States.Contains(state)) throw ProblemException.Bad("query.state", state, "one of " + string.Join(", ", States.Skip(1)));
        var severity = Query.Text(request, "severity") ?? "";
        if (!Severities.Contains(severity)) throw ProblemException.Bad("query.severity", severity, "one of " + string.Join(", ", Severities.Skip(1)));
        var level = severity.Length == 0 ? (Severity?)null : Enum.Parse<Severity>(severity, ignoreCase: true);
        var sort = Query.Text(request, "sort") ?? "opened";
        if (!Sorts.Contains(sort)) throw ProblemException.Bad("query.sort", sort, "one of " + string.Join(", ", Sorts));
        var search = Query.Text(request, "q")?.Trim() ?? "";
        var offset = Query.Whole(request, "offset", 0, 0, int.MaxValue - PageSize);
        var found = (await IncidentEndpoints.AllAsync(engine))
            .Where(i => IncidentEndpoints.MaySee(caller, i) && (level is null || i.Severity == level) && (state.Length == 0 || IsIn(IncidentView.StateOf(i, operators.Notes(i.Id)), state)) && Matches(i, search, caller));
        IReadOnlyList<Incident> sorted = [.. Sorted(found, sort, caller).ThenByDescending(i => i.OpenedAt).ThenByDescending(i => i.Id, StringComparer.Ordinal)];
        return new IncidentList
        {
            Frame = frame,
            Items = [.. (await IncidentEndpoints.AsNowAsync(engine, [.. sorted.Skip(offset).Take(PageSize)])).Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))],
            Total = sorted.Count,
            Offset = offset,
            State = state,
            Search = search,
            Severity = severity,
            Sort = sort,
        };
    }

    private static bool IsIn(string stands, string state) => state switch
    {
        "ongoing" => stands is "open" or "acknowledged" or "mitigated",
        "unblocked" => stands is "open" or "acknowledged",
        _ => stands == state,
    };

    // A customer finds and sorts by what it may see: of incidents of several customers no figure, no sender, no other name.
    private static bool Matches(Incident incident, string search, Caller caller) => search.Length == 0
        || incident.Id.Contains(search, StringComparison.OrdinalIgnoreCase)
        || incident.CampaignId.Contains(search, StringComparison.OrdinalIgnoreCase)
        || (IsWhole(incident, caller) && incident.Summary.Contains(search, StringComparison.OrdinalIgnoreCase))
        || Parties(incident, caller).Any(n => n.Contains(search, StringComparison.OrdinalIgnoreCase));

    private static bool IsWhole(Incident incident, Caller caller) => caller.Customer is null || incident.Scope.Customers.Count <= 1;

    private static IEnumerable<string> Parties(Incident incident, Caller caller)
    {
        var scope = incident.Scope;
        IEnumerable<string> names = [.. scope.Networks.Select(Names.Network), .. IsWhole(incident, caller) ? scope.Senders : []];
        return caller.Customer is { } own ? names.Append(own) : names.Concat(scope.Customers).Concat(scope.Suppliers);
    }

    private static IOrderedEnumerable<Incident> Sorted(IEnumerable<Incident> incidents, string sort, Caller caller) => sort switch
    {
        "severity" => incidents.OrderByDescending(i => i.Severity),
        "messages" => incidents.OrderByDescending(i => IsWhole(i, caller) ? i.Messages : 0),
        "cost" => incidents.OrderByDescending(i => IsWhole(i, caller) ? i.Cost : 0),
        _ => incidents.OrderByDescending(i => i.OpenedAt),
    };
}
