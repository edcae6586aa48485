using System.Security.Cryptography;
using System.Text;
using Tidegate.Reporting.Packs;
using Tidegate.Server.Access;

namespace Tidegate.Server.Packs;

/// <summary>The installation's signing key and the secret of its packs' pseudonyms, in `keys` of the data directory; made at first use, for the owner alone.</summary>
internal static class EvidenceKeys
{
    private const int SecretBytes = 32;

    /// <summary>The key that packs are signed with. Its public half lies beside it as `evidence-public.pem`.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static ECDsa Signing(string data)
    {
        var folder = PrivateFolder.Make(Path.Combine(data, "keys")).FullName;
        var path = Path.Combine(folder, "evidence.pem");
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = Encoding.ASCII.GetString(Kept(path, () => Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem() + "\n")));
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != 256) throw new CryptographicException("another curve");
            var publicPath = Path.Combine(folder, "evidence-public.pem");
            if (!File.Exists(publicPath)) File.WriteAllBytes(publicPath, EvidenceSeal.PublicPem(key));
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"'{path}' is no private key on P-256 in PEM form; expected the one that evidence packs were signed with", error);
        }
    }

    /// <summary>The secret that pseudonyms are derived from.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static byte[] Pseudonyms(string data) => Secret(data, "evidence-pseudonyms.key");

    /// <summary>The key that the evidence store is sealed with.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static byte[] Store(string data) => Secret(data, "evidence-store.key");

    /// <summary>A secret of 32 bytes in the folder of keys, made where there is none.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal static byte[] Secret(string data, string name)
    {
        var path = Path.Combine(PrivateFolder.Make(Path.Combine(data, "keys")).FullName, name);
        var secret = Kept(path, () => RandomNumberGenerator.GetBytes(SecretBytes));
        return secret.Length == SecretBytes ? secret : throw new InvalidDataException($"'{path}' has {secret.Length} bytes; expected {SecretBytes}");
    }

    // Written whole under another name and given its own only where there is none: two that start at once end with one key.
    private static byte[] Kept(string path, Func<byte[]> make)
    {
        if (!File.Exists(path))
        {
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(temporary, options))
            {
                file.Write(make());
                file.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(temporary, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(temporary);
            }
        }

        return File.ReadAllBytes(path);
    }
}
