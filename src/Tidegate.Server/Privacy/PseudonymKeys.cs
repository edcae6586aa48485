using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Privacy;

/// <summary>A key that pseudonyms are made with.</summary>
/// <param name="Id">Eight hexadecimal digits, which its pseudonyms carry.</param>
/// <param name="CreatedAt">From when on it is used.</param>
/// <param name="Secret">256 random bits, base 64.</param>
internal sealed record PseudonymKey(string Id, DateTimeOffset CreatedAt, string Secret);

/// <summary>
/// The keys of pseudonyms, in a file of the data directory that its owner alone can read, apart from the databases. The newest is
/// used; older ones stay until they are forgotten.
/// </summary>
internal sealed class PseudonymKeys
{
    private const int IdBytes = 4;
    private const int SecretBytes = 32;

    private readonly string _path;
    private readonly TimeSpan _rotateAfter;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private List<PseudonymKey> _keys;

    /// <summary>Reads the keys; the first is made when one is asked for.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PseudonymKeys(string data, TimeSpan rotateAfter, TimeProvider time)
    {
        _path = Path.Combine(PrivateFolder.Make(Path.Combine(data, "keys")).FullName, "pseudonyms.json");
        _rotateAfter = rotateAfter;
        _time = time;
        _keys = File.Exists(_path) ? JsonSerializer.Deserialize<List<PseudonymKey>>(File.ReadAllBytes(_path), Book.Json) ?? [] : [];
    }

    /// <summary>All keys, newest first.</summary>
    public IReadOnlyList<PseudonymKey> All
    {
        get
        {
            lock (_lock) return _keys;
        }
    }

    /// <summary>The key for new pseudonyms; another one when the last has been used for long enough.</summary>
    public PseudonymKey Current
    {
        get
        {
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                if (_keys is [var newest, ..] && now - newest.CreatedAt < _rotateAfter) return newest;
                var made = new PseudonymKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), now, Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
                Save([made, .. _keys]);
                return made;
            }
        }
    }

    /// <summary>Destroys a key; what it made can no longer be told to be of any number.</summary>
    public void Forget(string id)
    {
        lock (_lock) Save([.. _keys.Where(k => k.Id != id)]);
    }

    /// <summary>The key that a tenant's pseudonyms are made with: one tenant's say nothing of another's.</summary>
    public static byte[] OfTenant(PseudonymKey key, string tenant) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(key.Secret), SecretBytes, info: Encoding.UTF8.GetBytes("tidegate pseudonym 1 " + tenant));

    private void Save(List<PseudonymKey> keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(_path + ".new");
        using (var file = new FileStream(_path + ".new", options))
        {
            JsonSerializer.Serialize(file, keys, Book.Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(_path + ".new", _path, overwrite: true);
        _keys = keys;
    }
}
