using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Lists that are sent as notices.</summary>
public sealed class NoticeListTests
{
    private const int Hour = 3600;
    private static readonly (ulong First, string Network)[] Networks = [(393_331_000_000, "22201"), (447_911_000_000, "23410"), (491_721_000_000, "26202")];

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(4);
    private long _id;

    /// <summary>A bank sends its statements: to three networks at once, each by number, to people whom it never messaged.</summary>
    [Fact]
    public void Statements_ByNumberToThreeNetworksAtOnce_AreNotBlocked()
    {
        var lists = Networks.Select(n => Enumerable.Range(0, 2_000).Select(_ => n.First + (ulong)_rng.Next(6_000_000)).Order().ToList()).ToList();
        for (var second = 0; second < 22 * Hour; second++)
        {
            Usual(second);
            var at = second - (20 * Hour);
            if (at is >= 0 and < 2_000) for (var n = 0; n < 3; n++) Send(second, lists[n][at], Networks[n].Network, Category.Transactional, converts: false);
        }

        _fed.Hits.ShouldBeLessThan(30, "of 6,000");
    }

    /// <summary>Where a customer's codes are called notices, a script that counts through a range is no list.</summary>
    [Fact]
    public void Attack_OnACustomerThatCallsItsCodesNotices_IsBlocked()
    {
        for (var second = 0; second < 21 * Hour; second++)
        {
            Usual(second, Category.Transactional);
            var at = second - (20 * Hour);
            if (at is >= 0 and < 2_000 && at % 2 == 0) Send(second, 393_399_120_000 + (ulong)at, "22201", Category.Transactional, converts: false);
        }

        _fed.Hits.ShouldBeGreaterThan(950, "of 1,000");
    }

    private void Usual(int second, Category codes = Category.Otp)
    {
        var (first, network) = Networks[second % 3];
        if (second % 10 == 0) Send(second, first + (ulong)_rng.Next(6_000_000), network, codes, _rng.NextDouble() < 0.7);
        if (second % 60 == 30) Send(second, first + (ulong)(_rng.Next(3_000) * 2_000), network, Category.Transactional, codes == Category.Transactional && _rng.NextDouble() < 0.7);
    }

    private void Send(int second, ulong number, string network, Category category, bool converts) =>
        _fed.TakeWithCode(_fed.Submit(_id++, second, "bank", number) with { Category = category, Network = _fed.Names.Networks.Intern(network) }, converts, _rng);
}
