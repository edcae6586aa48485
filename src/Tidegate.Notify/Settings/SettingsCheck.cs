using Tidegate.Notify.Outbound;

namespace Tidegate.Notify.Settings;

/// <summary>Says what of the settings will not do, all at once.</summary>
public static class SettingsCheck
{
    internal const string Hidden = "(hidden)";
    internal const string Missing = "(missing)";
    private const int MostChannels = 1000;

    /// <summary>All that is wrong; empty when nothing is.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="root">Where they stand in the configuration.</param>
    public static IReadOnlyList<SettingError> Check(NotificationSettings settings, string root = "notifications")
    {
        var errors = new List<SettingError>();
        if (settings.PublicUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
            errors.Add(new SettingError($"{root}.public_url", url, "an http or https address"));
        if (settings.LinkKey is { } key && (!TryBase64(key, out var bytes) || bytes < 32))
            errors.Add(new SettingError($"{root}.link_key", Hidden, "the Base64 of at least 32 bytes"));
        if (settings.PublicUrl is not null && settings.LinkKey is null && settings.Channels.Any(c => c.Customer is not null))
            errors.Add(new SettingError($"{root}.link_key", Missing, "the Base64 of at least 32 bytes, because customers get links"));
        if (settings.Templates is { } folder && !Directory.Exists(folder))
            errors.Add(new SettingError($"{root}.templates", folder, "a folder that is there"));
        Within(errors, $"{root}.disable_after", settings.DisableAfter, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        Within(errors, $"{root}.keep_for", settings.KeepFor, TimeSpan.FromDays(1), TimeSpan.FromDays(400));
        Within(errors, $"{root}.outbound.timeout", settings.Outbound.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        for (var i = 0; i < settings.Outbound.AllowInside.Count; i++)
            if (!ReceiverList.IsHostAndPort(settings.Outbound.AllowInside[i]))
                errors.Add(new SettingError($"{root}.outbound.allow_inside[{i}]", settings.Outbound.AllowInside[i], "host:port"));
        if (settings.Smtp is { } smtp) SmtpCheck.Check(smtp, $"{root}.smtp", errors);
        Channels(settings, root, errors);
        return errors;
    }

    internal static void Within(List<SettingError> errors, string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most) errors.Add(new SettingError(key, value.ToString("c"), $"{least:c} to {most:c}"));
    }

    internal static bool TryBase64(string text, out int length)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out length);
    }

    private static void Channels(NotificationSettings settings, string root, List<SettingError> errors)
    {
        if (settings.Channels.Count > MostChannels)
        {
            errors.Add(new SettingError($"{root}.channels", settings.Channels.Count + " channels", $"at most {MostChannels}"));
            return;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < settings.Channels.Count; i++)
        {
            var channel = settings.Channels[i];
            ChannelCheck.Check(channel, settings, $"{root}.channels[{i}]", errors);
            if (!names.Add(channel.Name)) errors.Add(new SettingError($"{root}.channels[{i}].name", channel.Name, "a name that no other channel has"));
        }
    }
}
