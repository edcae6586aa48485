using Tidegate.Notify.Settings;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Settings;

/// <summary>
/// What people change of the settings on the console, over those of the configuration: kept in the service's own data, and put over the
/// configuration whenever that is read.
/// </summary>
internal sealed class SettingsEdits(LiveEngine engine, LiveSettings settings, Notify.Notifier notifier, SecretSeal seal, Casework.Operators operators)
{
    /// <summary>Id of the document with the channels.</summary>
    public const string ChannelsId = "channels";

    /// <summary>Id of the document with the mail server.</summary>
    public const string MailId = "mail";

    /// <summary>Id of the document with how long data is kept.</summary>
    public const string RetentionId = "retention";

    /// <summary>Bounds of each kind of data.</summary>
    public static readonly IReadOnlyDictionary<string, (TimeSpan Least, TimeSpan Most)> Bounds = new Dictionary<string, (TimeSpan, TimeSpan)>(StringComparer.Ordinal)
    {
        ["incidents"] = (TimeSpan.FromDays(1), TimeSpan.FromDays(3660)),
        ["decisions"] = (TimeSpan.FromDays(1), TimeSpan.FromDays(3660)),
        ["audit"] = (TimeSpan.FromDays(1), TimeSpan.FromDays(3660)),
        ["traffic"] = (TimeSpan.FromDays(1), TimeSpan.FromDays(3660)),
        ["notifications"] = (TimeSpan.FromDays(1), TimeSpan.FromDays(400)),
        ["journal"] = (TimeSpan.Zero, TimeSpan.FromDays(366)),
    };

    /// <summary>Channels that people added, with their secrets as they are used.</summary>
    public IReadOnlyList<ChannelSettings> Channels => [.. Kept.Select(c => EditedChannels.Opened(c, seal))];

    /// <summary>The mail server that people named, with its password as it is used; null for none. Where the configuration has one, that is used.</summary>
    public SmtpSettings? Mail => engine.Book.Read<EditedMail>(Book.Setting, MailId)?.Server is { } server ? EditedMail.Opened(server, seal) : null;

    /// <summary>How long people want data to be kept.</summary>
    public EditedRetention Retention => engine.Book.Read<EditedRetention>(Book.Setting, RetentionId) ?? new EditedRetention();

    private IReadOnlyList<ChannelSettings> Kept => engine.Book.Read<EditedChannels>(Book.Setting, ChannelsId)?.Channels ?? [];

    /// <summary>What is wrong with a channel that is to be added beside those there are, of which those that are not used do not count; null when nothing is.</summary>
    public SettingError? Fault(ChannelSettings channel, IEnumerable<ChannelSettings> others)
    {
        var configured = settings.Configured.Notifications;
        var used = With(configured with { Smtp = configured.Smtp ?? Mail }, others);
        return SettingsCheck.Check(used with { Channels = [.. used.Channels, channel] }, "").FirstOrDefault(e => e.Key.Length > 0);
    }

    /// <summary>What is wrong with a mail server; null when nothing is.</summary>
    public static SettingError? Fault(SmtpSettings server) => SettingsCheck.Check(new NotificationSettings { Smtp = server }, "") is [var first, ..] ? first : null;

    /// <summary>Why a channel that was added is not used; null where it would do.</summary>
    public string? WhyUnused(ChannelSettings channel)
    {
        if (settings.Configured.Notifications.Channels.Any(c => c.Name == channel.Name)) return "the configuration has one of this name by now";
        if (Kept.FirstOrDefault(c => c.Name == channel.Name) is { } kept && !EditedChannels.Opens(kept, seal)) return "its secrets were sealed with another key than keys/settings.key of the data directory: change it and give them again";
        return Fault(channel, []) is { } fault ? $"{fault.Key[(fault.Key.LastIndexOf('.') + 1)..]}: expected {fault.Expected}" : null;
    }

    /// <summary>Seals what an earlier version kept open.</summary>
    public async Task SealAsync()
    {
        if (!Kept.Any(EditedChannels.LiesOpen)) return;
        try
        {
            await operators.SetSettingAsync<EditedChannels>(ChannelsId, old => new EditedChannels([.. (old?.Channels ?? []).Select(c => EditedChannels.Sealed(c, seal))]), EditedChannels.Shown, "secrets that lay open were sealed", new Access.Caller("tidegate", Access.Role.None, null));
        }
        catch (NotDurableException)
        {
            // A full disk is told of elsewhere; the next start seals them.
        }
    }

    /// <summary>Puts the edits over the configuration as it is now, and works by both.</summary>
    public void Apply()
    {
        var (channels, mail, retention) = (Channels, Mail, Retention);
        settings.Edit(configured => Over(configured, channels, mail, retention));
        engine.JournalRetention = settings.Current.Engine.JournalRetention;
        notifier.Apply(settings.Current.Notifications);
    }

    private static ServeOptions Over(ServeOptions configured, IReadOnlyList<ChannelSettings> channels, SmtpSettings? mail, EditedRetention kept)
    {
        var notifications = configured.Notifications;
        if (notifications.Smtp is null && mail is not null && SettingsCheck.Check(notifications with { Smtp = mail }).Count == 0) notifications = notifications with { Smtp = mail };
        notifications = With(notifications, channels);
        return configured with
        {
            Notifications = notifications with { KeepFor = Time(kept.Notifications, notifications.KeepFor) },
            Engine = configured.Engine with { JournalRetention = Time(kept.Journal, configured.Engine.JournalRetention) },
            Retention = configured.Retention with
            {
                Incidents = Time(kept.Incidents, configured.Retention.Incidents),
                Decisions = Time(kept.Decisions, configured.Retention.Decisions),
                Audit = Time(kept.Audit, configured.Retention.Audit),
                Traffic = Time(kept.Traffic, configured.Retention.Traffic),
            },
        };
    }

    // A channel that the configuration has by now, or that will not do with it any more (its mail server went), is left out; it stays on the page.
    private static NotificationSettings With(NotificationSettings notifications, IEnumerable<ChannelSettings> channels)
    {
        foreach (var channel in channels)
        {
            var with = notifications with { Channels = [.. notifications.Channels, channel] };
            if (SettingsCheck.Check(with).Count == 0) notifications = with;
        }

        return notifications;
    }

    private static TimeSpan Time(string? text, TimeSpan standard) => text is not null && Durations.TryParse(text, out var time) ? time : standard;
}
