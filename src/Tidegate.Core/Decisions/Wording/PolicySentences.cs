using System.Globalization;
using Tidegate.Incidents;

namespace Tidegate.Decisions.Wording;

/// <summary>A policy in plain sentences, in the order in which it is looked at.</summary>
internal static class PolicySentences
{
    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Of(DecisionPolicy policy)
    {
        var sentences = new List<string> { $"An incident is opened and told from odds of {Odds(policy.MonitorAt)} on; it ends after {Exactly(policy.CloseAfter)} without its traffic." };
        if (policy.MonitorOnly) sentences.Add("Nothing is blocked or throttled: the policy only monitors, whatever the rules below say.");
        if (policy.MonitorCustomers.Count > 0) sentences.Add($"Traffic of {Any(policy.MonitorCustomers)} is only monitored, whatever the rules below say.");
        if (policy.QuietHours is { } quiet)
            sentences.Add($"From {Hour(quiet.From)} to {Hour(quiet.To)} ({quiet.TimeZone}) the most that is done is to {(quiet.AtMost == Reaction.Throttle ? "let a trickle through" : "tell people")}; what goes on afterwards is then decided as below.");
        sentences.AddRange(policy.Rules.Select((rule, i) => Rule(policy, rule, i)));
        sentences.Add($"{(policy.Rules.Count > 0 ? "Where no rule applies, an" : "An")} attack is blocked from odds of {Odds(policy.BlockAt)} on, for {Exactly(policy.BlockFor)} at a time while it lasts.");
        if (policy.Probe > 0) sentences.Add($"When a block ends, {policy.Probe} messages are let through first; where they come faster than honest traffic would, it is blocked again at once, for twice as long.");
        sentences.Add(policy.SpareKnownNumbers
            ? "Numbers that the customer had messaged before the attack began are let through."
            : "Numbers that the customer had messaged before the attack began are stopped like all others.");
        return sentences;
    }

    private static string Rule(DecisionPolicy policy, PolicyRule rule, int index)
    {
        var when = rule.When;
        List<string> conditions = [$"the odds are {Odds(when.Odds ?? policy.BlockAt)} or more"];
        if (when.Customers.Count > 0) conditions.Add($"the attack is in traffic of {Any(when.Customers)} alone");
        if (when.Networks.Count > 0) conditions.Add($"the network is {Any(when.Networks)}");
        if (when.Suppliers.Count > 0) conditions.Add($"most of it goes to {Any(when.Suppliers)}");
        if (when.Severity > Severity.Low) conditions.Add($"its severity is {when.Severity.ToString().ToLowerInvariant()} or worse");
        if (when.WholeNetwork) conditions.Add("it is in all numbers of a network");
        if (when.Money > 0) conditions.Add($"it has cost {when.Money.ToString("#,0.##", CultureInfo.InvariantCulture)} or more");
        return $"Rule {index + 1}, '{rule.Name}': if {string.Join(", and ", conditions)}, {Then(policy, rule)}.";
    }

    private static string Then(DecisionPolicy policy, PolicyRule rule)
    {
        var what = rule.Then switch
        {
            Reaction.Monitor => "it is only monitored, and nobody is told",
            Reaction.Notify => "people are told, and it passes",
            Reaction.Throttle => "only a trickle of it is let through",
            _ => "it is blocked",
        };
        var again = rule.RepeatFor.Count == 0 ? "" : $"; when it comes back, for {string.Join(", then ", rule.RepeatFor.Select(Exactly))}";
        return $"{what}{(rule.Approve ? " once a person approves" : "")}, for {Exactly(rule.For ?? policy.BlockFor)} at a time while it lasts{again}";
    }

    private static string Odds(double logOdds) => logOdds.ToString("0.##", CultureInfo.InvariantCulture);

    // "1 hour 30 minutes": nothing is rounded.
    private static string Exactly(TimeSpan time)
    {
        (int Count, string Unit)[] parts = [(time.Days, "day"), (time.Hours, "hour"), (time.Minutes, "minute"), (time.Seconds, "second")];
        return string.Join(' ', parts.Where(p => p.Count > 0).Select(p => Plain.Count(p.Count, p.Unit, p.Unit + "s")));
    }

    private static string Hour(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Any(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
