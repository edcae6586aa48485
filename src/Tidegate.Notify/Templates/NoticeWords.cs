using Tidegate.Incidents;
using Tidegate.Notifications;

namespace Tidegate.Notify.Templates;

/// <summary>Kinds and severities as words: the same as in JSON.</summary>
internal static class NoticeWords
{
    public static string Of(NoticeKind kind) => kind switch
    {
        NoticeKind.Opened => "opened",
        NoticeKind.Updated => "updated",
        NoticeKind.Acknowledged => "acknowledged",
        NoticeKind.Resolved => "resolved",
        NoticeKind.FeedSilent => "feed_silent",
        NoticeKind.FeedRestored => "feed_restored",
        NoticeKind.ChannelDisabled => "channel_disabled",
        NoticeKind.Report => "report",
        NoticeKind.ReportFailed => "report_failed",
        _ => "test",
    };

    public static string Of(Severity severity) => severity switch { Severity.Low => "low", Severity.Medium => "medium", Severity.High => "high", _ => "critical" };
}
