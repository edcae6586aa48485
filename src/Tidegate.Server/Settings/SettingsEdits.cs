using Tidegate.Notify.Settings;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Settings;

/// <summary>Channels that people added while the service runs. Those of the configuration are not among them.</summary>
internal sealed record EditedChannels(IReadOnlyList<ChannelSettings> Channels);

/// <summary>How long people want data to be kept; null where the configuration says it.</summary>
internal sealed record EditedRetention
{
    public string? Incidents { get; init; }

    public string? Decisions { get; init; }

    public string? Audit { get; init; }

    public string? Traffic { get; init; }

    public string? Notifications { get; init; }

    public string? Journal { get; init; }
}

/// <summary>
/// What people change of the settings on the console, over those of the configuration: kept in the service's own data, and put over the
/// configuration whenever that is read.
/// </summary>
internal sealed class SettingsEdits(LiveEngine engine, LiveSettings settings, Notify.Notifier notifier)
{
    /// <summary>Id of the document with the channels.</summary>
    public const string ChannelsId = "channels";

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

    /// <summary>Channels that people added.</summary>
    public IReadOnlyList<ChannelSettings> Channels => engine.Book.Read<EditedChannels>(Book.Setting, ChannelsId)?.Channels ?? [];

    /// <summary>How long people want data to be kept.</summary>
    public EditedRetention Retention => engine.Book.Read<EditedRetention>(Book.Setting, RetentionId) ?? new EditedRetention();

    /// <summary>What is wrong with a channel that is to be added beside those there are; null when nothing is.</summary>
    public SettingError? Fault(ChannelSettings channel, IEnumerable<ChannelSettings> others)
    {
        var notifications = settings.Configured.Notifications;
        return SettingsCheck.Check(notifications with { Channels = [.. notifications.Channels, .. others, channel] }, "")
            .FirstOrDefault(e => e.Key.Length > 0);
    }

    /// <summary>Puts the edits over the configuration as it is now, and works by both.</summary>
    public void Apply()
    {
        var (channels, retention) = (Channels, Retention);
        settings.Edit(configured => Over(configured, channels, retention));
        engine.JournalRetention = settings.Current.Engine.JournalRetention;
        notifier.Apply(settings.Current.Notifications);
    }

    // A channel that the configuration has by now, or that will not do with it any more (its mail server went), is left out; it stays on the page.
    private static ServeOptions Over(ServeOptions configured, IReadOnlyList<ChannelSettings> channels, EditedRetention kept)
    {
        var notifications = configured.Notifications;
        foreach (var channel in channels)
        {
            var with = notifications with { Channels = [.. notifications.Channels, channel] };
            if (SettingsCheck.Check(with).Count == 0) notifications = with;
        }

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

    private static TimeSpan Time(string? text, TimeSpan standard) => text is not null && Durations.TryParse(text, out var time) ? time : standard;
}
