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

/// <summary>Reads incidents for the console.</summary>
internal sealed class IncidentListReader(LiveEngine engine, Operators operators)
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
