using Shouldly;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Storage.Rollups;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Storage.Tests;

/// <summary>Sums of messages whose first receipt was of status unknown: those of the receipt that knew.</summary>
public sealed class SettledReceiptTests
{
    private const long Start = 1_772_409_600_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_are_those_without_the_receipts_of_status_unknown(bool cut)
    {
        var settled = Sum([.. Submits, .. Receipts(ReceiptStatus.Unknown, 300), .. Receipts(ReceiptStatus.Delivered, 5_000), .. Receipts(ReceiptStatus.Unknown, 6_000)], cut ? 15 : 40);

        settled.ShouldBe(Sum([.. Submits, .. Receipts(ReceiptStatus.Delivered, 5_000)], 20));
        (settled.Messages, settled.Receipted, settled.Delivered, settled.Instant, settled.Delay, settled.DelaySquares).ShouldBe((10, 10, 10, 0, 500, 25_000));
    }

    private static TrafficEvent[] Submits => [.. Enumerable.Range(1, 10).Select(i => Event(EventKind.Submit, i, 0))];

    private static TrafficEvent[] Receipts(ReceiptStatus status, int after) => [.. Enumerable.Range(1, 10).Select(i => Event(EventKind.Receipt, i, after) with { Status = status })];

    private static TrafficEvent Event(EventKind kind, int id, int after) => new()
    {
        Kind = kind,
        Time = Start + (id * 1000) + after,
        MessageKey = (ulong)id * 0x9E3779B97F4A7C15,
        Customer = 2,
        Destination = 393391234567,
        Price = float.NaN,
        Cost = float.NaN,
        Segments = 1,
    };

    // What was taken before the cut is saved and taken up again.
    private static RollupSums Sum(TrafficEvent[] events, int cut)
    {
        var (sums, tally, names) = (new RollupBuffer(), new TrafficTally(), new TrafficNames());
        names.Customers.Intern("acme"u8);
        var replay = new Replay(names, new NumberPlan(), new ScanOptions()) { Tally = tally };
        replay.Process(events.AsSpan(0, cut));
        using var saved = new MemoryStream();
        replay.Save(saved);
        saved.Position = 0;
        replay = Replay.Load(saved, new NumberPlan(), new ScanOptions());
        replay.Tally = tally;
        replay.Process(events.AsSpan(cut));
        foreach (var step in tally.Steps) sums.TryAdd(step, 100).ShouldBeTrue();
        return sums.Rows(replay.Names).Single().Value;
    }
}
