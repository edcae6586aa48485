using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tidegate.Server.Access;

/// <summary>Time-based one-time passwords: RFC 6238 with SHA-1, 30 seconds, six digits, as authenticator apps do.</summary>
internal static class Totp
{
    private const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Tolerated = 1;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret of 160 random bits.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The time step of a time.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a time step.</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238's default, and the only one that all authenticator apps know
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var at = mac[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.Slice(at, 4)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The time step that a code is of: now, or one before or after for clocks that differ; null when it is of none of them, or of none
    /// after <paramref name="lastStep"/>.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var given = Encoding.ASCII.GetBytes(Digits(code));
        long? found = null;
        for (var step = StepOf(now) - Tolerated; step <= StepOf(now) + Tolerated; step++)
        {
            var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), given);
            if (right && step > lastStep) found ??= step;
        }

        return found;
    }

    /// <summary>The address that authenticator apps read from a QR code.</summary>
    public static string Address(string account, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/Tidegate:{Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer=Tidegate&algorithm=SHA1&digits=6&period={StepSeconds}";

    /// <summary>RFC 4648 base 32 without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            bits = (bits << 8) | b;
            held += 8;
            while (held >= 5) text.Append(Alphabet[(bits >> (held -= 5)) & 31]);
            bits &= (1 << held) - 1;
        }

        if (held > 0) text.Append(Alphabet[(bits << (5 - held)) & 31]);
        return text.ToString();
    }

    private static string Digits(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
}
