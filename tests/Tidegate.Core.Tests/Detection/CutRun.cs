using Tidegate.Decisions;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Detection;

/// <summary>What was taken once more, in one piece, and in two with what is saved between them.</summary>
internal static class CutRun
{
    /// <summary>The decisions of both, cut at a second since the start.</summary>
    public static (IReadOnlyList<StandingDecision> Whole, IReadOnlyList<StandingDecision> Parts) Of(FedPartition fed, int second)
    {
        TrafficEvent[] events = [.. fed.Taken!];
        var cut = Array.FindIndex(events, e => e.Time >= FedPartition.Start + (second * 1000L));
        var whole = new Replay(fed.Names, new NumberPlan(), new ScanOptions());
        whole.Process(events);
        var part = new Replay(fed.Names, new NumberPlan(), new ScanOptions());
        part.Process(events.AsSpan(0, cut));
        using var saved = new MemoryStream();
        part.Save(saved);
        saved.Position = 0;
        part = Replay.Load(saved, new NumberPlan(), new ScanOptions());
        part.Process(events.AsSpan(cut));
        return (whole.Desk.Decisions, part.Desk.Decisions);
    }
}
