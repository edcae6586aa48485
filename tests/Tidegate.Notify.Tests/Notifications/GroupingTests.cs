using Shouldly;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Xunit;

namespace Tidegate.Notify.Tests.Notifications;

public sealed class GroupingTests
{
    private static readonly ChannelRules Rules = new() { Name = "hook" };
    private static readonly Notice Update = Samples.Notice(NoticeKind.Updated) with { Version = 9 };

    private static NoticeThread Thread(WaitingNotice? waiting = null) => new(1, "before", Severity.High, false, false, Samples.Now.AddMinutes(-1), waiting);

    [Fact]
    public void Judge_FirstNews_IsAnOpeningAtOnce() =>
        Judge(null, Update).ShouldBe(new GroupingVerdict(Silence.None, NoticeKind.Opened, Samples.Now));

    [Fact]
    public void Judge_BelowTheFloor_IsSilentUntilItRisesAndThenAnOpening()
    {
        var rules = Rules with { SeverityFloor = Severity.Critical };
        Grouping.Judge(null, Update, "x", rules, Samples.Now).Silence.ShouldBe(Silence.BelowFloor);
        Grouping.Judge(null, Update with { Severity = Severity.Critical }, "x", rules, Samples.Now).Kind.ShouldBe(NoticeKind.Opened);
    }

    [Fact]
    public void Judge_EndOfWhatWasNeverTold_IsSilent() =>
        Judge(null, Update with { Kind = NoticeKind.Resolved }).Silence.ShouldBe(Silence.NeverTold);

    [Fact]
    public void Judge_SameSubstance_IsSilent() => Grouping.Judge(Thread(), Update, "before", Rules, Samples.Now).Silence.ShouldBe(Silence.NothingNew);

    [Fact]
    public void Judge_OldVersion_IsSilent() => Judge(Thread(), Update with { Version = 1 }).Silence.ShouldBe(Silence.ToldBefore);

    [Fact]
    public void Judge_UpdateSoonAfter_WaitsForTheInterval() =>
        Judge(Thread(), Update).ShouldBe(new GroupingVerdict(Silence.None, NoticeKind.Updated, Samples.Now.AddMinutes(14)));

    [Fact]
    public void Judge_AnotherWaits_TakesItsPlaceAndItsTime() =>
        Judge(Thread(new WaitingNotice(NoticeKind.Updated, Samples.Now.AddMinutes(3))), Update).ShouldBe(new GroupingVerdict(Silence.None, NoticeKind.Updated, Samples.Now.AddMinutes(3), Replaces: true));

    [Fact]
    public void Judge_TheOpeningWaits_StaysAnOpening() =>
        Judge(Thread(new WaitingNotice(NoticeKind.Opened, Samples.Now)), Update).Kind.ShouldBe(NoticeKind.Opened);

    [Fact]
    public void Judge_SeverityRises_DoesNotWait() =>
        Judge(Thread(), Update with { Severity = Severity.Critical }).DueAt.ShouldBe(Samples.Now);

    [Fact]
    public void Judge_SomebodyTakesItOn_IsToldAtOnceAndOnce()
    {
        var takenOn = Update with { Incident = Update.Incident! with { AcknowledgedBy = "ann" } };
        Judge(Thread(), takenOn).ShouldBe(new GroupingVerdict(Silence.None, NoticeKind.Acknowledged, Samples.Now));
        Judge(Thread() with { TakenOn = true }, takenOn).Kind.ShouldBe(NoticeKind.Updated);
    }

    [Fact]
    public void Judge_End_DoesNotWaitAndIsToldOnce()
    {
        var end = Update with { Kind = NoticeKind.Resolved };
        Judge(Thread(new WaitingNotice(NoticeKind.Updated, Samples.Now.AddMinutes(3))), end).ShouldBe(new GroupingVerdict(Silence.None, NoticeKind.Resolved, Samples.Now, Replaces: true));
        Judge(Thread() with { Ended = true }, end).Silence.ShouldBe(Silence.NothingNew);
        Judge(Thread() with { Ended = true }, Update).Kind.ShouldBe(NoticeKind.Opened);
    }

    [Theory]
    [InlineData("2026-03-03T21:30:00Z", Severity.High, "2026-03-04T06:00:00Z")]
    [InlineData("2026-03-04T05:59:00Z", Severity.High, "2026-03-04T06:00:00Z")]
    [InlineData("2026-03-04T06:00:00Z", Severity.High, "2026-03-04T06:00:00Z")]
    [InlineData("2026-03-03T20:59:00Z", Severity.High, "2026-03-03T20:59:00Z")]
    [InlineData("2026-03-03T23:00:00Z", Severity.Critical, "2026-03-03T23:00:00Z")]
    [InlineData("2026-03-28T22:00:00Z", Severity.High, "2026-03-29T05:00:00Z")]
    [InlineData("2026-10-24T21:00:00Z", Severity.High, "2026-10-25T06:00:00Z")]
    public void Next_InAndOutOfQuietHours_IsNowOrTheirEndOnTheWallClock(string now, Severity severity, string expected)
    {
        var quiet = new QuietHours(new TimeOnly(22, 0), new TimeOnly(7, 0), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Severity.Critical);
        quiet.Next(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), severity)
            .ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Of_SmallGrowthOrARenewedBlock_IsTheSameSubstance()
    {
        string Of(IncidentNews news) => Substance.Of(NoticeWriter.Write(news, null, null, Samples.Now)!);
        var before = Of(Samples.News());
        Of(Samples.News(2, Samples.Incident(messages: 1300), Samples.Block() with { ExpiresAt = Samples.Now.AddHours(2) })).ShouldBe(before);
        Of(Samples.News(2, Samples.Incident(messages: 4000))).ShouldNotBe(before);
        Of(Samples.News(2, Samples.Incident(customers: ["acme", "beta"]))).ShouldNotBe(before);
        Of(Samples.News(2, null, Samples.Block() with { Action = Tidegate.Decisions.DecisionAction.Throttle })).ShouldNotBe(before);
    }

    private static GroupingVerdict Judge(NoticeThread? thread, Notice notice) => Grouping.Judge(thread, notice, "after", Rules, Samples.Now);
}
