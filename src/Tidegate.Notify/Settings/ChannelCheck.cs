using System.Globalization;
using MimeKit;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders.Webhooks;

namespace Tidegate.Notify.Settings;

/// <summary>Says what of a channel's settings will not do.</summary>
internal static class ChannelCheck
{
    private const int MostRecipients = 50;

    public static void Check(ChannelSettings channel, NotificationSettings settings, string key, List<SettingError> errors)
    {
        if (channel.Name.Length is 0 or > 64 || !channel.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors.Add(new SettingError($"{key}.name", channel.Name, "1 to 64 letters, digits, '-', '_' or '.'"));
        if (channel.Customer is { } customer && customer.Trim().Length == 0) errors.Add(new SettingError($"{key}.customer", customer, "a customer's name, or no such key"));
        if (!ChannelResolving.TrySeverity(channel.SeverityFloor, out _)) errors.Add(new SettingError($"{key}.severity_floor", channel.SeverityFloor, "low, medium, high or critical"));
        SettingsCheck.Within(errors, $"{key}.update_interval", channel.UpdateInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        if (channel.MostPerHour is { } most and not (>= 1 and <= 10_000)) errors.Add(new SettingError($"{key}.most_per_hour", most.ToString(CultureInfo.InvariantCulture), "1 to 10000"));
        if (channel.Rate is { } rate && !(rate is >= 0.01 and <= 1000)) errors.Add(new SettingError($"{key}.rate", rate.ToString(CultureInfo.InvariantCulture), "0.01 to 1000 messages a second"));
        if (channel.QuietHours is { } quiet) Check(quiet, $"{key}.quiet_hours", errors);
        switch (channel.Kind)
        {
            case "webhook":
                Address(channel, settings, key, errors);
                Secrets(channel, key, errors);
                break;
            case "slack" or "teams":
                Address(channel, settings, key, errors);
                break;
            case "pagerduty":
                if (channel.Url is not null) Address(channel, settings, key, errors);
                if (channel.RoutingKey is not { Length: >= 8 and <= 128 }) errors.Add(new SettingError($"{key}.routing_key", channel.RoutingKey is null ? SettingsCheck.Missing : SettingsCheck.Hidden, "the integration key of a PagerDuty service"));
                break;
            case "email":
                Recipients(channel, key, errors);
                if (settings.Smtp is null) errors.Add(new SettingError("notifications.smtp", SettingsCheck.Missing, $"a mail server, because {channel.Name} sends mail"));
                break;
            default:
                errors.Add(new SettingError($"{key}.kind", channel.Kind, "webhook, email, slack, teams or pagerduty"));
                break;
        }
    }

    private static void Address(ChannelSettings channel, NotificationSettings settings, string key, List<SettingError> errors)
    {
        // The address may be a secret, so no more of it is shown than scheme and host.
        if (channel.Url is null || !Uri.TryCreate(channel.Url, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            errors.Add(new SettingError($"{key}.url", channel.Url is null ? SettingsCheck.Missing : SettingsCheck.Hidden, "an https address"));
            return;
        }

        var allowed = new ReceiverList(settings.Outbound.AllowInside).Contains(url.IdnHost, url.Port);
        if (url.Scheme != "https" && !(url.Scheme == "http" && (settings.Outbound.AllowHttp || allowed)))
            errors.Add(new SettingError($"{key}.url", $"{url.Scheme}://{url.Host}", "an https address (outbound.allow_http allows http)"));
        if (url.UserInfo.Length > 0) errors.Add(new SettingError($"{key}.url", SettingsCheck.Hidden, "an address without user and password"));
        if (!allowed && System.Net.IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && InsideAddresses.Contains(address))
            errors.Add(new SettingError($"{key}.url", $"{url.Scheme}://{url.Host}", "a public address (outbound.allow_inside allows others)"));
    }

    private static void Secrets(ChannelSettings channel, string key, List<SettingError> errors)
    {
        if (channel.Secrets.Count is 0 or > 3) errors.Add(new SettingError($"{key}.secrets", channel.Secrets.Count + " secrets", "one, or two or three while they change"));
        for (var i = 0; i < channel.Secrets.Count; i++)
            if (!WebhookSecret.TryParse(channel.Secrets[i], out _))
                errors.Add(new SettingError($"{key}.secrets[{i}]", SettingsCheck.Hidden, "'whsec_' and the Base64 of 24 to 64 bytes"));
    }

    private static void Recipients(ChannelSettings channel, string key, List<SettingError> errors)
    {
        if (channel.To.Count is 0 or > MostRecipients) errors.Add(new SettingError($"{key}.to", channel.To.Count + " addresses", $"1 to {MostRecipients}"));
        for (var i = 0; i < channel.To.Count; i++)
            if (!MailboxAddress.TryParse(channel.To[i], out var address) || !address.Address.Contains('@', StringComparison.Ordinal))
                errors.Add(new SettingError($"{key}.to[{i}]", channel.To[i], "a mail address"));
    }

    private static void Check(QuietHoursSettings quiet, string key, List<SettingError> errors)
    {
        if (!ChannelResolving.TryTime(quiet.From, out _)) errors.Add(new SettingError($"{key}.from", quiet.From, "a time of day, '22:00'"));
        if (!ChannelResolving.TryTime(quiet.To, out _)) errors.Add(new SettingError($"{key}.to", quiet.To, "a time of day, '07:00'"));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(quiet.Zone, out _)) errors.Add(new SettingError($"{key}.zone", quiet.Zone, "a time zone, 'Europe/Berlin'"));
        if (!ChannelResolving.TrySeverity(quiet.Except, out _)) errors.Add(new SettingError($"{key}.except", quiet.Except, "low, medium, high or critical"));
    }
}
