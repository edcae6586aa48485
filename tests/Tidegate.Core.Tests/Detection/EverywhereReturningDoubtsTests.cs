using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Customers that report no codes, on days on which how often their people come back says something else than on others.</summary>
public sealed class EverywhereReturningDoubtsTests
{
    private const int Hour = EverywhereTraffic.Hour;
    private const int Minute = 60;
    private const int Begins = 30 * Hour;

    /// <summary>Some time the day before, codes came late, and four of five people asked for another one. It is no measure of how often they do.</summary>
    [Theory]
    [InlineData(0.01, 2)]
    [InlineData(0.015, 1)]
    public void Surge_TheDayAfterCodesCameLate_IsNotBlocked(double usually, int hours)
    {
        var traffic = Traffic(usually);
        traffic.Run(0, 14 * Hour);
        traffic.ComeBack = 0.8;
        traffic.Run(14 * Hour, (14 + hours) * Hour);
        traffic.ComeBack = usually;
        traffic.Run((14 + hours) * Hour, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 30, comeBack: usually));
        traffic.AttackOn("acme").Hit.ShouldBe(0, traffic.AttackOn("acme").ToString());
    }

    /// <summary>The customer's people get a code to sign up and another one to pay; those of the surge sign up only. As many of them mistype as of anybody, many more than of fraud.</summary>
    [Theory]
    [InlineData(1, 0.08)]
    [InlineData(0.2, 0.05)]
    [InlineData(0.5, 0.06)]
    public void Surge_OfAFlowWithOneCode_AtACustomerWhosePeopleGetTwo_IsNotBlocked(double before, double now)
    {
        var traffic = Traffic(before);
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 30, comeBack: now));
        traffic.AttackOn("acme").Hit.ShouldBe(0, traffic.AttackOn("acme").ToString());
    }

    /// <summary>By night few come, and a surge is many times as many; against the busy hours it is a good day's.</summary>
    [Theory]
    [InlineData(25, false)]
    [InlineData(60, true)]
    public void Surge_ByNight_IsMeasuredByTheBusyHours(double times, bool blocked)
    {
        var traffic = new EverywhereTraffic(1) { Begins = 49 * Hour, Entered = 0, ComeBack = 0.1, Seasons = true };
        traffic.Run(0, 49 * Hour);
        traffic.Run(49 * Hour, 51 * Hour, second => traffic.InProportion(second, "acme", times));
        (traffic.AttackOn("acme").Hit > 0).ShouldBe(blocked, traffic.AttackOn("acme").ToString());
    }

    /// <summary>Once the attack has ended, its customer's new people get their codes; and a surge of them is no attack that has come back.</summary>
    [Fact]
    public void PeopleAfterAnAttack_AreNotBlocked()
    {
        var traffic = Traffic(0.1);
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 60));
        traffic.AttackOn("acme").Hit.ShouldBeGreaterThan(traffic.AttackOn("acme").Sent / 2);
        traffic.Run(Begins + Hour, Begins + (3 * Hour));
        var (people, attack) = (traffic.NewPeople.Hit, traffic.AttackOn("acme").Hit);
        traffic.Run(Begins + (3 * Hour), Begins + (6 * Hour));
        (traffic.NewPeople.Hit - people).ShouldBe(0, traffic.NewPeople.ToString());
        traffic.Run(Begins + (6 * Hour), Begins + (7 * Hour), second => traffic.InProportion(second, "acme", 30, comeBack: 0.1));
        (traffic.AttackOn("acme").Hit - attack).ShouldBe(0, traffic.AttackOn("acme").ToString());
    }

    /// <summary>A third customer, that has a surge of people at the same time, goes on as if there were no attack.</summary>
    [Fact]
    public void Attack_OnTwoCustomersAtOnce_IsBlockedAtBoth_AndNotAtAThird()
    {
        var traffic = TwoAttacked();
        foreach (var attacked in (string[])["acme", "bolt"])
            traffic.AttackOn(attacked).Hit.ShouldBeGreaterThan(traffic.AttackOn(attacked).Sent * 6 / 10, traffic.AttackOn(attacked).ToString());
        traffic.AttackOn("cosy").Hit.ShouldBe(0, traffic.AttackOn("cosy").ToString());
        traffic.Blocks.ShouldNotContain(d => d.Customers.Contains(traffic.Id("cosy")));
        (traffic.KnownPeople.Hit, traffic.Others.Hit).ShouldBe((0, 0));
    }

    [Fact]
    public void AttackOnTwoCustomers_CutInTwo_IsDecidedAsInOnePiece()
    {
        var traffic = TwoAttacked();
        var (whole, parts) = CutRun.Of(traffic.Fed, Begins + (7 * Minute));
        parts.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds, d.Customers[0])).ShouldBe(whole.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds, d.Customers[0])));
        whole.Select(d => d.Customers[0]).Distinct().Count().ShouldBe(2);
    }

    private static EverywhereTraffic TwoAttacked()
    {
        var traffic = new EverywhereTraffic(1) { Begins = Begins, Entered = 0, ComeBack = 0.1, Customers = ["acme", "bolt", "cosy"] };
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second =>
        {
            traffic.InProportion(second, "acme", 60);
            traffic.InProportion(second, "bolt", 60);
            traffic.InProportion(second, "cosy", 40, comeBack: 0.1);
        });
        return traffic;
    }

    private static EverywhereTraffic Traffic(double comeBack) => new(1) { Begins = Begins, Entered = 0, ComeBack = comeBack };
}
