using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Tidegate.Reporting.Packs;

/// <summary>
/// ECDSA signatures on P-256 with SHA-256, 64 bytes (IEEE P1363). Of the two signatures that a message has for each random
/// number only the one with the smaller second half is made and taken, so that none can be exchanged for the other.
/// </summary>
internal static class EvidenceSeal
{
    private const int Half = 32;

    private static readonly BigInteger Order =
        BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Signs.</summary>
    public static byte[] Sign(ECDsa key, byte[] content)
    {
        var signature = key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var second = Second(signature);
        if (second > Order / 2)
        {
            signature.AsSpan(Half).Clear();
            var bytes = (Order - second).ToByteArray(isUnsigned: true, isBigEndian: true);
            bytes.CopyTo(signature.AsSpan(signature.Length - bytes.Length));
        }

        return signature;
    }

    /// <summary>Whether a signature is that of the content.</summary>
    public static bool Holds(ECDsa key, byte[] content, byte[] signature) =>
        signature.Length == 2 * Half && Second(signature) <= Order / 2
        && key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>A public key as people compare it: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal.</summary>
    public static string Fingerprint(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>A public key as a PEM file.</summary>
    public static byte[] PublicPem(ECDsa key) => Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n");

    private static BigInteger Second(byte[] signature) => new(signature.AsSpan(Half), isUnsigned: true, isBigEndian: true);
}
