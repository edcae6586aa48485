namespace Tidegate.Output;

/// <summary>
/// An output file that appears under its name whole or not at all: written beside it, flushed to disk, then renamed.
/// Opened before the work begins, so that a place that cannot be written is known at once.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;
    private Stream? _stream;

    private AtomicFile(string path, string? temporary, Stream stream)
    {
        _path = path;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>Opens a file for writing, or standard output where the path is "-" or /dev/stdout.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static AtomicFile OpenOrStandardOutput(string path, string what) =>
        OutputPaths.IsStandardOutput(path) ? new AtomicFile("standard output", null, Console.OpenStandardOutput()) : Open(path, what);

    /// <summary>Opens a file for writing.</summary>
    /// <param name="path">Where it is to appear; an existing file is replaced, a device or a pipe is written to directly.</param>
    /// <param name="what">What it is, for errors: "JSON report".</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static AtomicFile Open(string path, string what)
    {
        if (path.Length == 0) throw new UserErrorException($"cannot write the {what} to '': expected the name of a file");
        try
        {
            var full = Path.GetFullPath(path);
            if (Directory.Exists(full)) throw new UserErrorException($"cannot write the {what} to '{path}': it is a directory, expected a file name");
            if (Device(full) is { } device) return new AtomicFile(path, null, device);
            full = OutputPaths.Target(full);
            var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
            return new AtomicFile(full, temporary, new FileStream(temporary, FileMode.Create, FileAccess.Write));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Cannot(path, what, error);
        }
    }

    /// <summary>The stream of what is no file of a disk; null for one that is, or is not there yet.</summary>
    private static FileStream? Device(string full)
    {
        // Links of /dev and /proc lead to names that are no paths ("pipe:[123]"), so they are not followed.
        if (OutputPaths.IsDevice(full)) return new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (OperatingSystem.IsWindows() || !File.Exists(full)) return null;
        try
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek) return stream;
            stream.Dispose();
        }
        catch (UnauthorizedAccessException)
        {
            // A file that may not be written may still be replaced.
        }

        return null;
    }

    /// <summary>Writes the content and gives the file its name.</summary>
    /// <exception cref="UserErrorException">The disk is full, or the file cannot be written for another reason.</exception>
    public void Write(string what, Action<Stream> write)
    {
        var stream = _stream ?? throw new InvalidOperationException("already written");
        try
        {
            write(stream);
            if (_temporary is not null && stream is FileStream file) file.Flush(flushToDisk: true);
            else stream.Flush();
            stream.Dispose();
            _stream = null;
            if (_temporary is not null) File.Move(_temporary, _path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Cannot(_path, what, error);
        }
    }

    /// <summary>Takes away what was not given its name.</summary>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException)
        {
            // A full disk refuses the last flush too; Write has said so, or the content is not wanted any more.
        }

        if (_temporary is not null) File.Delete(_temporary);
    }

    private static UserErrorException Cannot(string path, string what, Exception error) =>
        new($"cannot write the {what} to '{path}': {error.Message.TrimEnd('.')}; expected a file in a writable directory with space left", error);
}
