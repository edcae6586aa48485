using Tidegate.Detection;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>Reads customers and suppliers for the console.</summary>
internal sealed class PartyReader(LiveEngine engine, Operators operators, ChannelList channels, PartyRisks risks)
{
    /// <summary>Parties on a page.</summary>
    public const int PageSize = 50;

    private const int Few = 20;
    private const int MostDecisions = 50;

    private static readonly string[] Sorts = ["ongoing", "name", "incidents", "money", "risk", "messages"];

    /// <summary>A page of them, as the query asks.</summary>
    public async Task<PartyList> ListAsync(Frame frame, string kind, HttpRequest request)
    {
        var sort = Query.Text(request, "sort") ?? Sorts[0];
        if (!Sorts.Contains(sort)) throw ProblemException.Bad("query.sort", sort, string.Join(", ", Sorts));
        var search = Query.Text(request, "q")?.Trim() ?? "";
        var offset = Query.Whole(request, "offset", 0, 0, int.MaxValue - PageSize);
        var incidents = (await IncidentEndpoints.AllAsync(engine))
            .SelectMany(i => Parties(kind, i).Select(name => (Name: name, Incident: i)))
            .ToLookup(p => p.Name, p => p.Incident, StringComparer.Ordinal);
        var known = risks.Of(kind);
        var found = engine.Book.Each(kind).Select(d => d.Id).Where(n => n.Contains(search, StringComparison.OrdinalIgnoreCase)).Select(n => Row(n, [.. incidents[n]]) with { Risk = known?.GetValueOrDefault(n) });
        IReadOnlyList<PartyRow> sorted = [.. (sort switch
        {
            "ongoing" => found.OrderByDescending(p => p.Ongoing).ThenByDescending(p => p.Incidents),
            "incidents" => found.OrderByDescending(p => p.Incidents),
            "risk" => found.OrderByDescending(p => p.Risk?.Risk ?? -1),
            "messages" => found.OrderByDescending(p => p.Risk?.Messages ?? -1),
            "money" => found.OrderByDescending(p => p.Money.Sum(m => m.Value)),
            _ => found.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase),
        }).ThenBy(p => p.Name, StringComparer.Ordinal)];
        return new PartyList { Frame = frame, Plural = kind + "s", Items = [.. sorted.Skip(offset).Take(PageSize)], Total = sorted.Count, Offset = offset, Search = search, Sort = sort, RisksPending = known is null };
    }

    /// <summary>One of them, as far as a caller may see it.</summary>
    /// <exception cref="ProblemException">There is none, or not for this caller.</exception>
    public async Task<PartyView> OneAsync(Frame frame, string kind, string name, Caller caller)
    {
        if (engine.Book.Find(kind, name) is not { } document || !PartyEndpoints.MaySee(caller, kind, name)) throw ProblemException.NotFound(kind, name);
        var party = engine.Book.Read<PartyForm>(kind, name)!;
        var incidents = (await IncidentEndpoints.AllAsync(engine)).Where(i => Parties(kind, i).Contains(name) && IncidentEndpoints.MaySee(caller, i)).OrderByDescending(i => i.OpenedAt).ToList();
        var now = engine.Clock.Now;
        var orders = await engine.ReadAsync(p => p.Orders.Where(o => o.Until > now && o.Kind != OrderKind.Allow && (kind == Book.Customer ? o.Scope.Customers : o.Scope.Suppliers).Contains(name)).ToList());
        var enforced = engine.Mode == RunMode.Enforce;
        return new PartyView
        {
            Frame = frame,
            Kind = kind,
            Name = name,
            Version = document.Version,
            Contacts = [.. (party.Contacts ?? []).Select(c => new ContactLine(c.Name ?? "", c.Email ?? "", c.Role ?? ""))],
            TimeZone = party.TimeZone ?? "",
            Comment = caller.Customer is null ? party.Comment ?? "" : "",
            SupplierKind = kind == Book.Supplier ? party.Kind ?? "" : "",
            Networks = party.Networks ?? [],
            ReportsConversions = party.ReportsConversions switch { true => "true", false => "false", _ => "" },
            Incidents = [.. incidents.Take(Few).Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))],
            IncidentCount = incidents.Count,
            Money = Amount.Sum(incidents.Where(i => caller.Customer is null || i.Scope.Customers.Count <= 1).SelectMany(Amount.Of)),
            Decisions = [.. orders.Where(o => DecisionEndpoints.MaySee(caller, o.Scope)).OrderByDescending(o => o.IssuedAt).Take(MostDecisions).Select(o => DecisionEndpoints.Form(o, true, enforced))],
            Feed = kind == Book.Customer ? await engine.ReadAsync(p => Feed(p.Replay.Partition, name)) : null,
            Traffic = frame.IsRefresh ? null : await TrafficAsync(kind, name),
            Risk = caller.Customer is null ? risks.Of(kind)?.GetValueOrDefault(name) : null,
            Channels = kind == Book.Customer ? channels.Read(name) : [],
        };
    }

    private async Task<PartyTraffic?> TrafficAsync(string kind, string name)
    {
        try
        {
            return await Task.Run(() => PartyTraffic.Read(engine, kind, name));
        }
        catch (IOException)
        {
            return null; // the page says that it cannot be read
        }
    }

    private PartyRow Row(string name, IReadOnlyList<Incident> incidents) => new(
        name,
        incidents.Count(i => IncidentView.StateOf(i, operators.Notes(i.Id)) is "open" or "acknowledged" or "mitigated"),
        incidents.Count,
        Amount.Sum(incidents.SelectMany(Amount.Of)),
        incidents.Count == 0 ? null : incidents.Max(i => i.FirstMessageAt));

    private static IReadOnlyList<string> Parties(string kind, Incident incident) => kind == Book.Customer ? incident.Scope.Customers : incident.Scope.Suppliers;

    private static FeedHealth Feed(Partition partition, string name)
    {
        if (partition.Names.Customers.Find(name) is not (> 0 and var id)) return new FeedHealth("never", null, null);
        ref var feed = ref partition.FeedOf(id);
        if (feed.LastConversion == 0) return new FeedHealth("never", null, null);
        return new FeedHealth(feed.Silent ? "silent" : "flowing", DateTimeOffset.FromUnixTimeMilliseconds(feed.LastConversion), feed.LongRun);
    }
}
