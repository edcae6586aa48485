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
    public void AFewWrongTimes_AreAhead_NotLate()
    {
        var counts = Run([.. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, i)), _fed.Submit(50, 100 * Day), _fed.Receipt(50, (100 * Day) + 5), _fed.Submit(51, 100 * Day)]);

        (counts.Submissions, counts.Late, counts.Ahead, counts.AheadSubmissions, counts.LeapsBack).ShouldBe((50, 3, 3, 2, 0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(60)]
    public void AnOlderFile_AfterANewerOne_IsALeapBack(int days)
    {
        var counts = Run(OlderAfterNewer(days));

        (counts.Submissions, counts.LeapsBack).ShouldBe((100, 1));
        (counts.LeapFrom, counts.LeapTo).ShouldBe((At((days * Day) + 49), At(0)));
    }

    [Fact]
    public void ALeapForward_AndBack_IsToldOnce_WithTheFirstTimes()
    {
        var counts = Run([
            .. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, i)),
            .. Enumerable.Range(50, 20).Select(i => _fed.Submit(i, 26000 * Day)),
            .. Enumerable.Range(70, 50).Select(i => _fed.Submit(i, i)),
        ]);

        (counts.Submissions, counts.LeapsBack, counts.LeapFrom, counts.LeapTo).ShouldBe((120, 1, At(26000 * Day), At(70)));
    }

    [Fact]
    public void OneMoreLeapBack_KeepsTheFirstTimes()
    {
        var counts = Run([.. OlderAfterNewer(9), .. Enumerable.Range(100, 50).Select(i => _fed.Submit(i, (-5 * Day) + i))]);

        (counts.LeapsBack, counts.LeapFrom, counts.LeapTo).ShouldBe((2, At((9 * Day) + 49), At(0)));
    }

    [Fact]
    public void LateRecords_PausesAndWrongTimes_AreNoLeapBack()
    {
        var counts = Run([
            .. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, (4 * Day) + i)),
            .. Enumerable.Range(50, 40).Select(i => _fed.Submit(i, (3.1 * Day) + i)), // late by less than a day
            .. Enumerable.Range(90, 19).Select(i => _fed.Submit(i, i)), // too few to be believed
            _fed.Submit(109, (4 * Day) + 60),
            .. Enumerable.Range(110, 30).Select(i => _fed.Submit(i, (9 * Day) + i)),
            _fed.Submit(140, 9000 * Day),
            _fed.Submit(141, (9 * Day) + 200),
            .. Enumerable.Range(142, 5).Select(i => _fed.Submit(i, i)), // too few, at the end
        ]);

        (counts.LeapsBack, counts.LeapFrom, counts.LeapTo).ShouldBe((0, null, null));
        (counts.Submissions, counts.Late, counts.Ahead).ShouldBe((82, 65, 1));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)] // while those that lead back are held
    [InlineData(80)]
    public void ALeapBack_IsToldByARunInTwoParts(int cut)
    {
        TrafficEvent[] events = [.. OlderAfterNewer(3), _fed.Submit(100, 700 * Day), _fed.Submit(101, 700 * Day), _fed.Submit(102, 60)];
        var whole = Run(events);
        var part = new Replay(_fed.Names, new NumberPlan(), new ScanOptions());
        part.Process(events.AsSpan(0, cut));
        part = Reloaded(part);
        part.Process(events.AsSpan(cut));
        part = Reloaded(part);
        part.End();

        whole.LeapsBack.ShouldBe(1);
        whole.AheadSubmissions.ShouldBe(2);
        var told = Counts(part);
        (told.LeapsBack, told.LeapFrom, told.LeapTo, told.Ahead, told.AheadSubmissions).ShouldBe((whole.LeapsBack, whole.LeapFrom, whole.LeapTo, whole.Ahead, whole.AheadSubmissions));
    }

    [Fact]
    public void WhatIsHeld_GoesOnInARestoredReplay()
    {
        _replay.Process([_fed.Submit(0, 0), _fed.Submit(1, 2 * Day), _fed.Submit(2, (2 * Day) + 1)]);
        var restored = Reloaded(_replay);
        restored.End();

        (Counts(restored).Submissions, Counts(restored).Late).ShouldBe((3, 0));
    }

    private static Replay Reloaded(Replay replay)
    {
        using var saved = new MemoryStream();
        replay.Save(saved);
        saved.Position = 0;
        return Replay.Load(saved, new NumberPlan(), new ScanOptions());
    }

    private static DateTimeOffset At(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds(FedPartition.Start + (long)(seconds * 1000));

    private TrafficEvent[] OlderAfterNewer(int days) =>
        [.. Enumerable.Range(0, 50).Select(i => _fed.Submit(i, (days * Day) + i)), .. Enumerable.Range(50, 50).Select(i => _fed.Submit(i, i - 50))];

    private ScanCounts Run(TrafficEvent[] events)
    {
        _replay.Process(events);
        _replay.End();
        return Counts(_replay);
    }

    private static ScanCounts Counts(Replay replay) => replay.Report(new SourceReport("none", "none"), []).Counts;
}
