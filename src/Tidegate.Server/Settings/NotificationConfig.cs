using Tidegate.Notify.Settings;

namespace Tidegate.Server.Settings;

/// <summary>Reads who is told of incidents: docs/notifications.md.</summary>
internal static class NotificationConfig
{
    private const string Root = "notifications";

    private static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["true"] = true, ["false"] = false };

    /// <exception cref="ConfigException">A value will not do.</exception>
    public static NotificationSettings Read(ConfigKeys keys)
    {
        var standard = new NotificationSettings();
        var settings = new NotificationSettings
        {
            PublicUrl = Text(keys, $"{Root}.public_url"),
            LinkKey = Text(keys, $"{Root}.link_key"),
            Templates = Text(keys, $"{Root}.templates"),
            DisableAfter = Duration(keys, $"{Root}.disable_after", standard.DisableAfter),
            KeepFor = keys.Duration("retention.notifications", Duration(keys, $"{Root}.keep_for", standard.KeepFor), TimeSpan.FromDays(1), TimeSpan.FromDays(400)),
            Outbound = new OutboundSettings
            {
                AllowHttp = keys.Word($"{Root}.outbound.allow_http", false, Flags),
                AllowInside = Texts(keys, $"{Root}.outbound.allow_inside"),
                Timeout = Duration(keys, $"{Root}.outbound.timeout", standard.Outbound.Timeout),
            },
            Smtp = Smtp(keys),
            Channels = [.. keys.Items($"{Root}.channels").Select(item => Channel(keys, item))],
        };
        var errors = SettingsCheck.Check(settings, Root);
        return errors.Count == 0 ? settings : throw new ConfigException(string.Join('\n', errors));
    }

    private static ChannelSettings Channel(ConfigKeys keys, string at)
    {
        var standard = new ChannelSettings();
        return new ChannelSettings
        {
            Name = keys.Text($"{at}.name", ""),
            Kind = keys.Text($"{at}.kind", ""),
            Customer = Text(keys, $"{at}.customer"),
            Url = Text(keys, $"{at}.url"),
            Secrets = Texts(keys, $"{at}.secrets"),
            RoutingKey = Text(keys, $"{at}.routing_key"),
            To = Texts(keys, $"{at}.to"),
            SeverityFloor = keys.Text($"{at}.severity_floor", standard.SeverityFloor),
            UpdateInterval = Duration(keys, $"{at}.update_interval", standard.UpdateInterval),
            MostPerHour = keys.Whole($"{at}.most_per_hour", 0, 1, 10_000) is > 0 and var most ? (int)most : null,
            Feeds = keys.Word($"{at}.feeds", true, Flags),
            Rate = keys.Whole($"{at}.rate", 0, 1, 1000) is > 0 and var rate ? rate : null,
            QuietHours = Text(keys, $"{at}.quiet_hours.from") is { } from
                ? new QuietHoursSettings { From = from, To = keys.Text($"{at}.quiet_hours.to", ""), Zone = keys.Text($"{at}.quiet_hours.zone", "UTC"), Except = keys.Text($"{at}.quiet_hours.except", "critical") }
                : null,
        };
    }

    private static SmtpSettings? Smtp(ConfigKeys keys)
    {
        var standard = new SmtpSettings();
        var (host, port, tls) = (Text(keys, $"{Root}.smtp.host"), keys.Whole($"{Root}.smtp.port", standard.Port, 1, 65535), keys.Text($"{Root}.smtp.tls", standard.Tls));
        var (from, user, password, trusted) = (keys.Text($"{Root}.smtp.from", ""), Text(keys, $"{Root}.smtp.user"), Text(keys, $"{Root}.smtp.password"), Text(keys, $"{Root}.smtp.trusted_certificates"));
        return host is null ? null : new SmtpSettings { Host = host, Port = (int)port, Tls = tls, From = from, User = user, Password = password, TrustedCertificates = trusted };
    }

    private static string? Text(ConfigKeys keys, string path) => keys.Text(path, "") is { Length: > 0 } text ? text : null;

    private static List<string> Texts(ConfigKeys keys, string path) => [.. keys.Items(path).Select(item => keys.Text(item, ""))];

    private static TimeSpan Duration(ConfigKeys keys, string path, TimeSpan standard) => keys.Duration(path, standard, TimeSpan.Zero, TimeSpan.FromDays(400));
}
