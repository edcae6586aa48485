using Tidegate.Output;
using Tidegate.Reporting;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>Opens what the user named, and tells a scan of nothing from a scan that found nothing.</summary>
internal static class InputFiles
{
    /// <summary>One source over all files, read ahead on a thread of its own.</summary>
    /// <exception cref="TrafficSourceException">
    /// A file is missing or may not be read, or the format is not known. While reading: a file has more records to be put in order than are held.
    /// </exception>
    public static EventSource Open(ScanRequest request, TrafficNames names, CancellationToken cancel) =>
        new BackgroundEventSource(EventFiles.Open(request.Files, names, new ReadingOptions { Format = request.Format, Import = request.Import, Order = request.Order }, cancel), cancel: cancel);

    /// <summary>
    /// Refuses a result that rests on nothing: files that are no traffic at all, or of which no record could be read. Where
    /// others could, those that could not are told on standard error.
    /// </summary>
    /// <exception cref="UserErrorException">Nothing could be read: names the first file and what was wrong with it.</exception>
    public static void CheckReadable(IReadOnlyList<SourceReport> sources, bool cutShort)
    {
        if (cutShort) return;
        var unread = sources.Where(IsUnread).ToList();
        if (unread.Count > 0 && unread.Count == sources.Count(source => !IsEmpty(source))) throw new UserErrorException(Fault(unread[0]));
        foreach (var source in unread) Errors.Say(Fault(source) + "; it was left out, the other files were read");
    }

    /// <summary>Refuses a result that leaves out a file: one that is no traffic at all, or of which no record could be read.</summary>
    /// <exception cref="UserErrorException">Names the first such file and what was wrong with it.</exception>
    public static void CheckEach(IReadOnlyList<SourceReport> sources)
    {
        if (sources.FirstOrDefault(IsUnread) is { } source) throw new UserErrorException(Fault(source));
    }

    /// <summary>Refuses a result without a submission, unless all there were had come before, too late, or were left out as asked.</summary>
    /// <exception cref="UserErrorException">Says how many records there were, and what was wrong with the first bad one.</exception>
    public static void CheckSubmissions(ScanReport report)
    {
        var counts = report.Counts;
        if (report.CutShort || report.Sources.All(IsEmpty) || counts.Records == 0) return;
        if (counts.Submissions + counts.Duplicates + counts.Late + counts.Filtered > 0) return;
        var others = counts.Orphans > 0 ? $", {Phrases.Count(counts.Orphans, "receipt or conversion", "receipts and conversions")} without a submission, which cannot be scanned alone" : "";
        var bad = report.Sources.SelectMany(s => s.BadRecords).Select(b => $"; '{b.Source}' line {b.Line}: {b.Reason}{Value(b)}").FirstOrDefault("");
        throw new UserErrorException(
            $"nothing to scan: not one submission could be read of {Phrases.Count(counts.Records, "record", "records")} ({Phrases.Count(counts.Bad)} bad{others}){bad}");
    }

    /// <summary>
    /// Says on standard error what a scan could not use: the rest of files that break off, submissions that came too late,
    /// could not be read, or were all left out, times that went back, and what was not read when the scan was stopped.
    /// </summary>
    /// <param name="sources">The files.</param>
    /// <param name="counts">What was read of them.</param>
    /// <param name="cutShort">Whether it was stopped.</param>
    /// <param name="order">In which order the records were taken.</param>
    /// <param name="done">What was done with them: "scanned".</param>
    /// <returns>Whether it was so much that finding nothing says nothing.</returns>
    public static bool SayUnused(IReadOnlyList<SourceReport> sources, ScanCounts counts, bool cutShort, ReadingOrder order, string done = "scanned")
    {
        foreach (var source in sources.Where(source => source.Broken is not null && !IsUnread(source)))
            Errors.Say($"'{source.Source}' could not be read to its end: {source.Broken}; what came before was {done}");
        if (cutShort) Errors.Say($"cut short after {Phrases.Count(counts.Records, "record", "records")}: what comes behind them was not {done}");
        var use = InputUse.Of(counts);
        if (use.Kind != InputUseKind.Whole) Errors.Say($"{use.Text}{Remedy(sources, counts, order)}");
        if (InputUse.LeapsBack(counts) is { Length: > 0 } leaps && !use.Text.EndsWith(leaps, StringComparison.Ordinal)) Errors.Say(leaps);
        return cutShort || use.Kind == InputUseKind.TooLittle;
    }

    private static string Remedy(IReadOnlyList<SourceReport> sources, ScanCounts counts, ReadingOrder order)
    {
        // Files are merged by time: sorted ones have nothing that is late, or goes back.
        var late = order == ReadingOrder.Sorted ? ""
            : counts.LeapsBack > 0 ? "; sort the records by time, the oldest first (--sort does it), and scan again"
            : counts.LateSubmissions > counts.AheadSubmissions ? "; sort the records by time, the oldest first (--sort does it), or allow for more with --lateness, and scan again"
            : "";
        // No order of the records helps these.
        if (InputUse.TellsAhead(counts) && counts.LeapsBack == 0) late += "; where the times far ahead are right, scan those records alone (--since)";
        var bad = counts.Bad > counts.BadOther ? sources.SelectMany(s => s.BadRecords).Select(b => $"; the first bad record: '{b.Source}' line {b.Line}: {b.Reason}{Value(b)}").FirstOrDefault("") : "";
        return late + bad;
    }

    private static string Value(BadRecord bad) => bad.Value.Length > 0 ? $" ('{bad.Value}')" : "";

    private static bool IsUnread(SourceReport source) => !IsEmpty(source) && source.BadRecords.Count > 0 && source.BadRecordCount >= source.Records;

    private static string Fault(SourceReport source)
    {
        var bad = source.BadRecords[0];
        return source.Format is "unknown" || source.Records <= 1
            ? $"cannot read '{source.Source}': {bad.Reason}{Value(bad)}"
            : $"cannot read '{source.Source}' as {source.Format}: none of its {Phrases.Count(source.Records)} records is usable; line {bad.Line}: {bad.Reason}{Value(bad)}";
    }

    private static bool IsEmpty(SourceReport source) =>
        source is { Records: 0, BadRecordCount: 0, Broken: null };
}
