using Shouldly;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Traffic that pauses for more than a day loses nothing; a clock that is wrong makes nothing else late.</summary>
public sealed class PauseTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;

    private readonly FedPartition _fed = new();
    private readonly Replay _replay;

    public PauseTests() => _replay = new Replay(_fed.Names, new NumberPlan(), new ScanOptions());

    [Theory]
    [InlineData(25 * Hour)]
    [InlineData(2 * Day)]
    [InlineData(30 * Day)]
    public void MessagesThatComeLessThanDaily_AreAllTaken(double apart)
    {
        var counts = Run([.. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, i * apart))]);

        (counts.Submissions, counts.Late).ShouldBe((50, 0));
    }

    [Fact]
    public void FewMessages_AfterAPause_AtTheEnd_AreTaken_WithTheirReceipts()
    {
        var counts = Run([
            .. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, i)),
            .. Enumerable.Range(50, 9).Select(i => _fed.Submit(i, (2 * Day) + i)),
            _fed.Receipt(58, (2 * Day) + 70),
        ]);

        (counts.Submissions, counts.Receipts, counts.Late, counts.Orphans).ShouldBe((59, 1, 0, 0));
        counts.To.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(_fed.Submit(58, (2 * Day) + 58).Time));
    }

    [Fact]
    public void AnOlderFile_AfterANewerOne_IsTakenWhole()
    {
        var counts = Run([.. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, (60 * Day) + i)), .. Enumerable.Range(50, 50).Select(i => _fed.Submit(i, i))]);

        (counts.Submissions, counts.Late).ShouldBe((100, 0));
    }

    [Fact]
    public void AFewWrongTimes_AtTheEnd_AreLate_AndMoveNothing()
    {
        var counts = Run([.. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, i)), _fed.Submit(50, 3000 * Day), _fed.Submit(51, 3001 * Day)]);

        (counts.Submissions, counts.Late).ShouldBe((50, 2));
        counts.To.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(_fed.Submit(49, 49).Time));
    }

    [Fact]
    public void WhatIsHeld_GoesOnInARestoredReplay()
    {
        _replay.Process([_fed.Submit(0, 0), _fed.Submit(1, 2 * Day), _fed.Submit(2, (2 * Day) + 1)]);
        using var saved = new MemoryStream();
        _replay.Save(saved);
        saved.Position = 0;
        var restored = Replay.Load(saved, new NumberPlan(), new ScanOptions());
        restored.End();

        (Counts(restored).Submissions, Counts(restored).Late).ShouldBe((3, 0));
    }

    private ScanCounts Run(TrafficEvent[] events)
    {
        _replay.Process(events);
        _replay.End();
        return Counts(_replay);
    }

    private static ScanCounts Counts(Replay replay) => replay.Report(new SourceReport("none", "none"), []).Counts;
}
