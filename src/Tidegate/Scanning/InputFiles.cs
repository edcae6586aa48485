using Tidegate.Output;
using Tidegate.Reporting;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>Opens what the user named, and tells a scan of nothing from a scan that found nothing.</summary>
internal static class InputFiles
{
    /// <summary>One source over all files, read ahead on a thread of its own.</summary>
    /// <exception cref="TrafficSourceException">A file is missing or may not be read, or the format is not known.</exception>
    public static EventSource Open(ScanRequest request, TrafficNames names, CancellationToken cancel) =>
        new BackgroundEventSource(EventFiles.Open(request.Files, names, new ReadingOptions { Format = request.Format, Import = request.Import }, cancel), cancel: cancel);

    /// <summary>Refuses a result that rests on nothing: files that are no traffic at all, or of which no record could be read.</summary>
    /// <exception cref="UserErrorException">Names the first such file and what was wrong with it.</exception>
    public static void CheckReadable(IReadOnlyList<SourceReport> sources, bool cutShort)
    {
        if (cutShort) return;
        foreach (var source in sources)
        {
            var empty = (source.TotalBytes ?? source.BytesRead) == 0;
            if (empty || source.BadRecords.Count == 0 || source.BadRecordCount < source.Records) continue;
            var bad = source.BadRecords[0];
            var value = bad.Value.Length > 0 ? $" ('{bad.Value}')" : "";
            throw new UserErrorException(source.Format is "unknown" || source.Records <= 1
                ? $"cannot read '{source.Source}': {bad.Reason}{value}"
                : $"cannot read '{source.Source}' as {source.Format}: none of its {Phrases.Count(source.Records)} records is usable; line {bad.Line}: {bad.Reason}{value}");
        }
    }
}
