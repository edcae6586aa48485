using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Tidegate.Server.Access;

/// <summary>ASP.NET Core Identity's password hashing (PBKDF2 with HMAC-SHA-512), at the strength that OWASP asks for.</summary>
internal sealed class Passwords
{
    /// <summary>Iterations of PBKDF2-HMAC-SHA-512; hashes of fewer are renewed when their owner signs in.</summary>
    public const int Iterations = 210_000;

    private const int GeneratedLetters = 24;
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // none that look alike

    private readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly Lazy<string> _nobodys;

    public Passwords() => _nobodys = new Lazy<string>(() => Hash("", Generate()));

    /// <summary>The hash of a password.</summary>
    public string Hash(string name, string password) => _hasher.HashPassword(name, password);

    /// <summary>
    /// Whether a password is the one of a hash, and whether the hash should be renewed. Without a hash it takes as long, and is wrong.
    /// </summary>
    public (bool Right, bool Renew) Check(string name, string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(name, hash ?? _nobodys.Value, password);
        return (hash is not null && result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
    }

    /// <summary>Makes sure that the first check takes no longer than others.</summary>
    public void Prepare() => _ = _nobodys.Value;

    /// <summary>A random password of about 139 bits.</summary>
    public static string Generate() => string.Join('-', RandomNumberGenerator.GetString(Letters, GeneratedLetters).Chunk(6).Select(c => new string(c)));
}
