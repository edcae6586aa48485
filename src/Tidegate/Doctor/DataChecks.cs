using System.Globalization;
using Microsoft.Data.Sqlite;
using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;

namespace Tidegate.Doctor;

/// <summary>Looks at the data directory without changing what is in it; a running service is not disturbed.</summary>
internal static class DataChecks
{
    private const long LeastFree = 1L << 30;
    private const long ComfortablyFree = 5L << 30;
    private const int GigabyteBits = 30;

    /// <summary>All findings about the data.</summary>
    public static IEnumerable<Finding> Look(EngineOptions options, TimeProvider time)
    {
        var data = Path.GetFullPath(options.Data);
        if (!Directory.Exists(data))
        {
            yield return new Finding(Health.Doubtful, "data directory", $"{data} is not there", "the first start of 'tidegate serve' makes it; if there should be data, name its directory with --data");
            yield return FreeDisk(data);
            yield break;
        }

        yield return Writable("data directory", data);
        yield return FreeDisk(data);
        yield return Database(Path.Combine(data, "journal.db"), "journal", "SELECT COUNT(*) FROM journal", "entries");
        yield return Database(Path.Combine(data, "cases.db"), "cases", "SELECT COUNT(*) FROM documents", "documents");
        yield return Clock(Path.Combine(data, "journal.db"), time);
        yield return Snapshots(Path.Combine(data, "snapshots"), options);
    }

    /// <summary>Whether a service runs on the data now.</summary>
    public static bool IsInUse(string data)
    {
        var path = Path.Combine(data, "lock");
        if (!File.Exists(path)) return false;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Whether a directory can be written.</summary>
    public static Finding Writable(string subject, string directory)
    {
        var probe = Path.Combine(directory, $".doctor-{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding(Health.Good, subject, $"{directory} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding(Health.Bad, subject, $"{directory} cannot be written: {e.Message}", "make the account of the service its owner, and see that the disk is neither full nor mounted read-only");
        }
    }

    private static Finding FreeDisk(string data)
    {
        var there = data;
        while (!Directory.Exists(there)) there = Path.GetDirectoryName(there)!;
        var free = new DriveInfo(there).AvailableFreeSpace;
        var text = $"{(free / (double)(1L << GigabyteBits)).ToString("0.0", CultureInfo.InvariantCulture)} GiB free";
        return free < LeastFree ? new Finding(Health.Bad, "disk", text, "free some: when the disk is full events are refused with 503; journal.retention shortens what is kept")
            : free < ComfortablyFree ? new Finding(Health.Doubtful, "disk", text, "100,000 events take some 10 MB of journal: see that a few days fit, or shorten journal.retention")
            : new Finding(Health.Good, "disk", text);
    }

    private static Finding Database(string path, string subject, string count, string what)
    {
        if (!File.Exists(path)) return new Finding(Health.Doubtful, subject, $"{path} is not there yet", "nothing, if the service never ran on this data; else bring it back from a backup");
        try
        {
            using var connection = SqliteFile.OpenToRead(path);
            var told = Scalar(connection, "PRAGMA quick_check(1)");
            return told == "ok"
                ? new Finding(Health.Good, subject, $"{path} is whole, {Phrases.Count(long.Parse(Scalar(connection, count), CultureInfo.InvariantCulture))} {what}")
                : Damaged(told);
        }
        catch (SqliteException e)
        {
            return Damaged(e.Message);
        }

        Finding Damaged(string how) => new(Health.Bad, subject, $"{path} is damaged: {how}", $"stop the service, keep a copy of the whole directory, then: sqlite3 {path} .recover | sqlite3 recovered.db; check the disk");
    }

    private static Finding Clock(string journal, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var text = $"it is {Phrases.Time(now)} UTC";
        const string remedy = "set the clock and keep it by NTP (chrony or systemd-timesyncd)";
        if (now.Year < 2026) return new Finding(Health.Bad, "clock", text, remedy);
        try
        {
            if (!File.Exists(journal)) return new Finding(Health.Good, "clock", text);
            using var connection = SqliteFile.OpenToRead(journal);
            var last = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Scalar(connection, "SELECT COALESCE(MAX(at), 0) FROM journal"), CultureInfo.InvariantCulture));
            return last > now.AddMinutes(1)
                ? new Finding(Health.Bad, "clock", $"{text}, but the journal was written at {Phrases.Time(last)}", remedy)
                : new Finding(Health.Good, "clock", text + ", after all that the journal holds");
        }
        catch (SqliteException)
        {
            return new Finding(Health.Good, "clock", text); // the journal's own finding says what is wrong with it
        }
    }

    private static Finding Snapshots(string folder, EngineOptions options)
    {
        var all = Directory.Exists(folder) ? new SnapshotFolder(folder).All() : [];
        if (all.Count == 0) return new Finding(Health.Good, "snapshots", "none yet: a start replays the whole journal");
        var refused = new List<string>();
        foreach (var (position, path) in all)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
                LivePartition.Load(file, new NumberPlan(), new ScanOptions { Detection = options.Detection }, new Enforcer());
                return refused.Count == 0
                    ? new Finding(Health.Good, "snapshots", $"the newest, at position {position}, can be read")
                    : new Finding(Health.Doubtful, "snapshots", $"{string.Join("; ", refused)}; that at position {position} can be read", "nothing at once: a start takes the one before and replays the journal; check the disk");
            }
            catch (Exception e) when (e is SnapshotException or IOException or UnauthorizedAccessException)
            {
                refused.Add($"{path} cannot be read: {e.Message}");
            }
        }

        return new Finding(Health.Bad, "snapshots", string.Join("; ", refused), "move them away: a start then replays the journal, as far back as it goes; check the disk");
    }

    private static string Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // statements of our own, no value of anybody's in them
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }
}
