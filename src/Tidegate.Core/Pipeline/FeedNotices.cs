using Tidegate.Detection;
using Tidegate.Reporting;

namespace Tidegate.Pipeline;

/// <summary>Feeds that stopped and came back, as notices for people.</summary>
internal static class FeedNotices
{
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
            notices.Add(new FeedNotice(feed, name, from, to, $"{name} reported no {missing} from {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC, though messages went on."));
        }

        return notices;
    }
}
