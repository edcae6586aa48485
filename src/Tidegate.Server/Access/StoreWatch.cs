using Microsoft.Data.Sqlite;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Access;

/// <summary>Tells whether a database was changed, by this process or another, without reading it: SQLite's data_version.</summary>
internal sealed class StoreWatch(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private SqliteConnection? _connection;
    private long _seen = -1;

    /// <summary>Whether it was changed since it was last asked; the first time it was.</summary>
    public bool HasChanged()
    {
        lock (_lock)
        {
            try
            {
                _connection ??= SqliteFile.OpenToRead(path);
                var version = Convert.ToInt64(Sql.Value(_connection, null, "PRAGMA data_version"));
                if (version == _seen) return false;
                _seen = version;
                return true;
            }
            catch (SqliteException)
            {
                // It cannot be told now: it is asked again the next time.
                _connection?.Dispose();
                _connection = null;
                _seen = -1;
                return false;
            }
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
}
