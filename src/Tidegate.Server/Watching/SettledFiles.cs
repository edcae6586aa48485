namespace Tidegate.Server.Watching;

/// <summary>Tells which files of a folder have stopped growing.</summary>
internal sealed class SettledFiles(string folder, TimeSpan settle, TimeProvider time)
{
    private static readonly string[] Unfinished = [".part", ".partial", ".tmp", ".filepart", ".crdownload"];

    private Dictionary<string, (FileStamp Stamp, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks once, and names the files that have not changed for long enough, oldest first.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<(string Path, FileStamp Stamp)> Look()
    {
        var now = time.GetTimestamp();
        var seen = new Dictionary<string, (FileStamp Stamp, long Since)>(StringComparer.Ordinal);
        var settled = new List<(string Path, FileStamp Stamp)>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(IsFinished))
        {
            if (FileStamp.Of(path) is not { } stamp) continue;
            var before = _seen.TryGetValue(path, out var known) && known.Stamp == stamp;
            seen[path] = (stamp, before ? known.Since : now);
            if (before && time.GetElapsedTime(known.Since, now) >= settle) settled.Add((path, stamp));
        }

        _seen = seen;
        return [.. settled.OrderBy(s => s.Stamp.Written).ThenBy(s => s.Path, StringComparer.Ordinal)];
    }

    private static bool IsFinished(string path)
    {
        var name = Path.GetFileName(path);
        return name[0] != '.' && !Unfinished.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>By what it is seen that a file has changed.</summary>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    /// <summary>The stamp now; null when the file is gone.</summary>
    public static FileStamp? Of(string path) => new FileInfo(path) is { Exists: true } info ? new FileStamp(info.Length, info.LastWriteTimeUtc) : null;
}
