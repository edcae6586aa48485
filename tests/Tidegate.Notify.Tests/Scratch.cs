using Microsoft.Data.Sqlite;
using Tidegate.Storage.Outbox;

namespace Tidegate.Notify.Tests;

/// <summary>A folder of its own for a test, with an outbox in it.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch()
    {
        Folder = Directory.CreateTempSubdirectory("tidegate-notify-").FullName;
        Outbox = new NotificationOutbox(Database);
    }

    public string Folder { get; }

    public string Database => Path.Combine(Folder, "cases.db");

    public NotificationOutbox Outbox { get; }

    /// <summary>Does something in a transaction and commits it.</summary>
    public T Commit<T>(Func<SqliteConnection, SqliteTransaction, T> work)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        var result = work(connection, transaction);
        transaction.Commit();
        return result;
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database}");
        connection.Open();
        return connection;
    }

    public T Ask<T>(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
