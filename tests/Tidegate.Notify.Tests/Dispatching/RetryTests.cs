using CsCheck;
using Shouldly;
using Tidegate.Notify.Dispatching;
using Tidegate.Notify.Tests;
using Xunit;

namespace Tidegate.Notify.Tests.Dispatching;

public sealed class RetryTests
{
    private static readonly double[] Seconds = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

    [Fact]
    public void After_EachAttempt_IsThePublishedDelayGiveOrTakeATenth() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 5, 30], Gen.Int[1, 9]).Sample((id, attempt) =>
            RetrySchedule.After(id, attempt, null) is { } delay && Math.Abs(delay.TotalSeconds / Seconds[attempt - 1] - 1) <= 0.1);

    [Fact]
    public void After_LastAttempt_IsNever() => RetrySchedule.After("msg_1", 10, TimeSpan.FromSeconds(1)).ShouldBeNull();

    [Fact]
    public void After_DifferentMessages_AreSpread() =>
        Enumerable.Range(0, 100).Select(i => RetrySchedule.After("msg_" + i, 3, null)).Distinct().Count().ShouldBeGreaterThan(90);

    [Fact]
    public void After_ReceiverAsks_WaitsAsLongButNoLongerThanADay()
    {
        RetrySchedule.After("msg_1", 1, TimeSpan.FromMinutes(7)).ShouldBe(TimeSpan.FromMinutes(7));
        RetrySchedule.After("msg_1", 1, TimeSpan.FromDays(4000)).ShouldBe(TimeSpan.FromDays(1));
        RetrySchedule.After("msg_1", 1, TimeSpan.FromSeconds(-5))!.Value.TotalSeconds.ShouldBe(5, 0.5);
    }

    [Fact]
    public async Task Send_ReceiverIsDeadForDays_IsTriedTenTimesThenGivenUpAndReplayedUnderTheSameId()
    {
        await using var receiver = await HttpReceiver.StartAsync(500);
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)) with { DisableAfter = TimeSpan.FromDays(20) });
        bench.Tell(Samples.News());
        await bench.RunForAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1));
        await bench.RunForAsync(TimeSpan.FromDays(4), TimeSpan.FromMinutes(10));
        receiver.Requests.Count.ShouldBe(10);
        receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Count().ShouldBe(1);
        var dead = bench.Scratch.Outbox.DeadMessages().ShouldHaveSingleItem();
        dead.Error.ShouldBe("HTTP 500");
        dead.Attempts.ShouldBe(10);
        receiver.Answer = c => { c.Response.StatusCode = 200; return Task.CompletedTask; };
        bench.Scratch.Outbox.Replay(dead.MessageId, bench.Clock.GetUtcNow()).ShouldBeTrue();
        await bench.Notifier.PumpAsync();
        receiver.Requests.Last().Headers["webhook-id"].ShouldBe(dead.MessageId);
        bench.Scratch.Outbox.DeadMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_TooManyRequests_LeavesTheWholeChannelAloneForAsLongAsAsked()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = c =>
        {
            c.Response.StatusCode = receiver.Requests.Count == 1 ? 429 : 200;
            c.Response.Headers.RetryAfter = "90";
            return Task.CompletedTask;
        };
        using var bench = new Bench(Bench.Webhooks(("hook", receiver.Url)));
        bench.Tell(Samples.News());
        await bench.Notifier.PumpAsync();
        bench.Tell(Samples.News(2, Samples.Incident("i2")));
        await bench.RunForAsync(TimeSpan.FromSeconds(89), TimeSpan.FromSeconds(1));
        receiver.Requests.Count.ShouldBe(1);
        await bench.RunForAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        receiver.Requests.Count.ShouldBe(3);
        bench.Notifier.Counts.Delivered.ShouldBe(2);
    }

    [Fact]
    public async Task Send_MoreThanTheRate_GoesOutAtTheRate()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        var settings = Bench.Webhooks(("hook", receiver.Url));
        using var bench = new Bench(settings with { Channels = [settings.Channels[0] with { Rate = 2 }] });
        for (var i = 0; i < 10; i++) bench.Tell(Samples.News(1, Samples.Incident("i" + i)));
        await bench.Notifier.PumpAsync();
        receiver.Requests.Count.ShouldBe(2);
        await bench.RunForAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        receiver.Requests.Count.ShouldBe(6);
        await bench.RunForAsync(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        receiver.Requests.Count.ShouldBe(10);
    }
}
