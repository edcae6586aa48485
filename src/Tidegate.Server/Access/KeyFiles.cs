using System.Security.Cryptography;

namespace Tidegate.Server.Access;

/// <summary>Secrets of the installation, each a file in `keys` of the data directory; made at first use, for the owner alone.</summary>
internal static class KeyFiles
{
    private const int SecretBytes = 32;

    /// <summary>A secret of 32 random bytes.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="name">Name of the file.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static byte[] Secret(string data, string name)
    {
        var path = Path.Combine(PrivateFolder.Make(Path.Combine(data, "keys")).FullName, name);
        var secret = Kept(path, () => RandomNumberGenerator.GetBytes(SecretBytes));
        return secret.Length == SecretBytes ? secret : throw new InvalidDataException($"'{path}' has {secret.Length} bytes; expected {SecretBytes}");
    }

    /// <summary>What a file holds; what is made for it where there is none.</summary>
    // Written whole under another name and given its own only where there is none: two that start at once end with one key.
    public static byte[] Kept(string path, Func<byte[]> make)
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
