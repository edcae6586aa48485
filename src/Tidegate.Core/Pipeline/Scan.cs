using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Replays traffic causally through numbering, detection, incidents and decisions.</summary>
public static class Scan
{
    private const int BatchSize = 2048;

    /// <summary>Reads the source to its end (or until cancelled) and reports what was found.</summary>
    public static ScanReport Run(
        EventSource source,
        TrafficNames names,
        NumberPlan plan,
        ScanOptions options,
        IProgress<ScanProgress>? progress = null,
        CancellationToken cancel = default)
    {
        var replay = new Replay(names, plan, options);
        var batch = new TrafficEvent[BatchSize];
        for (int n; !cancel.IsCancellationRequested && (n = source.Read(batch)) > 0;)
        {
            replay.Process(batch.AsSpan(0, n));
            progress?.Report(new ScanProgress(replay.Events, source.Report.BytesRead, source.Report.TotalBytes, replay.Now, replay.Incidents));
        }

        return replay.Report(source.Report, source.Reports, cancel.IsCancellationRequested);
    }
}
