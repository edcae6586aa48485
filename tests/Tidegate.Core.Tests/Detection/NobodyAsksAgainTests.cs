using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Customers that report no codes: of an attack nobody asks again, where people do.</summary>
public sealed class NobodyAsksAgainTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 30 * Hour;
    private const string Abroad = "21403";
    private const ulong Block = 34_600_120_000;

    private readonly EverywhereTraffic.Tally _sent = new();

    /// <summary>It has run since all traffic began, and its share was learned as usual.</summary>
    [Theory]
    [InlineData(1, 600, 2)]
    [InlineData(2, 600, 5)]
    [InlineData(1, 1700, 5)]
    [InlineData(2, 1700, 2)]
    public void AttackThatRunsFromTheFirstSecond_IsBlockedBeforeTheEnd(int seed, int messages, double every)
    {
        var traffic = FromTheFirstSecond(seed, messages, every, again: 0);
        _sent.Hit.ShouldBeGreaterThan(_sent.Sent / 2, _sent.ToString());
        traffic.Elsewhere.Hit.ShouldBeLessThan(5);
    }

    [Theory]
    [InlineData(1, 600, 2)]
    [InlineData(2, 600, 5)]
    [InlineData(1, 1700, 5)]
    [InlineData(2, 1700, 2)]
    public void PeopleOfOneBlockFromTheFirstSecond_WhoAskAgain_AreNotRefused(int seed, int messages, double every)
    {
        FromTheFirstSecond(seed, messages, every, again: 0.1);
        _sent.Hit.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(1, 200)]
    [InlineData(2, 500)]
    public void AttackAllOverANetworkThatTheCustomerNeverUsed_IsBlockedThroughoutIt(int seed, int aDay)
    {
        var traffic = AllOver(seed, aDay, again: 0, usual: 0.1);
        var blocks = traffic.Desk.Decisions.ToList();
        blocks.ShouldNotBeEmpty();
        blocks.ShouldAllBe(d => d.Network == traffic.Fed.Names.Networks.Intern(Abroad) && d.Ranges.All(r => r.IsWide));
        blocks[0].IssuedAt.ShouldBeLessThan(FedPartition.Start + ((Begins + (4 * Hour)) * 1000L));
        traffic.Elsewhere.Hit.ShouldBe(0);
    }

    /// <summary>It takes an hour or two until it is told of, and of the messages by then only the newest are looked at.</summary>
    [Theory]
    [InlineData(1, 50)]
    [InlineData(1, 200)]
    [InlineData(2, 500)]
    public void AttackAllOverANetwork_IsToldOfFromItsFirstMessageOn(int seed, int aDay)
    {
        var incident = AllOver(seed, aDay, again: 0, usual: 0.1).Desk.Incidents.ShouldHaveSingleItem();
        ((incident.Onset - FedPartition.Start) / 1000.0).ShouldBe(Begins, tolerance: 180);
        incident.Messages.ShouldBeInRange(_sent.Sent * 95 / 100, _sent.Sent);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 50)]
    [InlineData(1, 200)]
    [InlineData(2, 500)]
    public void MarketThatOpens_WhosePeopleAskAgain_IsNotRefused(int seed, int aDay)
    {
        AllOver(seed, aDay, again: 0.1, usual: 0.1).Desk.Incidents.ShouldBeEmpty();
        _sent.Hit.ShouldBe(0);
    }

    /// <summary>Eight a minute into three blocks of a network, from five minutes after the first message of all on: their share was learned as usual, but nobody asks again.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(1, 0.1)]
    [InlineData(3, 0.1)]
    public void FewBlocksFromTheBeginning_AreBlocked_WhereNobodyAsksAgain(int seed, double again)
    {
        var traffic = new AskingTraffic(seed) { People = new(0, 0.1), Every = 100 };
        traffic.Run(0, 2 * Hour, second =>
        {
            if (second > 300 && traffic.Rng.NextDouble() < 8 / 60.0) traffic.Ask(second, Abroad, Block + ((ulong)traffic.Rng.Next(3) * 250_000) + (ulong)traffic.Rng.Next(10_000), new(0, again), _sent);
        });
        if (again > 0) _sent.Hit.ShouldBe(0);
        else _sent.Hit.ShouldBeGreaterThan(_sent.Sent / 6, _sent.ToString());
        traffic.Desk.Decisions.ShouldAllBe(d => d.Ranges.All(r => !r.IsWide));
        traffic.Elsewhere.Hit.ShouldBeLessThan(5);
    }

    /// <summary>It has had enough people of its own to know it by.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void CustomerWhosePeopleHardlyEverAskAgain_NothingIsConcluded(int seed)
    {
        AllOver(seed, aDay: 500, again: 0, usual: 0.005);
        _sent.Hit.ShouldBe(0);
    }

    [Theory]
    [InlineData(6500)]
    [InlineData(7800)]
    [InlineData(9000)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        var traffic = AllOver(2, 500, again: 0, usual: 0.1);
        var (whole, parts) = CutRun.Of(traffic.Fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.ExpiresAt, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.ExpiresAt, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.Ranges.Any(r => r.IsWide));
    }

    private AskingTraffic FromTheFirstSecond(int seed, int messages, double every, double again)
    {
        var traffic = new AskingTraffic(seed) { People = new(0, 0.1), Every = every };
        traffic.Run(0, 3 * Hour, second =>
        {
            if (traffic.Rng.NextDouble() < messages / (3.0 * Hour)) traffic.Ask(second, Abroad, Block + (ulong)traffic.Rng.Next(10_000), new(0, again), _sent);
        });
        return traffic;
    }

    // Five a minute for four hours.
    private AskingTraffic AllOver(int seed, int aDay, double again, double usual)
    {
        var traffic = new AskingTraffic(seed) { People = new(0, usual), Every = 24 * Hour * 2.1 / aDay };
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + (4 * Hour), second =>
        {
            if (traffic.Rng.NextDouble() < 5 / 60.0) traffic.Ask(second, Abroad, 34_600_000_000 + (ulong)traffic.Rng.Next(90_000_000), new(0, again), _sent);
        });
        return traffic;
    }
}
