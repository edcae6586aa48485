using Microsoft.Data.Sqlite;

namespace Tidegate.Storage.Live;

/// <summary>Opening SQLite files the one way that survives losing power: WAL, every commit flushed to disk.</summary>
internal static class SqliteFile
{
    /// <summary>Opens a file for writing, and creates it when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">Statements that create what is missing.</param>
    /// <param name="busy">How long a lock of another process is waited for.</param>
    public static SqliteConnection Open(string path, string schema, TimeSpan busy)
    {
        MakeForOwnerAlone(path);
        // The library tries again by itself for as long as this, in whole seconds; 0 would be for ever.
        var patience = Math.Max(1, (int)Math.Ceiling(busy.TotalSeconds));
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = patience }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {(int)busy.TotalMilliseconds}");
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL");
            Execute(connection, schema);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading only.</summary>
    public static SqliteConnection OpenToRead(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        return connection;
    }

    // SQLite gives its other files the rights of the first. One that is there keeps the rights that its owner gave it.
    private static void MakeForOwnerAlone(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path) || Directory.Exists(path)) return;
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
    }

    /// <summary>Runs a statement.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // statements of our own, no value of anybody's in them
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
