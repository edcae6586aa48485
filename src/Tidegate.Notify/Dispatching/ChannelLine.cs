using Tidegate.Notifications;
using Tidegate.Notify.Senders;

namespace Tidegate.Notify.Dispatching;

/// <summary>A channel in use: its rules, its sender, its pace.</summary>
/// <param name="Rules">What it is told.</param>
/// <param name="Kind">Kind of channel, for counts.</param>
/// <param name="Sender">Brings messages to it.</param>
/// <param name="Pace">How fast.</param>
internal sealed record ChannelLine(ChannelRules Rules, string Kind, IChannelSender Sender, ChannelPace Pace);
