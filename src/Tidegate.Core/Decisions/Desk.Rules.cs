using Tidegate.Detection;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What the policy's rules make of an attack, and what becomes of decisions when it grows.</summary>
internal sealed partial class Desk
{
    // A decision on the same numbers that ran out longer ago is no repeat.
    private const long RepeatMemoryMs = 30L * 24 * 3_600_000;

    // A decision grows stronger only while its attack goes on.
    private const long StillActiveMs = 10 * 60_000;

    /// <summary>What is done about traffic, by which rule, and for how long.</summary>
    private readonly record struct Answer(Reaction Then, PolicyRule? Rule, bool Quiet)
    {
        public bool NeedsApproval => Rule is { Approve: true } && Action != DecisionAction.Monitor;

        public DecisionAction Action => Then switch { Reaction.Block => DecisionAction.Block, Reaction.Throttle => DecisionAction.Throttle, _ => DecisionAction.Monitor };
    }

    // Null where the evidence is not strong enough for any decision. Monitor wins.
    private Answer? AnswerTo(OpenIncident incident, int network, IReadOnlyList<int> customers, IEnumerable<SuspectRange> ranges, double logOdds, long time)
    {
        var rule = RuleFor(incident, network, customers, ranges, logOdds, policy.BlockAt);
        if (rule is null && logOdds < policy.BlockAt) return null;
        if (policy.MonitorOnly || (customers.Count > 0 && customers.All(_monitored.Contains))) return new Answer(Reaction.Notify, null, Quiet: false);
        var then = rule?.Then ?? Reaction.Block;
        return policy.QuietHours is { } quiet && then > quiet.AtMost && quiet.Covers(At(time))
            ? new Answer(quiet.AtMost, rule, Quiet: true)
            : new Answer(then, rule, Quiet: false);
    }

    // The first that applies.
    private PolicyRule? RuleFor(OpenIncident incident, int network, IReadOnlyList<int> customers, IEnumerable<SuspectRange> ranges, double logOdds, double standardOdds)
    {
        foreach (var rule in policy.Rules)
        {
            var when = rule.When;
            if (logOdds < (when.Odds ?? standardOdds) || incident.Money.Highest < when.Money || SeverityOf(incident) < when.Severity) continue;
            if (when.Customers.Count > 0 && (customers.Count == 0 || !customers.All(c => when.Customers.Contains(partition.Names.Customers[c], StringComparer.Ordinal)))) continue;
            if (when.WholeNetwork && !ranges.Any(r => r.Network == network && r.IsWide)) continue;
            if (when.Networks.Count > 0 && !IsAmong(when.Networks, NetworkName(network))) continue;
            if (when.Suppliers.Count > 0 && !when.Suppliers.Contains(MainSupplier(incident), StringComparer.Ordinal)) continue;
            return rule;
        }

        return null;
    }

    private static bool IsAmong(IReadOnlyList<string> networks, string network) =>
        network.Length > 0 && networks.Any(n => n.Length == 3 ? network.StartsWith(n, StringComparison.Ordinal) : n == network);

    private string MainSupplier(OpenIncident incident) =>
        incident.SeenSuppliers.Count == 0 ? "" : partition.Names.Suppliers[incident.SeenSuppliers.MostFirst().First().Key];

    // Whether nobody is to be told: wherever the incident is, the rule that applies only monitors.
    private bool IsQuiet(OpenIncident incident) =>
        policy.Rules.Count > 0 && incident.Networks.Count > 0
        && incident.Networks.TrueForAll(n => RuleFor(incident, n, incident.Customers, incident.Ranges.Values, incident.LogOdds, policy.MonitorAt) is { Then: Reaction.Monitor });

    /// <summary>For how long (ms) a block of all of a network stands, where people are: each who is new is refused until it ends, and it is renewed while the attack lasts.</summary>
    private const long AmongPeople = 30 * 60_000L;

    private long StandsFor(Answer answer, OpenIncident incident, int network, IReadOnlyList<SuspectRange> ranges, long time)
    {
        var first = answer.Rule?.For ?? policy.BlockFor;
        if (answer.Rule?.For is null && partition.PeopleAreIn(ranges)) return Math.Min(AmongPeople, (long)first.TotalMilliseconds);
        if (answer.Rule is not { RepeatFor: { Count: > 0 } further }) return (long)first.TotalMilliseconds;
        var earlier = _decisions.Count(d => d is { RanOut: true, Proposed: null } && time - d.ExpiresAt < RepeatMemoryMs && IsRepeat(d, incident, network, ranges));
        return (long)(earlier == 0 ? first : further[Math.Min(earlier, further.Count) - 1]).TotalMilliseconds;
    }

    // On some of the same numbers, or of the same attacker in the same network.
    private bool IsRepeat(StandingDecision earlier, OpenIncident incident, int network, IReadOnlyList<SuspectRange> ranges) =>
        (earlier.Network == network && _incidents[earlier.Incident].Campaign == incident.Campaign)
        || Overlap(earlier.Ranges, ranges);

    // As an attack grows, or quiet hours end, a stronger rule may apply: its decision takes the place of the weaker one.
    private void Strengthen()
    {
        if (policy.Rules.Count == 0 && policy.QuietHours is null) return;
        foreach (var decision in _standing.ToList())
        {
            var incident = _incidents[decision.Incident];
            if (decision.Action == DecisionAction.Block || decision.Refused || partition.Now - incident.LastMessage > StillActiveMs) continue;
            if (AnswerTo(incident, decision.Network, decision.Customers, decision.Ranges, decision.LogOdds, partition.Now) is not { } answer || answer.Action <= decision.Action || (answer.NeedsApproval && answer.Action <= decision.Proposed)) continue;
            Lift(decision);
            Decide(incident, answer, decision.Network, decision.Customers, decision.Ranges, decision.LogOdds, decision.Onset, partition.Now);
        }
    }
}
