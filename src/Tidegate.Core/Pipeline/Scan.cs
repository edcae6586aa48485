using Tidegate.Detection;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Replays traffic causally through numbering, detection, incidents and decisions.</summary>
public static class Scan
{
    private const int BatchSize = 4096;
    private const int Batches = 16;

    /// <summary>
    /// Reads the source to its end (or until cancelled) and reports what was found. Two threads: one reads and tells what
    /// came before, the other weighs.
    /// </summary>
    public static ScanReport Run(
        EventSource source,
        TrafficNames names,
        NumberPlan plan,
        ScanOptions options,
        IProgress<ScanProgress>? progress = null,
        CancellationToken cancel = default) => Run(source, names, plan, options, new ScanTap(), progress, cancel);

    /// <summary>The same, with what the traffic adds up to handed on.</summary>
    internal static ScanReport Run(EventSource source, TrafficNames names, NumberPlan plan, ScanOptions options, ScanTap tap, IProgress<ScanProgress>? progress, CancellationToken cancel)
    {
        var replay = new Replay(names, plan, options) { Tally = tap.Tally };
        using (var arrived = new ReadAhead<Batch>("tidegate arrive", [.. Enumerable.Range(0, Batches).Select(static _ => new Batch())], batch => batch.Fill(source, replay), cancel))
        {
            while (arrived.TryTake(out var batch, out _))
            {
                replay.Weigh(batch.Events.AsSpan()[batch.Taken], batch.Arrivals.AsSpan()[batch.Taken]);
                tap.HandOn();
                progress?.Report(new ScanProgress(replay.Events, source.Report.BytesRead, source.Report.TotalBytes, replay.Now, replay.Incidents));
            }
        }

        return replay.Report(source.Report, source.Reports, cancel.IsCancellationRequested);
    }

    private sealed class Batch
    {
        public TrafficEvent[] Events { get; } = new TrafficEvent[FarEvents.Most + BatchSize];

        public Arrival[] Arrivals { get; } = new Arrival[FarEvents.Most + BatchSize];

        /// <summary>Where in both the events lie that are to be weighed.</summary>
        public Range Taken { get; private set; }

        /// <summary>Reads the next events, at the end those that were held, and returns how many.</summary>
        public int Fill(EventSource source, Replay replay)
        {
            var read = source.Read(Events.AsSpan(FarEvents.Most));
            if (read > 0)
            {
                Taken = replay.Arrive(Events.AsSpan(0, FarEvents.Most + read), Arrivals);
                return read;
            }

            Taken = replay.ArriveLast(Events, Arrivals);
            return Taken.End.Value;
        }
    }
}
