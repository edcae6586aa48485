using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders;
using Tidegate.Notify.Senders.Chat;
using Tidegate.Notify.Senders.Mail;
using Tidegate.Notify.Senders.Paging;
using Tidegate.Notify.Senders.Webhooks;
using Tidegate.Notify.Settings;
using Tidegate.Notify.Templates;

namespace Tidegate.Notify.Dispatching;

/// <summary>The channels of one state of the settings. Replaced whole when they change.</summary>
internal sealed class ChannelLines
{
    private readonly Dictionary<string, ChannelLine> _byName;

    private ChannelLines(Dictionary<string, ChannelLine> byName) => _byName = byName;

    public IEnumerable<ChannelLine> All => _byName.Values;

    public ChannelLine? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Opens the channels of settings that have been checked.</summary>
    public static ChannelLines Open(NotificationSettings settings, OutboundHttp http, TemplateSet templates, TimeProvider time)
    {
        var lines = new Dictionary<string, ChannelLine>(StringComparer.Ordinal);
        foreach (var channel in settings.Channels)
            lines[channel.Name] = new ChannelLine(ChannelResolving.Rules(channel), channel.Kind, Sender(channel, settings, http, templates, time), new ChannelPace(ChannelResolving.Rate(channel), time));
        return new ChannelLines(lines);
    }

    private static IChannelSender Sender(ChannelSettings channel, NotificationSettings settings, OutboundHttp http, TemplateSet templates, TimeProvider time) => channel.Kind switch
    {
        "webhook" => new WebhookSender(http, new Uri(channel.Url!), channel.Secrets, time),
        "slack" => new SlackSender(http, new Uri(channel.Url!), templates),
        "teams" => new TeamsSender(http, new Uri(channel.Url!), templates),
        "pagerduty" => new PagerDutySender(http, new Uri(channel.Url ?? PagerDutySender.DefaultUrl), channel.RoutingKey!, templates),
        "email" => new MailSender(settings.Smtp!, channel.To, new MailWriter(templates), settings.Outbound.Timeout, time),
        var kind => throw new ArgumentException($"'{kind}' is no kind of channel.", nameof(channel)),
    };
}
