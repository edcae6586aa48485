using System.Globalization;
using Tidegate.Notify.Settings;
using Tidegate.Server.Http;

namespace Tidegate.Server.Scheduling;

/// <summary>Says what of a schedule will not do.</summary>
internal static class ScheduleCheck
{
    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>The schedule of a form.</summary>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public static ReportSchedule Check(string name, ScheduleForm form, IReadOnlyList<ChannelSettings> channels)
    {
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) throw ProblemException.Bad("path.name", name, "1 to 64 letters, digits, '-', '_' or '.'");
        var standard = form.Report switch { "noc" => "day", "customer" => "week", "supplier" => "month", _ => throw ProblemException.Bad("report", form.Report, "noc, customer or supplier") };
        var every = form.Every is { Length: > 0 } stated ? stated : standard;
        if (every is not ("day" or "week" or "month")) throw ProblemException.Bad("every", every, "day, week or month");
        if (!TimeOnly.TryParseExact(form.At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) throw ProblemException.Bad("at", form.At, "a time of day such as 06:00");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(form.Zone, out _)) throw ProblemException.Bad("zone", form.Zone, "an IANA time zone such as Europe/Rome");
        if (!Weekdays.Contains(form.Weekday, StringComparer.Ordinal)) throw ProblemException.Bad("weekday", form.Weekday, string.Join(", ", Weekdays));
        if (form.Day is < 1 or > 28) throw ProblemException.Bad("day", form.Day.ToString(CultureInfo.InvariantCulture), "1 to 28, which every month has");
        var channel = form.Channel is { Length: > 0 } named ? named : null;
        var party = form.Party is { Length: > 0 } about ? about : null;
        CheckChannel(form.Report, channel, party, channels);
        return new ReportSchedule { Name = name, Report = form.Report, Every = every, Channel = channel, Party = party, At = form.At, Zone = form.Zone, Weekday = form.Weekday, Day = form.Day, Enabled = form.Enabled };
    }

    private static void CheckChannel(string report, string? name, string? party, IReadOnlyList<ChannelSettings> channels)
    {
        var expected = report == "customer" ? "a channel that belongs to a customer, or none for every customer's own" : "a channel of operators, one that belongs to no customer";
        if (name is null)
        {
            if (report != "customer") throw ProblemException.Bad("channel", "", expected);
        }
        else
        {
            if (channels.FirstOrDefault(c => c.Name == name) is not { } channel) throw ProblemException.Bad("channel", name, $"the name of a channel of the configuration: {expected}");
            if ((channel.Customer is not null) != (report == "customer")) throw ProblemException.Bad("channel", name, expected);
            if (!Carries(channel)) throw ProblemException.Bad("channel", name, "no pager: email, webhook, slack or teams");
            if (report == "customer" && party is not null && party != channel.Customer) throw ProblemException.Bad("party", party, $"{channel.Customer}, whose channel it is: a customer is told of itself alone");
            return;
        }

        if (party is not null) throw ProblemException.Bad("party", party, "none: each customer is told of itself alone");
    }

    /// <summary>Whether a channel can carry reports: nobody is woken by one.</summary>
    public static bool Carries(ChannelSettings channel) => channel.Kind != "pagerduty";
}
