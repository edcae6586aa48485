using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>A feed that stopped or came back: a fault, told as one, and no evidence of fraud.</summary>
/// <param name="Feed">"conversions" or "receipts".</param>
/// <param name="Party">The customer or supplier it comes from.</param>
/// <param name="From">Since when it is silent.</param>
/// <param name="To">When it came back; null while it is silent.</param>
public sealed record FeedNews(string Feed, string Party, DateTimeOffset From, DateTimeOffset? To)
{
    /// <summary>The notice for one reader; null when the feed is not this customer's.</summary>
    internal Notice? Write(string? customer, DateTimeOffset now)
    {
        if (customer is not null && (customer != Party || Feed != "conversions")) return null;
        var party = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Party)), 0, 6);
        return new Notice
        {
            Subject = string.Create(CultureInfo.InvariantCulture, $"f-{Feed}-{party}-{From.UtcDateTime:yyyyMMddHHmmss}"),
            Version = To is null ? 1 : 2,
            Kind = To is null ? NoticeKind.FeedSilent : NoticeKind.FeedRestored,
            Audience = customer is null ? Audience.Operator : Audience.Customer,
            Customer = customer,
            At = now,
            Severity = Severity.Medium,
            Feed = new FeedFacts(Feed, Party, From, To),
        };
    }
}
