using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>A key as it is kept: of its secret only the hash.</summary>
internal sealed record ApiKey
{
    /// <summary>Public part, by which it is found.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people and the audit log.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required Role Role { get; init; }

    /// <summary>The customer it is confined to.</summary>
    public string? Customer { get; init; }

    /// <summary>SHA-256 of the secret (256 random bits), hexadecimal.</summary>
    public required string SecretHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, or is to be after a rotation.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>The keys: made, found, revoked. A key is "tg_" id "_" secret.</summary>
internal sealed class KeyRing : IDisposable
{
    private const string Prefix = "tg_";
    private const int IdBytes = 6;
    private const int SecretBytes = 32;

    private readonly CaseStore _store;
    private readonly TimeProvider _time;
    private readonly StoreWatch _watch;
    private ImmutableDictionary<string, ApiKey> _keys = ImmutableDictionary<string, ApiKey>.Empty;

    public KeyRing(CaseStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _watch = new StoreWatch(store.File);
        Refresh();
    }

    /// <summary>Whether there are keys that have not ended.</summary>
    public bool Any => _keys.Values.Any(IsLive);

    /// <summary>Whether any was ever made: from then on nothing is open without one, though it may have ended.</summary>
    public bool AnyEver => !_keys.IsEmpty;

    /// <summary>Whether there is an administrator's that has not ended.</summary>
    public bool HasAdmin => _keys.Values.Any(k => k.Role == Role.Admin && IsLive(k));

    /// <summary>All keys, ended ones too.</summary>
    public IReadOnlyList<ApiKey> All => [.. _keys.Values.OrderBy(k => k.CreatedAt)];

    /// <summary>Takes over what another process (`tidegate keys`) has changed.</summary>
    public void Refresh() => _watch.ReadChanged(() =>
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        var read = Sql.Rows(connection, "SELECT json FROM documents WHERE kind = $kind", r => JsonSerializer.Deserialize<ApiKey>(r.GetString(0), Book.Json)!, ("$kind", Book.Key));
        // What is in memory alone is being written by another thread; a key is never deleted.
        ImmutableInterlocked.Update(ref _keys, keys => keys.SetItems(read.Select(k => KeyValuePair.Create(k.Id, Newer(keys.GetValueOrDefault(k.Id), k)))));
    });

    /// <summary>Makes a key; its secret is in the returned text and nowhere else.</summary>
    public (ApiKey Key, string Text) Create(string name, Role role, string? customer, DateTimeOffset? expiresAt, string actor)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = new ApiKey
        {
            Id = id,
            Name = name,
            Role = role,
            Customer = customer,
            SecretHash = Hash(secret),
            CreatedAt = _time.GetUtcNow(),
            ExpiresAt = expiresAt,
        };
        Save(key, actor, "key.create", 1);
        return (key, Prefix + id + "_" + secret);
    }

    /// <summary>Makes another key in place of one, which ends after a while.</summary>
    public (ApiKey Key, string Text)? Rotate(string id, TimeSpan overlap, string actor)
    {
        if (!_keys.TryGetValue(id, out var old)) return null;
        var made = Create(old.Name, old.Role, old.Customer, old.ExpiresAt, actor);
        Save(old with { RevokedAt = _time.GetUtcNow() + overlap }, actor, "key.rotate", 2);
        return made;
    }

    /// <summary>Ends a key now; false when there is none.</summary>
    public bool Revoke(string id, string actor)
    {
        if (!_keys.TryGetValue(id, out var key)) return false;
        Save(key with { RevokedAt = _time.GetUtcNow() }, actor, "key.revoke", 3);
        return true;
    }

    /// <summary>The caller that a key stands for; null when it is none, wrong, expired or revoked.</summary>
    public Caller? Find(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length != Prefix.Length + (IdBytes * 2) + 1 + (SecretBytes * 2)) return null;
        var id = text.Slice(Prefix.Length, IdBytes * 2).ToString();
        var secret = text[(Prefix.Length + (IdBytes * 2) + 1)..].ToString();
        if (!_keys.TryGetValue(id, out var key))
        {
            Refresh();
            key = _keys.GetValueOrDefault(id);
        }

        // A key that is not known is compared too, so that both take as long.
        var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(secret)), Encoding.ASCII.GetBytes(key?.SecretHash ?? Hash("")));
        return right && key is not null && IsLive(key) ? new Caller(key.Name, key.Role, key.Customer) { Via = Entry.Key } : null;
    }

    public void Dispose() => _watch.Dispose();

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    private static ApiKey Newer(ApiKey? known, ApiKey read) => known is { RevokedAt: not null } && read.RevokedAt is null ? known : read;

    private bool IsLive(ApiKey key)
    {
        var now = _time.GetUtcNow();
        return (key.ExpiresAt is not { } end || end > now) && (key.RevokedAt is not { } revoked || revoked > now);
    }

    private void Save(ApiKey key, string actor, string action, int version)
    {
        var told = JsonSerializer.Serialize(new { key.Id, key.Name, key.Role, key.Customer, key.ExpiresAt, key.RevokedAt }, Book.Json);
        _store.Write(
            0,
            [new DocumentWrite(Book.Key, key.Id, version, Book.Write(key))],
            new AuditLine(0, _time.GetUtcNow().ToUnixTimeMilliseconds(), actor, action, key.Id, null, told, ""));
        ImmutableInterlocked.Update(ref _keys, keys => keys.SetItem(key.Id, key));
    }
}
