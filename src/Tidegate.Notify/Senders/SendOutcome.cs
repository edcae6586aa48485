using System.Globalization;
using Tidegate.Notify.Outbound;

namespace Tidegate.Notify.Senders;

/// <summary>What became of an attempt.</summary>
internal enum SendResult
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>Not now: try again.</summary>
    Failed,

    /// <summary>Never: the message itself will not do.</summary>
    Refused,

    /// <summary>The receiver wants no more messages.</summary>
    Gone,
}

/// <summary>What became of an attempt, why, and how long the receiver asks to wait.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Error">Why; empty when delivered. Has no secret in it.</param>
/// <param name="After">How long to wait at least.</param>
/// <param name="SlowDown">Whether the whole channel is to wait.</param>
internal sealed record SendOutcome(SendResult Result, string Error = "", TimeSpan? After = null, bool SlowDown = false)
{
    public static SendOutcome Delivered { get; } = new(SendResult.Delivered);

    /// <summary>By Standard Webhooks: 2xx is success, 410 the end, all else is tried again; 429 and 502 to 504 slow the channel down.</summary>
    public static SendOutcome Of(HttpReply reply)
    {
        if (reply.IsSuccess) return Delivered;
        var what = reply.Status switch
        {
            0 => reply.Text,
            >= 300 and <= 399 => string.Create(CultureInfo.InvariantCulture, $"HTTP {reply.Status}: redirects are not followed"),
            _ => string.Create(CultureInfo.InvariantCulture, $"HTTP {reply.Status}{(reply.Text.Length > 0 ? ": " : "")}{reply.Text}"),
        };
        return new SendOutcome(reply.Status == 410 ? SendResult.Gone : SendResult.Failed, what, reply.RetryAfter, reply.Status is 429 or 502 or 503 or 504);
    }
}
