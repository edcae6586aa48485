using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>A session as it is kept.</summary>
/// <param name="Id">First half of the hash of its secret; not enough to use it.</param>
/// <param name="Source">"local", or "oidc" for those whose account is elsewhere.</param>
/// <param name="Name">The account's name, or what the provider calls the person.</param>
/// <param name="Role">Role; for local accounts that of the account counts.</param>
/// <param name="Customer">The customer it is bound to.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="SeenAt">When it was last prolonged.</param>
/// <param name="ExpiresAt">When it ends unless it is prolonged.</param>
internal sealed record Session(string Id, string Source, string Name, Role Role, string? Customer, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt);

/// <summary>
/// Sessions in the case store, by the hash of their secret. Read from disk each time: ending one, here or by another
/// process, holds from the next request on.
/// </summary>
internal sealed class SessionStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS sessions (
          hash TEXT PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL, role INTEGER NOT NULL, customer TEXT,
          created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS sessions_name ON sessions (name);
        """;

    private const int IdLength = 16;

    private readonly CaseStore _store;

    public SessionStore(CaseStore store)
    {
        _store = store;
        Change((connection, transaction) => Sql.Run(connection, transaction, Schema), null);
    }

    /// <summary>Keeps a session, and forgets those that have ended.</summary>
    public void Begin(string secret, Session session, AuditLine audit) => Change(
        (connection, transaction) =>
        {
            Sql.Run(connection, transaction, "DELETE FROM sessions WHERE expires_at <= $now", ("$now", session.SeenAt.ToUnixTimeMilliseconds()));
            return Sql.Run(
                connection,
                transaction,
                "INSERT INTO sessions (hash, source, name, role, customer, created_at, seen_at, expires_at) VALUES ($hash, $source, $name, $role, $customer, $created, $seen, $expires)",
                ("$hash", Hash(secret)), ("$source", session.Source), ("$name", session.Name), ("$role", (int)session.Role), ("$customer", session.Customer),
                ("$created", session.CreatedAt.ToUnixTimeMilliseconds()), ("$seen", session.SeenAt.ToUnixTimeMilliseconds()), ("$expires", session.ExpiresAt.ToUnixTimeMilliseconds()));
        },
        audit);

    /// <summary>The session of a secret; null when there is none.</summary>
    public Session? Find(string secret)
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        return Sql.Rows(
            connection,
            "SELECT hash, source, name, role, customer, created_at, seen_at, expires_at FROM sessions WHERE hash = $hash",
            r => new Session(r.GetString(0)[..IdLength], r.GetString(1), r.GetString(2), (Role)r.GetInt32(3), r.IsDBNull(4) ? null : r.GetString(4), Time(r, 5), Time(r, 6), Time(r, 7)),
            ("$hash", Hash(secret))) is [var session] ? session : null;
    }

    /// <summary>Prolongs a session.</summary>
    public void Prolong(string secret, DateTimeOffset seen, DateTimeOffset expires) => Change(
        (connection, transaction) => Sql.Run(
            connection, transaction, "UPDATE sessions SET seen_at = $seen, expires_at = $expires WHERE hash = $hash",
            ("$seen", seen.ToUnixTimeMilliseconds()), ("$expires", expires.ToUnixTimeMilliseconds()), ("$hash", Hash(secret))),
        null);

    /// <summary>Ends a session.</summary>
    public bool End(string secret, AuditLine? audit) => Change((connection, transaction) => Sql.Run(connection, transaction, "DELETE FROM sessions WHERE hash = $hash", ("$hash", Hash(secret))), audit) > 0;

    /// <summary>Ends all sessions of a local account; returns how many.</summary>
    public int EndAll(string name) => Change((connection, transaction) => Sql.Run(connection, transaction, "DELETE FROM sessions WHERE name = $name AND source = 'local'", ("$name", name)), null);

    private int Change(Func<SqliteConnection, SqliteTransaction, int> change, AuditLine? audit)
    {
        try
        {
            return _store.Change((connection, transaction) => (change(connection, transaction), audit));
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new NotDurableException("sessions cannot be written: " + e.Message, e);
        }
    }

    // 256 random bits are not found by trying, so a plain hash does.
    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static DateTimeOffset Time(SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
