using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>An attack that runs from the first minutes of all traffic on: an export that begins in the middle of one, a service that is started during one.</summary>
public sealed class ColdStartTests
{
    private const ulong Range = 998_977_310_000;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(9);
    private long _id;

    /// <summary>Ten messages a minute into one block of 10,000 of a network that few people are in, beside six of people's, of whom six in ten use their codes.</summary>
    [Fact]
    public void Attack_FromTheThirdMinuteOn_IsBlockedOnceItsCodesAreMissed_AndStaysSo()
    {
        var (sent, blockedAfter) = (0, int.MaxValue);
        for (var second = 0; second < 4 * 3600; second += 2)
        {
            if (second % 10 == 0) Honest(second);
            if (second < 180 || second % 6 != 0) continue;
            Send(second + 1, "customer1", Range + (ulong)_rng.Next(10_000), converts: false, "22210");
            sent++;
            if (blockedAfter == int.MaxValue && _fed.Desk.Decisions.Count > 0) blockedAfter = sent;
        }

        blockedAfter.ShouldBeLessThan(300, "of 2,370");
        _fed.Desk.Incidents.ShouldHaveSingleItem();
        _fed.Desk.Decisions.Where(d => d.Ranges.Any(r => r.From <= Range && r.To >= Range)).Max(d => d.ExpiresAt).ShouldBeGreaterThanOrEqualTo(FedPartition.Start + (4 * 3_600_000L));
        var elsewhere = _fed.Desk.Decisions.Where(d => d.Ranges.All(r => r.To < Range || r.From >= Range + 10_000)).Sum(d => d.Hits);
        elsewhere.ShouldBeLessThanOrEqualTo(7, "of 1,440 messages of people");
    }

    /// <summary>Six messages a minute into one block of the network that all people are in, from the first second on and never more or fewer: its share is what it always was.</summary>
    [Fact]
    public void Attack_ThatRanBeforeTheTrafficBegins_IsBlockedThoughItsShareIsWhatItWas()
    {
        const ulong Home = 998_931_230_000;
        for (var second = 0; second < 4 * 3600; second += 2)
        {
            Honest(second);
            if (second % 10 == 0) Send(second + 1, "customer1", Home + (ulong)_rng.Next(10_000), converts: false, "22201");
        }

        _fed.Desk.Incidents.ShouldHaveSingleItem().Onset.ShouldBeLessThan(FedPartition.Start + 600_000);
        _fed.Desk.Decisions.Where(d => d.Ranges.Any(r => r.From <= Home && r.To >= Home)).Sum(d => d.Hits).ShouldBeGreaterThan(1000, "of 1,440");
        _fed.Desk.Decisions.Where(d => d.Ranges.All(r => r.To < Home || r.From >= Home + 10_000)).Sum(d => d.Hits).ShouldBeLessThanOrEqualTo(7, "of 1,440 messages of people");
    }

    /// <summary>A route into one network is out of order for three hours for one customer: none of its codes come there, wherever its people are.</summary>
    [Fact]
    public void Network_WhereNoCodesArriveAnyMore_IsNotBlocked()
    {
        for (var second = 0; second < 8 * 3600; second += 2)
        {
            Honest(second);
            var block = (ulong)(Math.Pow(_rng.NextDouble(), 4) * 300); // one in four goes to one of two blocks
            Send(second + 1, "customer1", 998_971_000_000 + (block * 10_000) + (ulong)_rng.Next(10_000), second is < 3 * 3600 or > 6 * 3600 && _rng.NextDouble() < 0.6, "22210");
        }

        _fed.Desk.Decisions.ShouldBeEmpty();
    }

    private void Honest(double second)
    {
        if (_rng.Next(40) == 0) Send(second, "customer1", 998_970_000_000UL + (ulong)_rng.Next(5_000_000), _rng.NextDouble() < 0.6, "22210");
        Send(second, $"customer{_id % 5}", 998_930_000_000UL + (ulong)(_rng.Next(2) == 0 ? _rng.Next(2000) * 2500 : _rng.Next(5_000_000)), _rng.NextDouble() < 0.6, "22201");
    }

    private void Send(double second, string customer, ulong number, bool converts, string network) =>
        _fed.TakeOtp(_id++, second, customer, number, network, converts, _rng);
}
