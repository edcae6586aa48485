using Tidegate.Storage.ParquetFiles;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;

namespace Tidegate.Storage;

/// <summary>Opens the files that a user names: paths, globs, and "-" for standard input.</summary>
public static class EventFiles
{
    /// <summary>Name of standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Opens all files named, merged by event time.</summary>
    /// <param name="patterns">Paths; globs (`*`, `?`, `**`); "-" for standard input.</param>
    /// <param name="names">Where names are interned.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="cancel">Standard input ends when this is cancelled, also where nothing comes.</param>
    /// <returns>One source over all files, each of them streamed. <see cref="EventSource.Reports"/> has one report a file.</returns>
    /// <exception cref="TrafficSourceException">A file is missing or may not be read, a glob finds nothing, a format is unknown.</exception>
    public static EventSource Open(IEnumerable<string> patterns, TrafficNames names, ReadingOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new ReadingOptions();
        options = options with { Import = options.Import with { Run = new RunIds(options.Import.MaxRecords) } };
        var sources = new List<EventSource>();
        try
        {
            foreach (var path in FilePatterns.Expand(patterns)) sources.Add(OpenOne(path, names, options, cancel));
        }
        catch
        {
            foreach (var source in sources) source.Dispose();
            throw;
        }

        return sources.Count == 1 ? sources[0] : new MergedEventSource(sources);
    }

    private static EventSource OpenOne(string path, TrafficNames names, ReadingOptions options, CancellationToken cancel)
    {
        EventReader.CheckFormat(options.Format);
        options = options with { OpenParquet = ParquetSource.Open };
        if (path == StandardInput) return EventReader.Open(new InterruptibleInput(Console.OpenStandardInput(), cancel), path, names, options);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            long? length = file.CanSeek ? file.Length : null;
            return EventReader.Open(file, path, names, options, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message;
            throw new TrafficSourceException($"cannot open '{path}': {reason}", e);
        }
    }
}
