using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Tidegate.Notify.Senders.Webhooks;

/// <summary>A webhook's secret by Standard Webhooks 1.0: "whsec_" and the Base64 of 24 to 64 bytes.</summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";

    /// <summary>A new one of 32 random bytes.</summary>
    public static string Create() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Its bytes.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) || length is < 24 or > 64) return false;
        key = bytes[..length];
        return true;
    }
}
