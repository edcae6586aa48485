using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Attacks that come to each of their ranges now and then.</summary>
public sealed class SlowAttackTests
{
    private const int Hour = 3600;
    private const string Network = "22201";
    private const ulong OneRange = 393_391_110_000;
    private const ulong Other = 393_391_550_000;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(7);
    private long _id;

    /// <summary>
    /// For half a day an attack sends a message a minute into one range; into another some in its first ten minutes, and then one every two hours: that one's block outlasts the pauses, and ends when the attack does.
    /// </summary>
    [Fact]
    public void Block_OutlastsPauses_WhileItsAttackGoesOnBesideIt()
    {
        for (var second = 0; second < 32 * Hour; second += 10)
        {
            People(second);
            var at = second - (12 * Hour);
            if (at is >= 0 and < 12 * Hour && at % 60 == 0) Attack(second, OneRange);
            if (at is >= 0 and < 600 || (at < 12 * Hour && at > 0 && at % (2 * Hour) == 0)) Attack(second, Other);
        }

        var blocks = _fed.Desk.Decisions.Where(d => d.Ranges.Any(r => r.From <= Other && r.To > Other)).ToList();
        blocks.ShouldHaveSingleItem().Hits.ShouldBeGreaterThanOrEqualTo(40 + 5);
        blocks[0].ExpiresAt.ShouldBeInRange(FedPartition.Start + (24 * Hour * 1000L), FedPartition.Start + (28 * Hour * 1000L));
        _fed.Desk.Standing.ShouldBeEmpty();
    }

    private void Attack(int second, ulong range) => _fed.TakeOtp(_id++, second + 5, "acme", range + (ulong)_rng.Next(1_000), Network, converts: false, _rng);

    private void People(int second)
    {
        _fed.TakeOtp(_id++, second, second % 30 == 0 ? "acme" : "other", 393_331_000_000 + (ulong)_rng.Next(9_000_000), Network, _rng.NextDouble() < 0.6, _rng);
    }
}
