using System.Security.Cryptography;
using System.Text;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Settings;

/// <summary>
/// Seals secrets that people give on the console with AES-256-GCM (NIST SP 800-38D), so that neither journal nor database nor their
/// backups tell them. The key is `keys/settings.key` in the data directory, for the owner alone.
/// </summary>
internal sealed class SecretSeal : IDisposable
{
    private const string Prefix = "sealed:1:";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Lazy<AesGcm> _seal;

    /// <param name="engine">Whose data directory it is.</param>
    public SecretSeal(EngineOptions engine) => _seal = new Lazy<AesGcm>(() => new AesGcm(KeyFiles.Secret(engine.Data, "settings.key"), TagBytes));

    /// <summary>Whether a text is sealed.</summary>
    public static bool IsSealed(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A secret, sealed for one use; what is sealed already stays as it is.</summary>
    /// <param name="use">What it is for: what is sealed for one use does not open for another.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="InvalidDataException">The key's file holds something else.</exception>
    public string Seal(string use, string secret)
    {
        if (IsSealed(secret)) return secret;
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        _seal.Value.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(use));
        return Prefix + Convert.ToBase64String(box);
    }

    /// <summary>The secret in a text that was sealed for a use, or that an earlier version kept open; null where this installation's key does not open it.</summary>
    public string? Open(string use, string text)
    {
        if (!IsSealed(text)) return text;
        try
        {
            var box = Convert.FromBase64String(text[Prefix.Length..]);
            if (box.Length < NonceBytes + TagBytes) return null;
            var plain = new byte[box.Length - NonceBytes - TagBytes];
            _seal.Value.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(use));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or InvalidDataException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (_seal.IsValueCreated) _seal.Value.Dispose();
    }
}
