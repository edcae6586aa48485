using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tidegate.Incidents;
using Tidegate.Notifications;

namespace Tidegate.Notify.Settings;

/// <summary>From a channel's settings, once checked, to what the flow works with.</summary>
internal static class ChannelResolving
{
    public static ChannelRules Rules(ChannelSettings channel) => new()
    {
        Name = channel.Name,
        Customer = channel.Customer,
        SeverityFloor = SeverityOf(channel.SeverityFloor),
        UpdateInterval = channel.UpdateInterval,
        Feeds = channel.Feeds,
        // Programs take what comes; people stop reading.
        MostPerHour = channel.MostPerHour ?? (channel.Kind == "webhook" ? null : 30),
        QuietHours = channel.QuietHours is { } quiet
            ? new QuietHours(TimeOf(quiet.From), TimeOf(quiet.To), TimeZoneInfo.FindSystemTimeZoneById(quiet.Zone), SeverityOf(quiet.Except))
            : null,
    };

    /// <summary>Tells one target from another without showing it.</summary>
    public static string Fingerprint(ChannelSettings channel) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{channel.Kind}\n{channel.Url}\n{channel.RoutingKey}\n{string.Join(',', channel.To)}")), 0, 8);

    /// <summary>Messages a second.</summary>
    public static double Rate(ChannelSettings channel) => channel.Rate ?? channel.Kind switch { "slack" => 1, "teams" => 2, "webhook" => 10, _ => 5 };

    public static bool TrySeverity(string text, out Severity severity) =>
        Enum.TryParse(text, ignoreCase: true, out severity) && Enum.IsDefined(severity) && text.All(char.IsAsciiLetter);

    public static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static Severity SeverityOf(string text) => TrySeverity(text, out var severity) ? severity : throw new ArgumentException($"'{text}' is no severity.", nameof(text));

    private static TimeOnly TimeOf(string text) => TryTime(text, out var time) ? time : throw new ArgumentException($"'{text}' is no time of day.", nameof(text));
}
