using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Attacks in proportion to the honest traffic of a customer that reports no codes: one in ten of its people asks for a second code, and of the attack nobody does.</summary>
public sealed class EverywhereReturningTests
{
    private const int Hour = EverywhereTraffic.Hour;
    private const int Begins = 30 * Hour;

    private readonly EverywhereTraffic _traffic = new(1) { Begins = Begins, Entered = 0, ComeBack = 0.1 };

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)] // its numbers are drawn, and some come twice
    public void Attack_OfWhichNobodyComesBack_IsBlockedInAllNetworks(double comeBack)
    {
        Surge(comeBack);
        var attack = _traffic.AttackOn("acme");
        attack.Hit.ShouldBeGreaterThan(attack.Sent * 6 / 10, attack.ToString());
        _traffic.NewPeople.Hit.ShouldBeLessThan(attack.Sent / 20, _traffic.NewPeople.ToString());
        (_traffic.KnownPeople.Hit, _traffic.Others.Hit).ShouldBe((0, 0));
        _traffic.Blocks.Select(d => _traffic.Fed.Names.Networks[d.Network]).Distinct().ShouldBe(EverywhereTraffic.Networks, ignoreOrder: true);
        var incident = _traffic.Fed.Desk.DescribeIncident(_traffic.Fed.Desk.Incidents.ShouldHaveSingleItem());
        incident.FirstMessageAt.ToUnixTimeMilliseconds().ShouldBeInRange(FedPartition.Start + ((Begins - 60) * 1000L), FedPartition.Start + ((Begins + 60) * 1000L));
        incident.Evidence.ShouldContain(e => e.Channel == "returning" && e.Expected > 20);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.05)] // and many of them think better of it
    [InlineData(0.04)]
    public void Surge_OfPeopleWhoComeBack_IsNotTold(double comeBack)
    {
        Surge(comeBack);
        _traffic.Fed.Desk.Incidents.ShouldBeEmpty();
    }

    /// <summary>In networks that have hardly sent a code before, people come back as seldom as an attack does: nobody can tell what it is.</summary>
    [Fact]
    public void Surge_WhereTheCustomersPeopleAreNot_IsNotBlockedThroughoutAnyNetwork()
    {
        _traffic.Run(0, Begins);
        _traffic.Run(Begins, Begins + Hour, second => _traffic.Send(second + 0.5, "acme", second % 2 == 0 ? "62001" : "62002", (second % 2 == 0 ? 233_240_000_000UL : 233_200_000_000UL) + ((ulong)(second * 7919L % 9_000_000)), false, _traffic.AttackOn("acme")));
        _traffic.Blocks.ShouldNotContain(d => d.Ranges.Any(r => r.IsWide));
    }

    /// <summary>Whoever is sent a notice, or something without a category, has no code to ask for again.</summary>
    [Theory]
    [InlineData(Category.Unknown)]
    [InlineData(Category.Transactional)]
    [InlineData(Category.Marketing)]
    public void List_ToNewNumbersInAllNetworks_IsNotTold(Category category)
    {
        Surge(comeBack: 0, category);
        _traffic.Fed.Desk.Incidents.ShouldBeEmpty();
    }

    /// <summary>One in a hundred is too few to miss.</summary>
    [Fact]
    public void Surge_OfACustomerWhosePeopleHardlyEverComeBack_IsNotTold()
    {
        var traffic = new EverywhereTraffic(1) { Begins = Begins, Entered = 0, ComeBack = 0.01 };
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 60));
        traffic.Fed.Desk.Incidents.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1500)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        Surge(comeBack: 0);
        var (whole, parts) = CutRun.Of(_traffic.Fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.Ranges.Any(r => r.IsWide));
    }

    private void Surge(double comeBack, Category category = Category.Otp)
    {
        _traffic.Run(0, Begins);
        _traffic.Run(Begins, Begins + Hour, second => _traffic.InProportion(second, "acme", 60, category: category, comeBack: comeBack));
        _traffic.AttackOn("acme").Sent.ShouldBeGreaterThan(3000);
    }
}
