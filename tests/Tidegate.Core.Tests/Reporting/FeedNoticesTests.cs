using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Detection;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

public sealed class FeedNoticesTests
{
    private const long Hour = 3_600_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    [InlineData(40, 1)]
    public void Feed_that_stops_more_than_three_times_has_one_notice(int times, int notices) => Notices(times, open: false).Count.ShouldBe(notices);

    [Fact]
    public void Notice_of_many_says_how_often_from_when_to_when_and_how_long()
    {
        var notice = Notices(12, open: false).ShouldHaveSingleItem();
        (notice.Feed, notice.Party, notice.Times).ShouldBe(("conversions", "acme", 12));
        (notice.From, notice.To).ShouldBe((At(0), At(11 * 4 * Hour) + TimeSpan.FromMinutes(71)));
        notice.Text.ShouldBe("acme reported no conversion 12 times between 2026-03-02 00:00 and 2026-03-03 21:11 UTC, though messages went on; when it came back, it had been silent for 1 h 11 min at most, 13 h 06 min in all.");
    }

    [Fact]
    public void Notice_of_many_that_is_not_back_says_since_when()
    {
        var notice = Notices(5, open: true).ShouldHaveSingleItem();
        (notice.Times, notice.To).ShouldBe((5, null));
        notice.Text.ShouldStartWith("acme reported no conversion 5 times since 2026-03-02 00:00 UTC, the last time from 2026-03-02 16:00 on, though messages went on; ");
    }

    [Fact]
    public void Other_feeds_keep_their_own_and_their_place()
    {
        var fed = new FedPartition();
        Stop(fed, "calm", 0, 1);
        Stop(fed, "acme", 0, 5);
        Stop(fed, "late", 0, 2);
        FeedNotices.Of(fed.Partition).Select(n => (n.Party, n.Times)).ShouldBe([("calm", 1), ("acme", 5), ("late", 1), ("late", 1)]);
    }

    [Fact]
    public void Clock_that_goes_back_ends_no_silence()
    {
        var fed = new FedPartition();
        Stop(fed, "acme", 0, 4);
        var id = fed.Names.Customers.Intern("acme");
        fed.Partition.FeedChanges.Add(new FeedChange(Feed.Conversions, id, FedPartition.Start + (20 * Hour), null));
        fed.Partition.FeedChanges.Add(new FeedChange(Feed.Conversions, id, FedPartition.Start + (20 * Hour), FedPartition.Start - (40 * Hour)));
        var notice = FeedNotices.Of(fed.Partition).ShouldHaveSingleItem();
        notice.Times.ShouldBe(4);
        notice.Text.ShouldBe("acme reported no conversion 4 times between 2026-03-02 00:00 and 2026-03-02 13:03 UTC, though messages went on; when it came back, it had been silent for 1 h 03 min at most, 4 h 06 min in all.");
    }

    [Fact]
    public void Times_of_many_are_the_earliest_and_the_latest_where_the_clock_went_back()
    {
        var fed = new FedPartition();
        Stop(fed, "acme", 2, 3);
        Stop(fed, "acme", 0, 2);
        var notice = FeedNotices.Of(fed.Partition).ShouldHaveSingleItem();
        (notice.From, notice.To).ShouldBe((At(0), At(4 * 4 * Hour) + TimeSpan.FromMinutes(64)));
        notice.Text.ShouldStartWith("acme reported no conversion 5 times between 2026-03-02 00:00 and 2026-03-02 17:04 UTC, ");
    }

    private static IReadOnlyList<FeedNotice> Notices(int times, bool open)
    {
        var fed = new FedPartition();
        Stop(fed, "acme", 0, times);
        if (open) fed.Partition.FeedChanges.RemoveAt(fed.Partition.FeedChanges.Count - 1);
        return FeedNotices.Of(fed.Partition);
    }

    // Every four hours, each time a minute longer than before from an hour on.
    private static void Stop(FedPartition fed, string customer, int first, int times)
    {
        var id = fed.Names.Customers.Intern(customer);
        for (var i = first; i < first + times; i++)
        {
            var from = FedPartition.Start + (i * 4 * Hour);
            fed.Partition.FeedChanges.Add(new FeedChange(Feed.Conversions, id, from, null));
            fed.Partition.FeedChanges.Add(new FeedChange(Feed.Conversions, id, from, from + Hour + (i * 60_000)));
        }
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(FedPartition.Start + ms);
}
