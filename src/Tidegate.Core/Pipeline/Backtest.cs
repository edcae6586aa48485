using Tidegate.Decisions;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Replays the same traffic under two policies, side by side, and compares what they make of it.</summary>
public static class Backtest
{
    private const int BatchSize = 8192;

    /// <summary>Reads the source to its end (or until cancelled), once.</summary>
    /// <param name="source">The traffic.</param>
    /// <param name="names">Names behind the ids in its events; the networks of the number plan must be named in it.</param>
    /// <param name="options">What to look at. Its policy is not used.</param>
    /// <param name="before">The policy as it is.</param>
    /// <param name="after">The changed policy.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="sideBySide">Whether each policy has a thread of its own; else both share the caller's.</param>
    /// <param name="cancel">Ends it with what came out up to then.</param>
    public static BacktestReport Run(
        EventSource source,
        TrafficNames names,
        ScanOptions options,
        DecisionPolicy before,
        DecisionPolicy after,
        IProgress<ScanProgress>? progress = null,
        bool sideBySide = true,
        CancellationToken cancel = default)
    {
        var (first, second) = (new Side(names, options with { Policy = before }), new Side(names, options with { Policy = after }));
        var batch = new TrafficEvent[BatchSize];
        while (source.Read(batch) is var read and > 0)
        {
            if (sideBySide)
            {
                Parallel.Invoke(() => first.Replay.Process(batch.AsSpan(0, read)), () => second.Replay.Process(batch.AsSpan(0, read)));
            }
            else
            {
                first.Replay.Process(batch.AsSpan(0, read));
                second.Replay.Process(batch.AsSpan(0, read));
            }

            progress?.Report(new ScanProgress(second.Replay.Events, source.Report.BytesRead, source.Report.TotalBytes, second.Replay.Now, second.Replay.Incidents));
        }

        first.Replay.End();
        second.Replay.End();
        var (was, now) = (first.Replay.Report(source.Report, source.Reports), second.Replay.Report(source.Report, source.Reports));
        var count = new BacktestCount(first.Ledger, second.Ledger, names);
        return new BacktestReport
        {
            Counts = now.Counts,
            Sources = now.Sources,
            AttackMessages = count.AttackMessages,
            Before = count.Side(was, before, after: false),
            After = count.Side(now, after, after: true),
            OnlyBefore = [.. BacktestCount.Alone(first.Ledger, second.Ledger).Select(number => was.Incidents[number])],
            OnlyAfter = [.. BacktestCount.Alone(second.Ledger, first.Ledger).Select(number => now.Incidents[number])],
            CutShort = cancel.IsCancellationRequested,
        };
    }

    private sealed class Side
    {
        public Side(TrafficNames names, ScanOptions options) => Replay = new Replay(names, new NumberPlan(), options, Ledger);

        public ClaimLedger Ledger { get; } = new();

        public Replay Replay { get; }
    }
}
