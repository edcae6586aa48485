using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tidegate.Notify.Senders.Webhooks;

/// <summary>Signatures by Standard Webhooks 1.0: HMAC-SHA256 over "{id}.{timestamp}.{body}", one for each secret.</summary>
internal static class WebhookSignature
{
    public static string Of(IReadOnlyList<byte[]> keys, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))));
    }
}
