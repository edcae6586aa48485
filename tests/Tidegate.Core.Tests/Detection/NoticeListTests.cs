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

    /// <summary>
    /// While a bank's statements go to people whom it knows, a script counts through a range for its codes. The statements speak for themselves, and not for the codes; and are let pass, as
    /// they are where nobody attacks.
    /// </summary>
    [Theory]
    [InlineData(Category.Marketing)]
    [InlineData(Category.Transactional)]
    [InlineData(Category.Unknown)]
    public void Attack_BesideAList_IsBlockedAndTheListIsNot(Category list)
    {
        var people = Enumerable.Range(0, 3_000).Select(_ => Networks[0].First + (ulong)_rng.Next(3_000_000)).ToList();
        for (var second = 0; second < 22 * Hour; second++)
        {
            Usual(second);
            if (second < 3_000) Send(second, people[second], "22201", Category.Otp, _rng.NextDouble() < 0.7);
            var at = second - (20 * Hour);
            if (at is >= 0 and < 6_000 && at % 2 == 0) Send(second, people[at / 2], "22201", list, converts: false);
            if (at is >= 30 and < 6_030 && at % 6 == 0) Send(second, 393_333_120_000 + (ulong)_rng.Next(10_000), "22201", Category.Otp, converts: false);
        }

        _fed.Hits.ShouldBeInRange(900, 1_000, "of 1,000 codes, and of 3,000 statements");
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
