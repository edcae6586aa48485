using System.Security.Cryptography;
using System.Text;

namespace Tidegate.Server.Access;

/// <summary>Codes for when the authenticator is lost: ten of 80 random bits, each good once.</summary>
internal static class RecoveryCodes
{
    private const int Codes = 10;
    private const int CodeBytes = 10;

    /// <summary>New codes, to be shown once, and the hashes to be kept.</summary>
    public static (IReadOnlyList<string> Codes, IReadOnlyList<string> Hashes) Make()
    {
        var codes = Enumerable.Range(0, Codes).Select(_ => Grouped(Totp.Base32(RandomNumberGenerator.GetBytes(CodeBytes)))).ToList();
        return (codes, [.. codes.Select(Hash)]);
    }

    /// <summary>The hashes without that of a code; null when it is none of them.</summary>
    public static IReadOnlyList<string>? Use(IReadOnlyList<string> hashes, string code)
    {
        var given = Hash(code);
        var left = hashes.Where(h => !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(h), Encoding.ASCII.GetBytes(given))).ToList();
        return left.Count < hashes.Count ? left : null;
    }

    // 80 random bits are not found by trying, so a plain hash does.
    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant())));

    private static string Grouped(string code) => string.Join('-', code.Chunk(4).Select(c => new string(c)));
}
