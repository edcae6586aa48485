using System.Threading.Channels;
using Tidegate.Enforcement;
using Tidegate.Live;

namespace Tidegate.Server.Engine;

/// <summary>The last changes of decisions, and those who follow them. Written by the detection thread alone.</summary>
internal sealed class DecisionLog
{
    private const int MostKept = 10_000;
    private const int MostWaiting = 20_000;

    private readonly Queue<OrderChange> _recent = new();
    private readonly Lock _following = new();
    private readonly HashSet<Channel<OrderChange>> _followers = [];

    /// <summary>Followers now.</summary>
    public int Followers => _followers.Count;

    /// <summary>Adds changes. One who cannot keep up is dropped, and has to begin anew.</summary>
    public void Add(IReadOnlyList<OrderChange> changes)
    {
        if (changes.Count == 0) return;
        lock (_following)
        {
            foreach (var change in changes)
            {
                _recent.Enqueue(change);
                if (_recent.Count > MostKept) _recent.Dequeue();
                foreach (var follower in _followers.ToList())
                {
                    if (follower.Writer.TryWrite(change)) continue;
                    follower.Writer.TryComplete();
                    _followers.Remove(follower);
                }
            }
        }
    }

    /// <summary>
    /// Starts to follow. On the detection thread, so that nothing comes between what is told first and what follows.
    /// </summary>
    /// <param name="after">Sequence number that the follower has; null when it has nothing.</param>
    /// <param name="partition">The partition.</param>
    public Following Follow(long? after, LivePartition partition)
    {
        lock (_following)
        {
            var channel = Channel.CreateBounded<OrderChange>(new BoundedChannelOptions(MostWaiting) { SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });
            _followers.Add(channel);
            var first = _recent.Count == 0 ? partition.Sequence + 1 : _recent.Peek().Sequence;
            var canContinue = after is { } have && have <= partition.Sequence && have >= first - 1;
            return canContinue
                ? new Following(channel, null, [.. _recent.Where(c => c.Sequence > after)], partition.Sequence)
                : new Following(channel, [.. partition.Orders], [], partition.Sequence);
        }
    }

    /// <summary>Stops to follow.</summary>
    public void Leave(Following following)
    {
        lock (_following) _followers.Remove(following.Channel);
    }

    /// <summary>Ends all followings.</summary>
    public void Close()
    {
        lock (_following)
        {
            foreach (var follower in _followers) follower.Writer.TryComplete();
            _followers.Clear();
        }
    }
}

/// <summary>One who follows the decisions.</summary>
/// <param name="Channel">What comes from now on.</param>
/// <param name="Snapshot">All orders in force; null where it can go on from what it has.</param>
/// <param name="Missed">Changes since what it has.</param>
/// <param name="Sequence">Sequence number that snapshot or missed changes lead up to.</param>
internal sealed record Following(Channel<OrderChange> Channel, IReadOnlyList<Order>? Snapshot, IReadOnlyList<OrderChange> Missed, long Sequence);
