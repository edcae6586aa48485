using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>
/// Accounts in the case store. Read from disk each time, for people are few and another process (`tidegate accounts`) may
/// have changed them; changed in one transaction each, so that nothing comes between reading and writing.
/// </summary>
internal sealed class AccountStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        """;

    private readonly CaseStore _store;

    public AccountStore(CaseStore store)
    {
        _store = store;
        Run(() => store.Change((connection, transaction) =>
        {
            Sql.Run(connection, transaction, Schema);
            return (0, (AuditLine?)null);
        }));
    }

    /// <summary>The account of a name; null when there is none.</summary>
    public Account? Find(string name)
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        return Sql.Text(connection, null, "SELECT json FROM accounts WHERE name = $name", ("$name", name)) is { } json ? Read(json) : null;
    }

    /// <summary>Whether there are any.</summary>
    public bool Any()
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        return Sql.Value(connection, null, "SELECT 1 FROM accounts LIMIT 1") is not null;
    }

    /// <summary>All accounts, by name.</summary>
    public IReadOnlyList<Account> All()
    {
        using var connection = SqliteFile.OpenToRead(_store.File);
        return [.. Sql.Rows(connection, "SELECT json FROM accounts ORDER BY name", reader => Read(reader.GetString(0)))];
    }

    /// <summary>
    /// Changes an account: it is given as it is (null when there is none), and becomes what is returned (null to leave it as it was).
    /// </summary>
    /// <returns>The account as it is then; null when nothing was changed.</returns>
    /// <exception cref="NotDurableException">It could not be written.</exception>
    public Account? Change(string name, Func<Account?, Account?> change, Func<Account?, Account, AuditLine?> audit) =>
        Run(() => _store.Change((connection, transaction) =>
        {
            var json = Sql.Text(connection, transaction, "SELECT json FROM accounts WHERE name = $name", ("$name", name));
            var before = json is null ? null : Read(json);
            if (change(before) is not { } after) return ((Account?)null, (AuditLine?)null);
            Sql.Run(connection, transaction, "INSERT INTO accounts (name, json) VALUES ($name, $json) ON CONFLICT (name) DO UPDATE SET json = $json", ("$name", name), ("$json", Book.Write(after)));
            return ((Account?)after, audit(before, after));
        }));

    /// <summary>Adds a line to the audit log alone.</summary>
    public void Note(AuditLine line) => Run(() => _store.Change((_, _) => (0, line)));

    private static Account Read(string json) => JsonSerializer.Deserialize<Account>(json, Book.Json)!;

    private static T Run<T>(Func<T> change)
    {
        try
        {
            return change();
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new NotDurableException("accounts cannot be written: " + e.Message, e);
        }
    }
}
