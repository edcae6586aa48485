using System.Globalization;
using Tidegate.Decisions;

namespace Tidegate.Server.Http;

/// <summary>Quiet hours of a policy by the keys of docs/policy.md.</summary>
internal sealed record QuietHoursForm
{
    public string? From { get; init; }

    public string? To { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>notify or throttle.</summary>
    public string? AtMost { get; init; }

    /// <summary>The form of quiet hours.</summary>
    public static QuietHoursForm? Of(QuietTime? time) => time is null ? null : new QuietHoursForm
    {
        From = time.From.ToString("HH:mm", CultureInfo.InvariantCulture),
        To = time.To.ToString("HH:mm", CultureInfo.InvariantCulture),
        TimeZone = time.TimeZone,
        AtMost = time.AtMost.ToString().ToLowerInvariant(),
    };

    /// <summary>The quiet hours.</summary>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public QuietTime Check(string path) => new(
        Hour(path + ".from", From),
        Hour(path + ".to", To),
        TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "UTC", out _) ? TimeZone ?? "UTC" : throw ProblemException.Bad(path + ".time_zone", TimeZone!, "a time zone of this machine such as Europe/Rome or UTC"),
        AtMost is null ? Reaction.Notify : PolicyLimits.QuietReactionOf(AtMost) ?? throw ProblemException.Bad(path + ".at_most", AtMost, PolicyLimits.QuietReactions));

    private static TimeOnly Hour(string path, string? text) =>
        PolicyLimits.HourOf(text ?? "") ?? throw ProblemException.Bad(path, text ?? "", PolicyLimits.Hour);
}
