using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Replays traffic causally through numbering, detection, incidents and decisions.</summary>
public static class Scan
{
    private const int BatchSize = 2048;
    private const int PrefetchAhead = 16;

    /// <summary>Reads the source to its end (or until cancelled) and reports what was found.</summary>
    public static ScanReport Run(
        EventSource source,
        TrafficNames names,
        NumberPlan plan,
        ScanOptions options,
        IProgress<ScanProgress>? progress = null,
        CancellationToken cancel = default)
    {
        var partition = new Partition(options.Detection, names, plan);
        var desk = new Desk(partition, plan, options.Policy) { Pictures = options.Pictures };
        var filter = new ScanFilter(options, names);
        var batch = new TrafficEvent[BatchSize];
        long events = 0;
        for (int n; !cancel.IsCancellationRequested && (n = source.Read(batch)) > 0;)
        {
            n = filter.Apply(batch.AsSpan(0, n));
            for (var i = 0; i < n; i++)
            {
                if (i % PrefetchAhead == 0) partition.Prefetch(batch.AsSpan(i, Math.Min(PrefetchAhead, n - i)));
                desk.Handle(partition.Take(batch[i]));
            }

            events += n;
            progress?.Report(new ScanProgress(events, source.Report.BytesRead, source.Report.TotalBytes, DateTimeOffset.FromUnixTimeMilliseconds(partition.Now), desk.Incidents.Count));
        }

        return Report(source, partition, desk, filter, cancel.IsCancellationRequested);
    }

    private static ScanReport Report(EventSource source, Partition partition, Desk desk, ScanFilter filter, bool cutShort)
    {
        var counts = partition.Counts;
        return new ScanReport
        {
            Counts = new ScanCounts
            {
                Records = source.Report.Records,
                Submissions = counts.Submissions,
                Receipts = counts.Receipts,
                Conversions = counts.Conversions,
                Bad = source.Report.BadRecordCount,
                Duplicates = counts.Duplicates,
                Late = counts.Late,
                Orphans = counts.Orphans,
                Filtered = filter.Filtered,
                Overflowed = partition.Overflowed,
                From = counts.Submissions == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(counts.From),
                To = counts.Submissions == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(counts.To),
                Cost = counts.Cost,
            },
            Sources = source.Reports,
            Incidents = desk.ReportIncidents(),
            Decisions = desk.ReportDecisions(),
            FeedHealth = FeedNotices.Of(partition),
            CutShort = cutShort,
        };
    }
}
