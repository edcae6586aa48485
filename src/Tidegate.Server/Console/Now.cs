using System.Text;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Console;

/// <summary>An amount in one currency.</summary>
/// <param name="Currency">ISO 4217 code; empty where none was stated.</param>
/// <param name="Value">The amount.</param>
public sealed record Amount(string Currency, double Value)
{
    /// <summary>For people; "nothing" when there is none.</summary>
    public static string Say(IReadOnlyList<Amount> amounts) =>
        amounts.Count == 0 ? "0" : string.Join(" + ", amounts.Select(a => Reporting.Phrases.Money(a.Value, a.Currency)));

    /// <summary>What an incident costs.</summary>
    public static IEnumerable<Amount> Of(Incidents.Incident incident) => incident.OtherMoney.Select(s => new Amount(s.Currency, s.Money)).Prepend(new Amount(incident.Currency, incident.Cost));

    /// <summary>What a purse holds.</summary>
    internal static IEnumerable<Amount> Of(Detection.Purse purse, Traffic.NameTable names) =>
        purse.But(purse.Currency, names).Select(s => new Amount(s.Currency, s.Money)).Prepend(new Amount(names[purse.Currency], purse.Money));

    /// <summary>The sums by currency, largest first; what is nothing is left out.</summary>
    public static IReadOnlyList<Amount> Sum(IEnumerable<Amount> amounts) =>
        [.. amounts.GroupBy(a => a.Currency, StringComparer.Ordinal).Select(g => new Amount(g.Key, g.Sum(a => a.Value))).Where(a => a.Value > 0).OrderByDescending(a => a.Value)];
}

/// <summary>What is going on now.</summary>
public sealed record Now
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>The traffic's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Traffic of the last hour.</summary>
    public required TrafficPulse Pulse { get; init; }

    /// <summary>The worst of the incidents that go on, worst first.</summary>
    public required IReadOnlyList<IncidentView> Incidents { get; init; }

    /// <summary>How many incidents go on.</summary>
    public required int Ongoing { get; init; }

    /// <summary>How many of them are not blocked, by severity, the highest first.</summary>
    public required IReadOnlyList<(Severity Severity, int Count)> Open { get; init; }

    /// <summary>Money of incidents that go on and are not blocked; of all that go on where the service only monitors.</summary>
    public required IReadOnlyList<Amount> AtRisk { get; init; }

    /// <summary>Money of messages that blocks hit, or would have hit.</summary>
    public required IReadOnlyList<Amount> Stopped { get; init; }

    /// <summary>Messages that blocks hit, or would have hit.</summary>
    public required long MessagesStopped { get; init; }

    /// <summary>Decisions in force.</summary>
    public required int Decisions { get; init; }

    /// <summary>Whether it takes events in, detects and decides.</summary>
    public required bool Ready { get; init; }

    /// <summary>How each part of the service does; empty to a customer.</summary>
    public required IReadOnlyDictionary<string, string> Health { get; init; }

    /// <summary>Events ever taken since the start of the process; null to a customer.</summary>
    public long? Events { get; init; }

    /// <summary>Minutes since the newest event of the traffic; null when there was none.</summary>
    public TimeSpan? SinceLast { get; init; }

    /// <summary>The last hour beside what was usual; null when the sums cannot be read.</summary>
    internal PresentTraffic? Present { get; init; }

    /// <summary>Why the sums cannot be read; null when they can.</summary>
    public string? PresentFault { get; init; }

    /// <summary>What awaits a person's approval, oldest first; empty to a customer.</summary>
    internal IReadOnlyList<ApprovalForm> Waiting { get; init; } = [];

    /// <summary>How the reporting of conversions and receipts does.</summary>
    public FeedSum Feeds { get; init; } = new(0, [], []);

    /// <summary>Messages, receipts and conversions that the sums lack, for they came faster than they could be written; 0 as it should be.</summary>
    public long Lost { get; init; }
}

/// <summary>How the reporting of conversions and receipts does.</summary>
/// <param name="Flowing">Customers whose conversions come.</param>
/// <param name="Silent">Customers whose conversions have stopped, and since when; the longest silent first.</param>
/// <param name="NoReceipts">Suppliers whose receipts have stopped, and when the last message was sent that had one.</param>
public sealed record FeedSum(int Flowing, IReadOnlyList<(string Name, DateTimeOffset Since)> Silent, IReadOnlyList<(string Name, DateTimeOffset Since)> NoReceipts);

/// <summary>Looks at what is going on.</summary>
internal sealed class NowReader(LiveEngine engine, Operators operators, LiveSettings settings, PresentCache present)
{
    private const int MostIncidents = 20;

    /// <summary>What is going on, as far as a caller may see it.</summary>
    public async Task<Now> ReadAsync(Frame frame, Caller caller, CancellationToken cancel)
    {
        var now = engine.Clock.Now;
        var (pulse, newest, feeds) = await engine.ReadAsync(p => (TrafficPulse.Of(p, now, PresentCache.Minutes, caller.Customer), p.Now, Feeds(p.Replay.Partition, caller)));
        var (stopped, hits, decisions) = await engine.ReadAsync(p => Hits(p, now, caller));
        var (traffic, fault) = await present.ReadAsync(caller.Customer, cancel);
        var ongoing = (await IncidentEndpoints.AllAsync(engine))
            .Where(i => IncidentEndpoints.MaySee(caller, i))
            .Select(i => (Incident: i, State: IncidentView.StateOf(i, operators.Notes(i.Id))))
            .Where(i => i.State is "open" or "acknowledged" or "mitigated")
            .ToList();
        var worst = ongoing.OrderBy(i => i.State == "mitigated").ThenByDescending(i => i.Incident.Severity).ThenByDescending(i => i.Incident.OpenedAt).Take(MostIncidents).Select(i => i.Incident).ToList();
        var unblocked = ongoing.Where(i => i.State != "mitigated").Select(i => i.Incident).ToList();
        var (ready, checks) = HealthEndpoints.Look(engine, settings);
        return new Now
        {
            Frame = frame,
            At = DateTimeOffset.FromUnixTimeMilliseconds(now),
            Pulse = pulse,
            Incidents = [.. (await IncidentEndpoints.AsNowAsync(engine, worst)).Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))],
            Ongoing = ongoing.Count,
            Open = [.. unblocked.GroupBy(i => i.Severity).OrderByDescending(g => g.Key).Select(g => (g.Key, g.Count()))],
            // Of an incident of several customers none of them is told a figure.
            AtRisk = Amount.Sum((frame.Enforces ? unblocked : ongoing.Select(i => i.Incident)).Where(i => caller.Customer is null || i.Scope.Customers.Count <= 1).SelectMany(Amount.Of)),
            Stopped = stopped,
            MessagesStopped = hits,
            Decisions = decisions,
            Ready = ready,
            Health = caller.Customer is null ? checks : new Dictionary<string, string>(),
            Events = caller.Customer is null ? engine.Health().Events : null,
            SinceLast = newest > 0 ? TimeSpan.FromMilliseconds(Math.Max(0, now - newest)) : null,
            Present = traffic,
            PresentFault = fault,
            Waiting = caller.Customer is null ? await ApprovalEndpoints.WaitingAsync(engine) : [],
            Feeds = feeds,
            Lost = caller.Customer is null ? engine.Sums.Lost : 0,
        };
    }

    private static FeedSum Feeds(Partition partition, Caller caller)
    {
        var (flowing, silent, noReceipts) = (0, new List<(string Name, DateTimeOffset Since)>(), new List<(string Name, DateTimeOffset Since)>());
        var (customers, suppliers) = (partition.Names.Customers, partition.Names.Suppliers);
        for (var id = 1; id < customers.Count; id++)
        {
            ref readonly var feed = ref partition.FeedOf(id);
            if (feed.LastConversion == 0 || (caller.Customer is { } own && customers[id] != own)) continue;
            if (feed.Silent) silent.Add((customers[id], DateTimeOffset.FromUnixTimeMilliseconds(feed.LastConversion)));
            else flowing++;
        }

        var receipts = partition.SupplierFeeds;
        for (var id = 1; caller.Customer is null && id < Math.Min(receipts.Length, suppliers.Count); id++)
            if (receipts[id].Silent == 1) noReceipts.Add((suppliers[id], DateTimeOffset.FromUnixTimeMilliseconds(receipts[id].LastReceipted)));
        return new FeedSum(flowing, [.. silent.OrderBy(s => s.Since)], [.. noReceipts.OrderBy(s => s.Since)]);
    }

    private static (IReadOnlyList<Amount> Stopped, long Hits, int InForce) Hits(LivePartition live, long now, Caller caller)
    {
        var names = live.Replay.Partition.Names;
        var only = caller.Customer is null ? 0 : names.Customers.Find(Encoding.UTF8.GetBytes(caller.Customer));
        var blocks = live.Desk.Decisions.Where(d => d is { Action: DecisionAction.Block, TakenBack: TakenBack.No } && (caller.Customer is null || (d.Customers.Count == 1 && d.Customers[0] == only))).ToList();
        var inForce = live.Orders.Count(o => o.Kind != OrderKind.Allow && o.Until > now && DecisionEndpoints.MaySee(caller, o.Scope));
        return (Amount.Sum(blocks.SelectMany(d => Amount.Of(d.Money, names.Currencies))), blocks.Sum(d => d.Hits), inForce);
    }
}
