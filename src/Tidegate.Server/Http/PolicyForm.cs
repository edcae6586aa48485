using Tidegate.Decisions;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Http;

/// <summary>A policy by the keys of docs/policy.md; what is left out is as in the default.</summary>
internal sealed record PolicyForm
{
    public double? MonitorAt { get; init; }

    public double? BlockAt { get; init; }

    public string? BlockFor { get; init; }

    public string? CloseAfter { get; init; }

    public bool? SpareKnownNumbers { get; init; }

    /// <summary>Messages let through when a block ends: 3 to 100; 0 for none.</summary>
    public int? Probe { get; init; }

    public bool? MonitorOnly { get; init; }

    public IReadOnlyList<string>? MonitorCustomers { get; init; }

    public IReadOnlyList<RuleForm>? Rules { get; init; }

    public QuietHoursForm? QuietHours { get; init; }

    /// <summary>The form of a policy.</summary>
    public static PolicyForm Of(DecisionPolicy policy) => new()
    {
        MonitorAt = policy.MonitorAt,
        BlockAt = policy.BlockAt,
        BlockFor = Durations.Text(policy.BlockFor),
        CloseAfter = Durations.Text(policy.CloseAfter),
        SpareKnownNumbers = policy.SpareKnownNumbers,
        Probe = policy.Probe == 0 ? null : policy.Probe,
        MonitorOnly = policy.MonitorOnly,
        MonitorCustomers = policy.MonitorCustomers,
        Rules = policy.Rules.Count == 0 ? null : [.. policy.Rules.Select(RuleForm.Of)],
        QuietHours = QuietHoursForm.Of(policy.QuietHours),
    };

    /// <summary>The policy.</summary>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public DecisionPolicy Check()
    {
        var standard = DecisionPolicy.Default;
        var monitorAt = Within("monitor_at", MonitorAt ?? standard.MonitorAt, 8, 60);
        return standard with
        {
            MonitorAt = monitorAt,
            BlockAt = Within("block_at", BlockAt ?? Math.Max(standard.BlockAt, monitorAt), monitorAt, 1000),
            BlockFor = Time("block_for", BlockFor, standard.BlockFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            CloseAfter = Time("close_after", CloseAfter, standard.CloseAfter, TimeSpan.FromMinutes(10), TimeSpan.FromDays(7)),
            SpareKnownNumbers = SpareKnownNumbers ?? standard.SpareKnownNumbers,
            Probe = PolicyLimits.IsProbe(Probe ?? 0) ? Probe ?? 0 : throw ProblemException.Bad("policy.probe", $"{Probe}", PolicyLimits.Probe),
            MonitorOnly = MonitorOnly ?? standard.MonitorOnly,
            MonitorCustomers = MonitorCustomers ?? [],
            Rules = CheckRules(monitorAt),
            QuietHours = QuietHours?.Check("policy.quiet_hours"),
        };
    }

    private IReadOnlyList<PolicyRule> CheckRules(double monitorAt)
    {
        var rules = Rules ?? [];
        if (rules.Count > PolicyLimits.MostRules) throw ProblemException.Bad("policy.rules", $"{rules.Count} rules", $"at most {PolicyLimits.MostRules}");
        return [.. rules.Select((rule, i) => (rule ?? throw ProblemException.Bad($"policy.rules[{i}]", "null", "a rule")).Check($"policy.rules[{i}]", i, monitorAt))];
    }

    private static double Within(string key, double value, double least, double most) =>
        value >= least && value <= most ? value : throw ProblemException.Bad("policy." + key, $"{value}", $"a number from {least} to {most}");

    private static TimeSpan Time(string key, string? text, TimeSpan standard, TimeSpan least, TimeSpan most)
    {
        if (text is null) return standard;
        return Durations.TryParse(text, out var value) && value >= least && value <= most
            ? value
            : throw ProblemException.Bad("policy." + key, text, $"a length of time from {Durations.Text(least)} to {Durations.Text(most)}, such as 60m or 1h30m");
    }
}
