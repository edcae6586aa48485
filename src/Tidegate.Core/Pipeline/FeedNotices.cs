using Tidegate.Detection;
using Tidegate.Reporting;

namespace Tidegate.Pipeline;

/// <summary>Feeds that stopped and came back, as notices for people; those of a feed that does so again and again are one.</summary>
internal static class FeedNotices
{
    private const int MostOfAFeed = 3;

    public static IReadOnlyList<FeedNotice> Of(Partition partition)
    {
        var notices = new List<FeedNotice>();
        foreach (var change in partition.FeedChanges)
        {
            var (feed, name, missing) = change.Feed == Feed.Conversions
                ? ("conversions", partition.Names.Customers[change.Party], "conversion")
                : ("receipts", partition.Names.Suppliers[change.Party], "receipt");
            var from = DateTimeOffset.FromUnixTimeMilliseconds(change.From);
            if (change.Until is not { } until)
            {
                notices.Add(new FeedNotice(feed, name, from, null, $"{name} has reported no {missing} since {from:yyyy-MM-dd HH:mm} UTC, though messages went on."));
                continue;
            }

            var to = DateTimeOffset.FromUnixTimeMilliseconds(until);
            notices.RemoveAll(n => n.Feed == feed && n.Party == name && n.From == from && n.To is null);
            if (to < from) continue; // the records' times went back, which is told by itself: how long nothing came is not known
            notices.Add(new FeedNotice(feed, name, from, to, $"{name} reported no {missing} from {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC, though messages went on."));
        }

        return Together(notices);
    }

    // In the place of the first.
    private static List<FeedNotice> Together(List<FeedNotice> notices)
    {
        var often = notices.GroupBy(n => (n.Feed, n.Party)).Where(of => of.Count() > MostOfAFeed).ToDictionary(of => of.Key, of => of.ToList());
        List<FeedNotice>? Others(FeedNotice n) => often.GetValueOrDefault((n.Feed, n.Party));
        return [.. notices.Where(n => Others(n) is not { } all || ReferenceEquals(all[0], n)).Select(n => Others(n) is { } all ? One(all) : n)];
    }

    private static FeedNotice One(List<FeedNotice> notices)
    {
        // In order of time, for where the records' times went back a later notice may be of an earlier time.
        notices = [.. notices.OrderBy(n => n.From)];
        var (first, last) = (notices[0], notices[^1]);
        var gaps = notices.Where(n => n.To is not null).Select(n => n.To!.Value - n.From).ToList();
        var span = last.To is { } to ? $"between {first.From:yyyy-MM-dd HH:mm} and {to:yyyy-MM-dd HH:mm} UTC" : $"since {first.From:yyyy-MM-dd HH:mm} UTC, the last time from {last.From:yyyy-MM-dd HH:mm} on";
        var length = gaps.Count > 0 ? $"; when it came back, it had been silent for {Phrases.Span(gaps.Max())} at most, {Phrases.Span(new TimeSpan(gaps.Sum(gap => gap.Ticks)))} in all" : "";
        return new FeedNotice(first.Feed, first.Party, first.From, last.To, $"{first.Party} reported no {first.Feed[..^1]} {notices.Count} times {span}, though messages went on{length}.") { Times = notices.Count };
    }
}
