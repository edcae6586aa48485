using Microsoft.Data.Sqlite;
using Shouldly;
using Tidegate.Notifications;
using Tidegate.Notify.Dispatching;
using Tidegate.Storage.Outbox;
using Xunit;

namespace Tidegate.Notify.Tests.Outbox;

/// <summary>What is promised of the outbox: with the incident or not at all, never lost, at least once, in order.</summary>
public sealed class OutboxTests
{
    private static readonly ChannelRules Rules = new() { Name = "hook" };
    private static readonly TimeSpan Hold = Dispatcher.LeaseTime;

    [Fact]
    public void Enqueue_CallerRollsBack_NothingIsThere()
    {
        using var scratch = new Scratch();
        using (var connection = scratch.Open())
        using (var transaction = connection.BeginTransaction())
        {
            NotificationOutbox.Enqueue(connection, transaction, Rules, Samples.Notice(), Samples.Now).ShouldBe(Silence.None);
            transaction.Rollback();
        }

        scratch.Outbox.Lease("hook", Samples.Now, Hold).ShouldBeNull();
        Put(scratch, Samples.Notice()).ShouldBe(Silence.None);
        scratch.Outbox.Lease("hook", Samples.Now, Hold).ShouldNotBeNull();
    }

    [Fact]
    public void Enqueue_SameVersionTwice_IsThereOnce()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice(NoticeKind.Updated)).ShouldBe(Silence.None);
        Put(scratch, Samples.Notice(NoticeKind.Updated)).ShouldBe(Silence.ToldBefore);
        scratch.Ask<long>("SELECT COUNT(*) FROM notification_outbox").ShouldBe(1);
        Put(scratch, Samples.Notice(NoticeKind.Updated), Rules with { Name = "other" }).ShouldBe(Silence.None);
        scratch.Ask<long>("SELECT COUNT(DISTINCT message_id) FROM notification_outbox").ShouldBe(2);
    }

    [Fact]
    public void Lease_SenderIsKilledBetweenLeaseAndSend_IsLeasedAgainUnderTheSameId()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice());
        var first = scratch.Outbox.Lease("hook", Samples.Now, Hold)!;
        scratch.Outbox.Lease("hook", Samples.Now, Hold).ShouldBeNull();
        // The process is gone; another opens the file.
        SqliteConnection.ClearAllPools();
        var after = new NotificationOutbox(scratch.Database);
        after.Lease("hook", Samples.Now + Hold - TimeSpan.FromSeconds(1), Hold).ShouldBeNull();
        var second = after.Lease("hook", Samples.Now + Hold, Hold)!;
        second.MessageId.ShouldBe(first.MessageId);
        second.Payload.ShouldBe(first.Payload);
        second.Attempt.ShouldBe(2);
        // Whoever held it before has no say any more.
        scratch.Outbox.GiveUp(first, Samples.Now, "late");
        scratch.Ask<long>("SELECT state FROM notification_outbox").ShouldBe(0);
        after.Delivered(second, Samples.Now);
        scratch.Ask<long>("SELECT state FROM notification_outbox").ShouldBe(1);
    }

    [Fact]
    public void Lease_ClockIsSetBack_IsNotHeldForever()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice(), now: Samples.Now.AddDays(-1));
        scratch.Outbox.Lease("hook", Samples.Now.AddHours(5), Hold).ShouldNotBeNull();
        scratch.Outbox.Lease("hook", Samples.Now, Hold).ShouldNotBeNull();
    }

    [Fact]
    public void Lease_OpeningStillFails_TheEndWaitsBehindIt()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice(NoticeKind.Updated));
        var opened = scratch.Outbox.Lease("hook", Samples.Now, Hold)!;
        scratch.Outbox.Retry(opened, Samples.Now, Samples.Now.AddHours(1), "HTTP 500");
        Put(scratch, Samples.Notice(NoticeKind.Resolved) with { Version = 2 }).ShouldBe(Silence.None);
        Put(scratch, Samples.Notice() with { Subject = "another" }).ShouldBe(Silence.None);
        var another = scratch.Outbox.Lease("hook", Samples.Now.AddMinutes(1), Hold)!;
        another.Subject.ShouldBe("another");
        scratch.Outbox.Delivered(another, Samples.Now.AddMinutes(1));
        scratch.Outbox.Lease("hook", Samples.Now.AddMinutes(1), Hold).ShouldBeNull();
        var again = scratch.Outbox.Lease("hook", Samples.Now.AddHours(1), Hold)!;
        again.Row.ShouldBe(opened.Row);
        scratch.Outbox.Delivered(again, Samples.Now.AddHours(1));
        NoticeJson.Read(scratch.Outbox.Lease("hook", Samples.Now.AddHours(1), Hold)!.Payload).Kind.ShouldBe(NoticeKind.Resolved);
    }

    [Fact]
    public void Return_NotTriedAfterAll_CountsNoAttempt()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice());
        scratch.Outbox.Return(scratch.Outbox.Lease("hook", Samples.Now, Hold)!);
        scratch.Outbox.Lease("hook", Samples.Now, Hold)!.Attempt.ShouldBe(1);
    }

    [Fact]
    public void Lease_ManyAtOnce_EachMessageGoesToOne()
    {
        using var scratch = new Scratch();
        for (var i = 0; i < 60; i++) Put(scratch, Samples.Notice() with { Subject = "i" + i });
        var taken = new System.Collections.Concurrent.ConcurrentBag<long>();
        Parallel.For(0, 4, _ =>
        {
            while (scratch.Outbox.Lease("hook", Samples.Now, Hold) is { } message) taken.Add(message.Row);
        });
        taken.Count.ShouldBe(60);
        taken.Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public void Purge_LongDone_IsForgottenAndWhatWaitsIsNot()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice());
        scratch.Outbox.Delivered(scratch.Outbox.Lease("hook", Samples.Now, Hold)!, Samples.Now);
        Put(scratch, Samples.Notice() with { Subject = "waits" });
        scratch.Outbox.Purge(Samples.Now.AddDays(30)).ShouldBe(1);
        scratch.Ask<string>("SELECT subject FROM notification_outbox").ShouldBe("waits");
        scratch.Ask<long>("SELECT COUNT(*) FROM notification_thread").ShouldBe(1);
    }

    [Fact]
    public void Payload_AsKept_HasNoFullNumber()
    {
        using var scratch = new Scratch();
        Put(scratch, Samples.Notice());
        var payload = scratch.Ask<string>("SELECT payload FROM notification_outbox");
        payload.ShouldNotContain("639911244321");
        payload.ShouldNotContain("991 124 4");
        payload.ShouldNotContain("4915112345678");
    }

    private static Silence Put(Scratch scratch, Notice notice, ChannelRules? rules = null, DateTimeOffset? now = null) =>
        scratch.Commit((c, t) => NotificationOutbox.Enqueue(c, t, rules ?? Rules, notice, now ?? Samples.Now));
}
