using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tidegate.Notifications;

/// <summary>
/// The one link of a message: a page where its reader agrees or objects. The link names incident, reader and end and is
/// sealed with a key, so that it needs no account. Programs that look into mail open links: opening it must change nothing.
/// </summary>
/// <param name="publicUrl">Address under which people reach the console.</param>
/// <param name="key">Secret key of at least 32 bytes.</param>
public sealed class ResponseLink(Uri publicUrl, byte[] key)
{
    private const int SealLength = 16;

    /// <summary>How long a link works.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(30);

    /// <summary>The link for a reader.</summary>
    /// <param name="incident">Incident id.</param>
    /// <param name="customer">The customer; null for operators, who sign in: their link is the incident's page.</param>
    /// <param name="now">Now.</param>
    public string For(string incident, string? customer, DateTimeOffset now)
    {
        var root = publicUrl.AbsoluteUri.TrimEnd('/');
        if (customer is null) return $"{root}/incidents/{Uri.EscapeDataString(incident)}";
        var text = string.Create(CultureInfo.InvariantCulture, $"{(now + Lifetime).ToUnixTimeSeconds()}\n{incident}\n{customer}");
        var bytes = Encoding.UTF8.GetBytes(text);
        return $"{root}/respond/{Base64Url.EncodeToString([.. Seal(bytes), .. bytes])}";
    }

    /// <summary>Incident and customer of a link's last part; null when it is not ours or no longer good.</summary>
    public (string Incident, string Customer)? Read(string token, DateTimeOffset now)
    {
        if (token.Length > 2000 || !Base64Url.IsValid(token)) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= SealLength || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealLength), Seal(bytes.AsSpan(SealLength)))) return null;
        var parts = Encoding.UTF8.GetString(bytes.AsSpan(SealLength)).Split('\n', 3);
        return parts.Length == 3 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var until) && now.ToUnixTimeSeconds() <= until ? (parts[1], parts[2]) : null;
    }

    private byte[] Seal(ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text)[..SealLength];
}
