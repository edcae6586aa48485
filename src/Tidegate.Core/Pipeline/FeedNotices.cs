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
            var name = partition.Names.Customers[change.Customer];
            var from = DateTimeOffset.FromUnixTimeMilliseconds(change.From);
            if (change.Until is not { } until)
            {
                notices.Add(new FeedNotice("conversions", name, from, null, $"{name} has reported no conversion since {from:yyyy-MM-dd HH:mm} UTC, though its messages went on."));
                continue;
            }

            var to = DateTimeOffset.FromUnixTimeMilliseconds(until);
            notices.RemoveAll(n => n.Party == name && n.From == from && n.To is null);
            notices.Add(new FeedNotice("conversions", name, from, to, $"{name} reported no conversion from {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC, though its messages went on."));
        }

        return notices;
    }
}
