using System.Text.Json.Serialization;

namespace Tidegate.Server.Scheduling;

/// <summary>A report that goes out by itself, as it is kept.</summary>
public sealed record ReportSchedule
{
    /// <summary>Its name, unique: letters, digits, "-", "_", "."; at most 64.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is sent: "noc" (all traffic, to operators), "customer" (one customer's, to itself) or "supplier" (one supplier's, to operators).</summary>
    public string Report { get; init; } = "";

    /// <summary>"day", "week" or "month": how often, and how long a time it is about.</summary>
    public string Every { get; init; } = "";

    /// <summary>The channel that it goes by. Null, for customers alone: every customer's own channels.</summary>
    public string? Channel { get; init; }

    /// <summary>The supplier that it is about; null: each supplier with traffic, a message each. Of a customer's channel, its customer.</summary>
    public string? Party { get; init; }

    /// <summary>Time of day at which it goes out, "06:00".</summary>
    public string At { get; init; } = "06:00";

    /// <summary>IANA time zone of that time, and of the days that the report is about.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Weekly: the day on which it goes out; it is about the seven days before.</summary>
    public string Weekday { get; init; } = "monday";

    /// <summary>Monthly: the day of the month, 1 to 28, on which it goes out; it is about the calendar month before.</summary>
    public int Day { get; init; } = 1;

    /// <summary>Whether it goes out.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether it is one of the configuration's, which alone changes it.</summary>
    public bool Configured { get; init; }

    /// <summary>From when on what is due goes out: when it was made, or switched on again.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Who changed it last.</summary>
    public string ChangedBy { get; init; } = "";

    /// <summary>Its version, from 1; the ETag.</summary>
    public long Version { get; init; }

    /// <summary>Its time zone.</summary>
    [JsonIgnore]
    public TimeZoneInfo TimeZone => TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var found) ? found : TimeZoneInfo.Utc;
}

/// <summary>A schedule as it is asked for; what is left out has its standard value.</summary>
internal sealed record ScheduleForm
{
    /// <inheritdoc cref="ReportSchedule.Report"/>
    public string Report { get; init; } = "";

    /// <summary>day, week or month; left out: noc daily, customer weekly, supplier monthly.</summary>
    public string? Every { get; init; }

    /// <inheritdoc cref="ReportSchedule.Channel"/>
    public string? Channel { get; init; }

    /// <inheritdoc cref="ReportSchedule.Party"/>
    public string? Party { get; init; }

    /// <inheritdoc cref="ReportSchedule.At"/>
    public string At { get; init; } = "06:00";

    /// <inheritdoc cref="ReportSchedule.Zone"/>
    public string Zone { get; init; } = "UTC";

    /// <inheritdoc cref="ReportSchedule.Weekday"/>
    public string Weekday { get; init; } = "monday";

    /// <inheritdoc cref="ReportSchedule.Day"/>
    public int Day { get; init; } = 1;

    /// <inheritdoc cref="ReportSchedule.Enabled"/>
    public bool Enabled { get; init; } = true;
}
