using Tidegate.Notifications;

namespace Tidegate.Notify.Senders;

/// <summary>Plug point: brings notices to one channel.</summary>
internal interface IChannelSender
{
    /// <summary>Tries once. Does not throw for what a receiver or the network does.</summary>
    /// <param name="messageId">The same at every attempt.</param>
    /// <param name="notice">What to tell.</param>
    /// <param name="cancellation">To stop.</param>
    Task<SendOutcome> SendAsync(string messageId, Notice notice, CancellationToken cancellation);
}
