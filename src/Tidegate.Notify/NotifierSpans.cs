using System.Diagnostics;
using Tidegate.Notify.Senders;

namespace Tidegate.Notify;

/// <summary>A span for each attempt to send, of the source "Tidegate.Notify".</summary>
public static class NotifierSpans
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Tidegate.Notify";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of an attempt; null when nobody listens.</summary>
    internal static Activity? Begin(string channel, string kind, int attempt)
    {
        Activity.Current = null; // what put the message in is long over
        return Source.StartActivity("notify " + kind, ActivityKind.Client)?.SetTag("tidegate.channel", channel).SetTag("tidegate.attempt", attempt);
    }

    /// <summary>Says what became of it. Receivers' own words are left out.</summary>
    internal static void End(this Activity? span, SendResult result)
    {
        if (span is null) return;
        span.SetTag("tidegate.result", result.ToString().ToLowerInvariant());
        if (result != SendResult.Delivered) span.SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }
}
