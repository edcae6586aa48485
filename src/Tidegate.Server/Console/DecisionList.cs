using System.Text;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Traffic.Reading;

namespace Tidegate.Server.Console;

/// <summary>What was found for one number.</summary>
/// <param name="Number">The number as it was asked for.</param>
/// <param name="Network">Network that its block was given to; empty when not known.</param>
/// <param name="Covering">Decisions and allowlist entries that cover it, those in force first.</param>
/// <param name="Problem">What is wrong with the number; null when nothing is.</param>
public sealed record NumberSearch(string Number, string Network, IReadOnlyList<DecisionForm> Covering, string? Problem);

/// <summary>The decisions in force.</summary>
public sealed record DecisionList
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>A page of them, newest first.</summary>
    public required IReadOnlyList<DecisionForm> Items { get; init; }

    /// <summary>Entries of the allowlist, newest first; the newest of them, where there are very many.</summary>
    public required IReadOnlyList<DecisionForm> Allowed { get; init; }

    /// <summary>What awaits a person's approval, oldest first.</summary>
    internal IReadOnlyList<ApprovalForm> Waiting { get; init; } = [];

    /// <summary>How many decisions there are in all.</summary>
    public required int Total { get; init; }

    /// <summary>How many come before this page.</summary>
    public required int Offset { get; init; }

    /// <summary>What was found for a number; null when none was asked for.</summary>
    public NumberSearch? Search { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }
}

/// <summary>Reads decisions for the console.</summary>
internal sealed class DecisionReader(LiveEngine engine)
{
    private const int MostAllowed = 500;
    private const int FewPlaces = 64;

    /// <summary>Decisions on a page.</summary>
    public const int PageSize = 50;

    /// <summary>A page of the decisions in force that a caller may see, and what covers a number.</summary>
    public async Task<DecisionList> ReadAsync(Frame frame, Caller caller, int offset, string? number)
    {
        var now = engine.Clock.Now;
        var orders = await engine.ReadAsync(p => p.Orders.Where(o => o.Until > now).ToList());
        var mine = orders.Where(o => o.Kind != OrderKind.Allow && DecisionEndpoints.MaySee(caller, o.Scope)).OrderByDescending(o => o.IssuedAt).ThenBy(o => o.Id, StringComparer.Ordinal).ToList();
        var enforced = engine.Mode == RunMode.Enforce;
        IReadOnlyList<Order> shown = [.. mine.Skip(offset).Take(PageSize)];
        var hits = await engine.ReadAsync(p => DecisionHit.Of(p, shown));
        return new DecisionList
        {
            Frame = frame,
            Items = [.. shown.Select(o => DecisionEndpoints.Form(o, true, enforced) with { Hit = hits.GetValueOrDefault(o.Id) })],
            Allowed = [.. orders.Where(o => o.Kind == OrderKind.Allow && DecisionEndpoints.MaySee(caller, o.Scope)).OrderByDescending(o => o.IssuedAt).Take(MostAllowed).Select(o => DecisionEndpoints.Form(o, true, enforced))],
            Waiting = caller.Customer is null ? await ApprovalEndpoints.WaitingAsync(engine) : [],
            Total = mine.Count,
            Offset = offset,
            Search = number is null ? null : Find(number, orders, caller),
        };
    }

    private NumberSearch Find(string number, IReadOnlyList<Order> inForce, Caller caller)
    {
        if (DestinationParser.Read(Encoding.UTF8.GetBytes(number), out var destination) is { } problem) return new NumberSearch(number, "", [], problem);
        var network = new NumberPlan(FewPlaces).Lookup(destination).Network is var id and > 0 ? NetworkTable.Entries[id].MccMnc : "";
        var covering = inForce.Select(o => DecisionEndpoints.Form(o, true, engine.Mode == RunMode.Enforce))
            .Concat(engine.EndedOrders(inForce).Select(o => DecisionEndpoints.Form(o, false)).OrderByDescending(d => d.IssuedAt).ThenBy(d => d.Id, StringComparer.Ordinal))
            .Where(d => DecisionEndpoints.MaySee(caller, d.Scope) && Covers(d.Scope, destination, network));
        return new NumberSearch(number, network.Length == 0 ? "" : Names.Network(network), [.. covering.Take(PageSize)], null);
    }

    // Its network is told from its block, and numbers are ported: where a decision names ranges, these tell.
    private static bool Covers(Scope scope, ulong destination, string network) => scope.Ranges.Count > 0
        ? scope.Ranges.Any(r => r.Contains(destination))
        : scope.Networks.Count == 0 || scope.Networks.Contains(network);
}
