using Tidegate.Notify.Settings;
using Tidegate.Server.Http;
using Tidegate.Server.Scheduling;

namespace Tidegate.Server.Settings;

/// <summary>Reads the reports that go out by themselves: docs/reports.md.</summary>
internal static class ScheduleConfig
{
    private const string Root = "schedules";

    private static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    /// <summary>Reads them.</summary>
    /// <param name="keys">All settings.</param>
    /// <param name="channels">The channels of the configuration, which they go by.</param>
    /// <exception cref="ConfigException">A value will not do.</exception>
    public static IReadOnlyList<ReportSchedule> Read(ConfigKeys keys, IReadOnlyList<ChannelSettings> channels)
    {
        var found = new List<ReportSchedule>();
        foreach (var at in keys.Items(Root))
        {
            var schedule = One(keys, at, channels);
            if (found.Any(s => s.Name == schedule.Name)) throw keys.Wrong($"{at}.name", "another name: there is a schedule of this one before");
            found.Add(schedule);
        }

        return found;
    }

    private static ReportSchedule One(ConfigKeys keys, string at, IReadOnlyList<ChannelSettings> channels)
    {
        var standard = new ScheduleForm();
        var name = keys.Text($"{at}.name", "");
        var form = new ScheduleForm
        {
            Report = keys.Text($"{at}.report", ""),
            Every = Text(keys, $"{at}.every"),
            Channel = Text(keys, $"{at}.channel"),
            Party = Text(keys, $"{at}.party"),
            At = keys.Text($"{at}.at", standard.At),
            Zone = keys.Text($"{at}.zone", standard.Zone),
            Weekday = keys.Text($"{at}.weekday", standard.Weekday),
            Day = (int)keys.Whole($"{at}.day", standard.Day, 1, 28),
            Enabled = keys.Word($"{at}.enabled", standard.Enabled, Flags),
        };
        try
        {
            return ScheduleCheck.Check(name, form, channels) with { Configured = true };
        }
        catch (ProblemException problem)
        {
            var path = $"{at}.{problem.Where.Replace("path.", "", StringComparison.Ordinal)}";
            throw keys.Has(path) ? keys.Wrong(path, problem.Expected) : new ConfigException($"{path}: missing; expected {problem.Expected}", problem);
        }
    }

    private static string? Text(ConfigKeys keys, string path) => keys.Text(path, "") is { Length: > 0 } text ? text : null;
}
