using Shouldly;
using Tidegate.Detection;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>What a feed is taken for by how its conversions come.</summary>
public sealed class FeedBatchesTests
{
    private const long Start = FedPartition.Start;
    private const long Minute = 60_000;

    [Theory]
    [InlineData(60, 0.5)]
    [InlineData(60, 10)]
    [InlineData(15, 2)]
    [InlineData(240, 1)]
    public void ConversionsThatComeEveryHourOrSo_AreInBatches_AndKnownUpToTheLastWholeOne(int minutes, double perMinute)
    {
        var batch = minutes * Minute;
        var feed = Hear(perMinute, hours: 24, used => ((used / batch) + 1) * batch, out var recognised);

        (feed.InBatches, recognised).ShouldBe((true, 1));
        var last = feed.Began;
        (last % batch).ShouldBe(0);
        var newest = last - (long)(Minute / perMinute);
        feed.KnownUpTo(last + 30_000).ShouldBe(newest - batch, "a batch may be coming still");
        feed.KnownUpTo(last + 90_000).ShouldBe(newest, "of which it tells");
    }

    /// <summary>Files that are made up a while before they come say nothing of what was sent meanwhile.</summary>
    [Theory]
    [InlineData(60, 400)]
    [InlineData(60, 1500)]
    [InlineData(240, 3000)]
    public void BatchMadeUpBeforeItComes_TellsOfWhatWasSentUntilThen(int minutes, int secondsBefore)
    {
        var batch = minutes * Minute;
        var feed = Hear(2, hours: 48, used => (((used + (secondsBefore * 1000L)) / batch) + 1) * batch, out var recognised);

        (feed.InBatches, recognised).ShouldBe((true, 1));
        var madeUp = feed.Began - (secondsBefore * 1000L);
        feed.KnownUpTo(feed.Began + 90_000).ShouldBeInRange(madeUp - Minute, madeUp);
    }

    [Theory]
    [InlineData(0.02, 60)]
    [InlineData(0.5, 60)]
    [InlineData(10, 60)]
    [InlineData(0.02, 1200)] // slow to be used, and hardly any
    [InlineData(0.2, 1200)]
    [InlineData(2, 1200)]
    [InlineData(10, 2400)]
    public void ConversionsToldOfAsTheyAreUsed_AreNot(double perMinute, int meanDelaySeconds)
    {
        var rng = new Random(3);
        Hear(perMinute, hours: 72, sent => sent - (long)(Math.Log(1 - rng.NextDouble()) * meanDelaySeconds * 1000), out var recognised).InBatches.ShouldBeFalse();
        recognised.ShouldBe(0);
    }

    /// <summary>Two batches do not come. The next tells of the last twenty minutes only, or of all that time.</summary>
    [Theory]
    [InlineData(20, false)]
    [InlineData(180, true)]
    public void BatchThatIsOverdue_TellsOfTheTimeAloneThatItsCodesAreOf(int minutes, bool tells)
    {
        const long Hour = 60 * Minute;
        var feed = Hear(2, hours: 12, used => ((used / Hour) + 1) * Hour, out _);
        var (last, next) = (feed.Began, feed.Began + (3 * Hour));
        for (var sent = next - (minutes * Minute); sent < next; sent += Minute) feed.Hear(sent, next);

        feed.Tells(last - (10 * Minute)).ShouldBeTrue("its batch came");
        feed.Tells(last + (30 * Minute)).ShouldBe(tells);
        feed.Tells(next - (10 * Minute)).ShouldBeTrue();
        for (var sent = next; sent < next + Hour; sent += Minute) feed.Hear(sent, next + Hour);
        feed.Tells(last + (30 * Minute)).ShouldBe(tells, "later batches are of later messages");
        feed.Tells(next + (30 * Minute)).ShouldBeTrue();
    }

    [Fact]
    public void FeedThatBecomesPrompt_IsTakenForThat()
    {
        var feed = Hear(2, hours: 12, used => ((used / (60 * Minute)) + 1) * 60 * Minute, out _);
        feed.InBatches.ShouldBeTrue();
        for (var i = 0; i < 300; i++) feed.Hear(Start + (20 * 60 * Minute) + (i * 30_000), Start + (20 * 60 * Minute) + (i * 30_000) + 40_000);
        feed.InBatches.ShouldBeFalse();
    }

    // Conversions of messages that come evenly, in the order in which they are told of.
    private static FeedBatches Hear(double perMinute, int hours, Func<long, long> told, out int recognised)
    {
        var feed = default(FeedBatches);
        recognised = 0;
        var every = (long)(Minute / perMinute);
        var sent = Enumerable.Range(0, (int)(hours * 60 * perMinute)).Select(i => Start + (i * every));
        foreach (var (at, now) in sent.Select(s => (At: s, Now: told(s))).Where(c => c.Now <= Start + (hours * 60 * Minute)).OrderBy(c => c.Now).ThenBy(c => c.At))
            if (feed.Hear(at, now)) recognised++;
        return feed;
    }
}
