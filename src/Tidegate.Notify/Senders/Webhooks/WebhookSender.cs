using System.Globalization;
using System.Text.Json;
using Tidegate.Notifications;
using Tidegate.Notify.Outbound;

namespace Tidegate.Notify.Senders.Webhooks;

/// <summary>Posts notices by Standard Webhooks 1.0.</summary>
internal sealed class WebhookSender(OutboundHttp http, Uri url, IReadOnlyList<string> secrets, TimeProvider time) : IChannelSender
{
    private readonly List<byte[]> _keys = [.. secrets.Select(s => WebhookSecret.TryParse(s, out var key) ? key : throw new ArgumentException("A webhook secret is not 'whsec_' and the Base64 of 24 to 64 bytes.", nameof(secrets)))];

    public async Task<SendOutcome> SendAsync(string messageId, Notice notice, CancellationToken cancellation)
    {
        var body = Body(notice);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        (string, string)[] headers =
        [
            ("webhook-id", messageId),
            ("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
            ("webhook-signature", WebhookSignature.Of(_keys, messageId, timestamp, body)),
        ];
        return SendOutcome.Of(await http.PostAsync(url, body, headers, secrets, cancellation));
    }

    /// <summary>The body: the same at every attempt.</summary>
    public static byte[] Body(Notice notice) =>
        JsonSerializer.SerializeToUtf8Bytes(new WebhookBody(TypeOf(notice.Kind), notice.At.UtcDateTime, notice with { Report = notice.Report is { } report ? report with { Page = null } : null }), NoticeJson.Options);

    private static string TypeOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Opened => "incident.opened",
        NoticeKind.Updated => "incident.updated",
        NoticeKind.Acknowledged => "incident.acknowledged",
        NoticeKind.Resolved => "incident.resolved",
        NoticeKind.FeedSilent => "feed.silent",
        NoticeKind.FeedRestored => "feed.restored",
        NoticeKind.ChannelDisabled => "channel.disabled",
        NoticeKind.Report => "report.ready",
        NoticeKind.ReportFailed => "report.failed",
        _ => "channel.test",
    };

    private sealed record WebhookBody(string Type, DateTime Timestamp, Notice Data);
}
