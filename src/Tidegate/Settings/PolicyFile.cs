using Tidegate.Decisions;
using Tidegate.Output;

namespace Tidegate.Settings;

/// <summary>Reads a policy from YAML.</summary>
internal static class PolicyFile
{
    private static readonly string[] Keys =
        ["monitor_at", "block_at", "block_for", "close_after", "spare_known_numbers", "probe", "monitor_only", "monitor_customers", "rules", "quiet_hours"];

    /// <summary>Reads and checks a policy file.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, or a value is wrong.</exception>
    public static DecisionPolicy Read(string path) => Parse(YamlKeys.Text(path, "policy"), path);

    /// <summary>Reads and checks the text of a policy.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">Name of the file, for errors.</param>
    /// <exception cref="UserErrorException">A value is wrong.</exception>
    public static DecisionPolicy Parse(string text, string file)
    {
        var keys = YamlKeys.Parse(text, file, Keys);
        var standard = DecisionPolicy.Default;
        var monitorAt = keys.Number("monitor_at", standard.MonitorAt, 8, 60, "natural log of the odds");
        return standard with
        {
            MonitorAt = monitorAt,
            BlockAt = keys.Number("block_at", Math.Max(standard.BlockAt, monitorAt), monitorAt, 1000, "natural log of the odds, not below monitor_at"),
            BlockFor = keys.Duration("block_for", standard.BlockFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            CloseAfter = keys.Duration("close_after", standard.CloseAfter, TimeSpan.FromMinutes(10), TimeSpan.FromDays(7)),
            SpareKnownNumbers = keys.Flag("spare_known_numbers", standard.SpareKnownNumbers),
            Probe = keys.One("probe", 0, PolicyLimits.Probe, text => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && PolicyLimits.IsProbe(count) ? count : null),
            MonitorOnly = keys.Flag("monitor_only", standard.MonitorOnly),
            MonitorCustomers = keys.List("monitor_customers", "a list of customer names") ?? [],
            Rules = PolicyRules.Read(keys, monitorAt),
            QuietHours = PolicyRules.ReadQuietHours(keys),
        };
    }
}
