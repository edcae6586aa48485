using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Settings;

/// <summary>Reads the rules and quiet hours of a policy file.</summary>
internal static class PolicyRules
{
    private const string Span = "a length of time from 1 minutes to 30 days, such as 90s, 60m, 1h30m or 2d";

    /// <summary>Reads `rules`.</summary>
    /// <param name="policy">The keys of the policy.</param>
    /// <param name="monitorAt">Its `monitor_at`: incidents begin there, so no rule can ask for less.</param>
    /// <exception cref="Output.UserErrorException">A value is wrong.</exception>
    public static IReadOnlyList<PolicyRule> Read(YamlKeys policy, double monitorAt)
    {
        var sections = policy.Sections("rules", "name", "when", "then", "approve", "for", "repeat_for");
        if (sections.Count > PolicyLimits.MostRules) throw policy.WrongItem("rules", PolicyLimits.MostRules, $"at most {PolicyLimits.MostRules} rules");
        return [.. sections.Select((keys, i) => ReadRule(keys, i, monitorAt))];
    }

    /// <summary>Reads `quiet_hours`.</summary>
    /// <exception cref="Output.UserErrorException">A value is wrong.</exception>
    public static QuietTime? ReadQuietHours(YamlKeys policy)
    {
        if (!policy.Has("quiet_hours")) return null;
        var keys = policy.Section("quiet_hours", "from", "to", "time_zone", "at_most");
        var zone = keys.Has("time_zone") ? keys.Word("time_zone") : "UTC";
        return new QuietTime(
            Hour(keys, "from"),
            Hour(keys, "to"),
            TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : throw keys.WrongValue("time_zone", "a time zone of this machine such as Europe/Rome or UTC"),
            keys.One("at_most", Reaction.Notify, PolicyLimits.QuietReactions, PolicyLimits.QuietReactionOf));
    }

    private static PolicyRule ReadRule(YamlKeys keys, int index, double monitorAt)
    {
        var when = keys.Section("when", "customers", "networks", "suppliers", "severity", "odds", "money", "whole_network");
        if (!keys.Has("then")) throw keys.Missing("then", PolicyLimits.Reactions);
        var then = keys.One("then", Reaction.Monitor, PolicyLimits.Reactions, PolicyLimits.ReactionOf);
        return new PolicyRule
        {
            Name = keys.Has("name") ? keys.Word("name") : PolicyLimits.NameOf(index),
            Then = then,
            Approve = keys.Flag("approve", false) && (then >= Reaction.Throttle ? true : throw keys.WrongValue("approve", PolicyLimits.Approve)),
            For = keys.Has("for") ? keys.Duration("for", default, PolicyLimits.ShortestFor, PolicyLimits.LongestFor) : null,
            RepeatFor = [.. (keys.List("repeat_for", "a list of lengths of time") ?? []).Select((text, i) =>
                DurationText.TryParse(text, out var time) && time >= PolicyLimits.ShortestFor && time <= PolicyLimits.LongestRepeat ? time : throw keys.WrongItem("repeat_for", i, Span))],
            When = new RuleConditions
            {
                Customers = when.List("customers", "a list of customer names") ?? [],
                Networks = [.. (when.List("networks", "a list of " + PolicyLimits.Network) ?? []).Select((n, i) => PolicyLimits.IsNetwork(n) ? n : throw when.WrongItem("networks", i, PolicyLimits.Network))],
                Suppliers = when.List("suppliers", "a list of supplier names") ?? [],
                Severity = when.One("severity", Severity.Low, PolicyLimits.Severities, PolicyLimits.SeverityOf),
                Odds = when.Has("odds") ? when.Number("odds", 0, monitorAt, PolicyLimits.MostOdds, "natural log of the odds, not below monitor_at") : null,
                Money = when.Number("money", 0, 0, PolicyLimits.MostMoney, "in the currency of the events"),
                WholeNetwork = when.Flag("whole_network", false),
            },
        };
    }

    private static TimeOnly Hour(YamlKeys keys, string key)
    {
        if (!keys.Has(key)) throw keys.Missing(key, PolicyLimits.Hour);
        return keys.One(key, default(TimeOnly), PolicyLimits.Hour, PolicyLimits.HourOf);
    }
}
