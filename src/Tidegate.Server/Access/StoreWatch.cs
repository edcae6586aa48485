using Microsoft.Data.Sqlite;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>Tells whether a database was changed, by this process or another, without reading it: SQLite's data_version.</summary>
internal sealed class StoreWatch(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private SqliteConnection? _connection;
    private long _seen = -1;

    /// <summary>
    /// Reads if it was changed since it was last read, and the first time. Who asks meanwhile waits until it has been read, for what
    /// it knows until then is old; a change that could not be read is read the next time.
    /// </summary>
    public void ReadChanged(Action read)
    {
        lock (_lock)
        {
            if (Version() is not { } version || version == _seen) return;
            read();
            _seen = version;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    private long? Version()
    {
        try
        {
            _connection ??= SqliteFile.OpenToRead(path);
            return Convert.ToInt64(Sql.Value(_connection, null, "PRAGMA data_version"));
        }
        catch (SqliteException)
        {
            // It cannot be told now: it is asked again the next time.
            _connection?.Dispose();
            _connection = null;
            _seen = -1;
            return null;
        }
    }
}
