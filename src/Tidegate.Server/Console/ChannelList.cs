using Tidegate.Server.Settings;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Console;

/// <summary>Reads which channels there are, and how they do.</summary>
internal sealed class ChannelList(LiveSettings settings, SettingsEdits edits, NotificationOutbox outbox)
{
    /// <summary>All of them, or a customer's own: those in use first, then those that were added and are not used.</summary>
    public IReadOnlyList<ChannelRow> Read(string? customer)
    {
        var conditions = outbox.Conditions().ToDictionary(c => c.Name, StringComparer.Ordinal);
        var (used, edited) = (settings.Current.Notifications.Channels, edits.Channels);
        IEnumerable<ChannelRow> all =
        [
            .. used.Select(c => new ChannelRow(c.Name, c.Kind, c.Customer ?? "", conditions.GetValueOrDefault(c.Name)) { Edited = edited.FirstOrDefault(e => e.Name == c.Name && settings.Configured.Notifications.Channels.All(k => k.Name != c.Name)) }),
            .. edited.Where(e => used.All(c => c.Name != e.Name)).Select(e => new ChannelRow(e.Name, e.Kind, e.Customer ?? "", null) { Edited = e, Unused = edits.WhyUnused(e) ?? "it does not go with the configuration" }),
        ];
        return [.. all.Where(c => customer is null || c.Customer == customer)];
    }
}
