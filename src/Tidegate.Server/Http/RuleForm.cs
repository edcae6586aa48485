using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Http;

/// <summary>A rule of a policy by the keys of docs/policy.md.</summary>
internal sealed record RuleForm
{
    private const int MostNames = 10_000;

    public string? Name { get; init; }

    public ConditionsForm? When { get; init; }

    /// <summary>monitor, notify, throttle or block.</summary>
    public string? Then { get; init; }

    /// <summary>Whether a person must approve before it comes into force.</summary>
    public bool? Approve { get; init; }

    public string? For { get; init; }

    public IReadOnlyList<string>? RepeatFor { get; init; }

    /// <summary>The form of a rule.</summary>
    public static RuleForm Of(PolicyRule rule) => new()
    {
        Name = rule.Name,
        When = ConditionsForm.Of(rule.When),
        Then = rule.Then.ToString().ToLowerInvariant(),
        Approve = rule.Approve ? true : null,
        For = rule.For is { } time ? Durations.Text(time) : null,
        RepeatFor = rule.RepeatFor.Count == 0 ? null : [.. rule.RepeatFor.Select(Durations.Text)],
    };

    /// <summary>The rule.</summary>
    /// <param name="path">Where it stands, for errors.</param>
    /// <param name="index">Its place among the rules.</param>
    /// <param name="monitorAt">The least odds it may ask for.</param>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public PolicyRule Check(string path, int index, double monitorAt) => new()
    {
        Name = Name is null ? PolicyLimits.NameOf(index) : Name.Length is > 0 and <= 256 ? Name : throw ProblemException.Bad(path + ".name", Name, "a name of 1 to 256 characters"),
        Then = PolicyLimits.ReactionOf(Then ?? "") ?? throw ProblemException.Bad(path + ".then", Then ?? "", PolicyLimits.Reactions),
        Approve = Approve == true && (PolicyLimits.ReactionOf(Then ?? "") >= Reaction.Throttle ? true : throw ProblemException.Bad(path + ".approve", "true", PolicyLimits.Approve)),
        For = For is null ? null : Time(path + ".for", For, PolicyLimits.LongestFor),
        RepeatFor = [.. (RepeatFor ?? []).Select((text, i) => Time($"{path}.repeat_for[{i}]", text, PolicyLimits.LongestRepeat))],
        When = (When ?? new ConditionsForm()).Check(path + ".when", monitorAt),
    };

    private static TimeSpan Time(string path, string? text, TimeSpan most) =>
        Durations.TryParse(text ?? "", out var value) && value >= PolicyLimits.ShortestFor && value <= most
            ? value
            : throw ProblemException.Bad(path, text ?? "", $"a length of time from {Durations.Text(PolicyLimits.ShortestFor)} to {Durations.Text(most)}, such as 60m or 1h30m");

    /// <summary>When a rule applies.</summary>
    internal sealed record ConditionsForm
    {
        public IReadOnlyList<string>? Customers { get; init; }

        public IReadOnlyList<string>? Networks { get; init; }

        public IReadOnlyList<string>? Suppliers { get; init; }

        public string? Severity { get; init; }

        public double? Odds { get; init; }

        public double? Money { get; init; }

        public bool? WholeNetwork { get; init; }

        /// <summary>The form of conditions.</summary>
        public static ConditionsForm Of(RuleConditions when) => new()
        {
            Customers = when.Customers.Count == 0 ? null : when.Customers,
            Networks = when.Networks.Count == 0 ? null : when.Networks,
            Suppliers = when.Suppliers.Count == 0 ? null : when.Suppliers,
            Severity = when.Severity == Incidents.Severity.Low ? null : when.Severity.ToString().ToLowerInvariant(),
            Odds = when.Odds,
            Money = when.Money == 0 ? null : when.Money,
            WholeNetwork = when.WholeNetwork ? true : null,
        };

        /// <summary>The conditions.</summary>
        /// <exception cref="ProblemException">A value will not do.</exception>
        public RuleConditions Check(string path, double monitorAt) => new()
        {
            Customers = Names(path + ".customers", Customers, static n => n is { Length: > 0 and <= 256 }, "names of 1 to 256 characters"),
            Networks = Names(path + ".networks", Networks, PolicyLimits.IsNetwork, PolicyLimits.Network),
            Suppliers = Names(path + ".suppliers", Suppliers, static n => n is { Length: > 0 and <= 256 }, "names of 1 to 256 characters"),
            Severity = Severity is null ? Incidents.Severity.Low : PolicyLimits.SeverityOf(Severity) ?? throw ProblemException.Bad(path + ".severity", Severity, PolicyLimits.Severities),
            Odds = Odds is null ? null : Within(path + ".odds", Odds.Value, monitorAt, PolicyLimits.MostOdds),
            Money = Within(path + ".money", Money ?? 0, 0, PolicyLimits.MostMoney),
            WholeNetwork = WholeNetwork == true,
        };

        private static double Within(string path, double value, double least, double most) =>
            value >= least && value <= most ? value : throw ProblemException.Bad(path, $"{value}", $"a number from {least} to {most}");

        private static IReadOnlyList<string> Names(string path, IReadOnlyList<string>? names, Func<string, bool> will, string expected)
        {
            if (names is null) return [];
            if (names.Count > MostNames) throw ProblemException.Bad(path, $"{names.Count} names", $"at most {MostNames}");
            for (var i = 0; i < names.Count; i++)
                if (names[i] is null || !will(names[i])) throw ProblemException.Bad($"{path}[{i}]", names[i] ?? "null", expected);
            return names;
        }
    }
}
