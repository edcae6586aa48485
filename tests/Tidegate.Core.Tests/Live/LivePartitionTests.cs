using Shouldly;
using Tidegate.Detection;
using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Xunit;

namespace Tidegate.Core.Tests.Live;

public sealed class LivePartitionTests
{
    /// <summary>Nobody reports on all the traffic that a service has ever seen: what its feeds did does not pile up.</summary>
    [Fact]
    public void ChangesOfFeeds_AreNotKept()
    {
        var live = new LivePartition(new NumberPlan(), new ScanOptions(), new Enforcer());
        live.Replay.Partition.FeedChanges.Add(new FeedChange(Feed.Conversions, 1, 1, null));
        live.Apply(1, new Fact { Actor = "local", Action = "test", Subject = "", At = DateTimeOffset.UnixEpoch });
        live.Replay.Partition.FeedChanges.ShouldBeEmpty();
    }
}
