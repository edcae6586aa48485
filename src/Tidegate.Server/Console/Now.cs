using System.Text;
using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Console;

/// <summary>An amount in one currency.</summary>
/// <param name="Currency">ISO 4217 code; empty where none was stated.</param>
/// <param name="Value">The amount.</param>
public sealed record Amount(string Currency, double Value)
{
    /// <summary>For people; "nothing" when there is none.</summary>
    public static string Say(IReadOnlyList<Amount> amounts) =>
        amounts.Count == 0 ? "0" : string.Join(" + ", amounts.Select(a => Reporting.Phrases.Money(a.Value, a.Currency)));

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

    /// <summary>Incidents that go on, worst first.</summary>
    public required IReadOnlyList<IncidentView> Incidents { get; init; }

    /// <summary>Money of incidents that go on and are not blocked.</summary>
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
}

/// <summary>Looks at what is going on.</summary>
internal sealed class NowReader(LiveEngine engine, Operators operators, LiveSettings settings)
{
    private const int Minutes = 61;

    /// <summary>What is going on, as far as a caller may see it.</summary>
    public async Task<Now> ReadAsync(Frame frame, Caller caller)
    {
        var now = engine.Clock.Now;
        var (pulse, newest) = await engine.ReadAsync(p => (TrafficPulse.Of(p, now, Minutes, caller.Customer), p.Now));
        var (stopped, hits, decisions) = await engine.ReadAsync(p => Hits(p, now, caller));
        var incidents = (await IncidentEndpoints.AllAsync(engine))
            .Where(i => IncidentEndpoints.MaySee(caller, i) && IncidentView.StateOf(i, operators.Notes(i.Id)) is ("open" or "acknowledged" or "mitigated"))
            .Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))
            .OrderBy(v => v.State == "mitigated").ThenByDescending(v => v.Severity).ThenByDescending(v => v.OpenedAt)
            .ToList();
        var (ready, checks) = HealthEndpoints.Look(engine, settings);
        return new Now
        {
            Frame = frame,
            At = DateTimeOffset.FromUnixTimeMilliseconds(now),
            Pulse = pulse,
            Incidents = incidents,
            AtRisk = Amount.Sum(incidents.Where(v => v.State != "mitigated" && v.Cost is not null).Select(v => new Amount(v.Currency ?? "", v.Cost!.Value))),
            Stopped = stopped,
            MessagesStopped = hits,
            Decisions = decisions,
            Ready = ready,
            Health = caller.Customer is null ? checks : new Dictionary<string, string>(),
            Events = caller.Customer is null ? engine.Health().Events : null,
            SinceLast = newest > 0 ? TimeSpan.FromMilliseconds(Math.Max(0, now - newest)) : null,
        };
    }

    private static (IReadOnlyList<Amount> Stopped, long Hits, int InForce) Hits(LivePartition live, long now, Caller caller)
    {
        var names = live.Replay.Partition.Names;
        var only = caller.Customer is null ? 0 : names.Customers.Find(Encoding.UTF8.GetBytes(caller.Customer));
        var blocks = live.Desk.Decisions.Where(d => d.Action == DecisionAction.Block && (caller.Customer is null || (d.Customers.Count == 1 && d.Customers[0] == only))).ToList();
        var inForce = live.Orders.Count(o => o.Kind != OrderKind.Allow && o.Until > now && DecisionEndpoints.MaySee(caller, o.Scope));
        return (Amount.Sum(blocks.Select(d => new Amount(names.Currencies[live.Desk.Incidents[d.Incident].Currency], d.Money))), blocks.Sum(d => d.Hits), inForce);
    }
}
