using System.Globalization;
using System.Runtime.InteropServices;

namespace Tidegate.Storage.Live;

/// <summary>Snapshots in a folder, by journal position. One appears under its name whole or not at all.</summary>
internal sealed class SnapshotFolder(string folder)
{
    private const string Extension = ".snapshot";

    /// <summary>Snapshots kept: the newest, and one to fall back to.</summary>
    public const int Kept = 2;

    /// <summary>The snapshots, newest first.</summary>
    public IReadOnlyList<(long Position, string Path)> All()
    {
        Directory.CreateDirectory(folder);
        return [.. Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(path => (Position: long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1, Path: path))
            .Where(s => s.Position >= 0)
            .OrderByDescending(s => s.Position)];
    }

    /// <summary>Writes a snapshot: beside its place, flushed to disk, renamed, and the folder flushed too.</summary>
    public void Write(long position, Action<Stream> save)
    {
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{position}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                save(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(folder, position.ToString("D20", CultureInfo.InvariantCulture) + Extension), overwrite: true);
            Flush(folder);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Deletes what is older than the newest ones; returns the position up to which the journal is not needed any more.</summary>
    public long Trim()
    {
        foreach (var stale in Directory.EnumerateFiles(folder, ".*.tmp")) File.Delete(stale);
        var all = All();
        foreach (var (_, path) in all.Skip(Kept)) File.Delete(path);
        return all.Count < Kept ? 0 : all[Kept - 1].Position;
    }

    // A rename is durable only when the directory is; elsewhere than on Unix the file system sees to that.
    private static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Native.Open(directory, 0);
        if (descriptor < 0) return;
        _ = Native.Fsync(descriptor);
        _ = Native.Close(descriptor);
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(string path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}
