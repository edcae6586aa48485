using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Attackers who know that it is looked at who comes back, at a customer that reports no codes.</summary>
public sealed class EverywhereReturningEvasionTests
{
    private const int Hour = EverywhereTraffic.Hour;
    private const int Minute = 60;
    private const int Begins = 30 * Hour;

    [Theory]
    [InlineData(10, 10)]
    [InlineData(15, 25)]
    public void Attack_ThatPauses_IsBlocked(int on, int off)
    {
        var traffic = Traffic(0.1);
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + (3 * Hour), second =>
        {
            if ((second - Begins) % ((on + off) * Minute) < on * Minute) traffic.InProportion(second, "acme", 60);
        });
        traffic.AttackOn("acme").Hit.ShouldBeGreaterThan(traffic.AttackOn("acme").Sent * 6 / 10, traffic.AttackOn("acme").ToString());
        traffic.KnownPeople.Hit.ShouldBe(0);
    }

    /// <summary>For hours it sends fewer than is told of, and nobody of those comes back either.</summary>
    [Fact]
    public void Attack_ThatStartsSlowly_IsBlockedOnceItSwells()
    {
        const int Times = 4;
        const int Hours = 4;
        var traffic = Traffic(0.1);
        traffic.Run(0, Begins - (Hours * Hour / 2));
        traffic.Run(Begins - (Hours * Hour / 2), Begins + (Hours * Hour / 2), second => traffic.InProportion(second, "acme", Times));
        var (sent, hit) = (traffic.AttackOn("acme").Sent, traffic.AttackOn("acme").Hit);
        traffic.Run(Begins + (Hours * Hour / 2), Begins + ((Hours + 4) * Hour / 2), second => traffic.InProportion(second, "acme", 240));
        (traffic.AttackOn("acme").Hit - hit).ShouldBeGreaterThan((traffic.AttackOn("acme").Sent - sent) / 2, $"of {traffic.AttackOn("acme").Sent - sent}, {hit} of {sent} before");
    }

    /// <summary>To ask for each code twice costs an attacker nothing: he is paid for both. Of people hardly anybody does within a second.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Attack_ThatAsksForEachCodeAtOnceAgain_IsBlocked(int codesEach)
    {
        var traffic = Traffic(0.1);
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 60, codesEach: codesEach));
        traffic.AttackOn("acme").Hit.ShouldBeGreaterThan(traffic.AttackOn("acme").Sent * 6 / 10, traffic.AttackOn("acme").ToString());
    }

    /// <summary>Six in ten of the customer's people are there.</summary>
    [Fact]
    public void Attack_InFourOfTheNetworks_IsBlocked()
    {
        var traffic = Traffic(0.1);
        traffic.Run(0, Begins);
        traffic.Run(Begins, Begins + Hour, second => traffic.InProportion(second, "acme", 60, networks: 4));
        traffic.AttackOn("acme").Hit.ShouldBeGreaterThan(traffic.AttackOn("acme").Sent / 2, traffic.AttackOn("acme").ToString());
    }

    /// <summary>Its customer's day is as long where others send many messages a second beside it.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void Attack_OnALargePlatform_IsBlocked(int othersPerSecond)
    {
        var traffic = Traffic(0.1);
        traffic.Run(0, Begins - (7 * Hour));
        traffic.Run(Begins - (7 * Hour), Begins, Others);
        traffic.Run(Begins, Begins + (Hour / 2), second =>
        {
            Others(second);
            traffic.InProportion(second, "acme", 60);
        });
        traffic.AttackOn("acme").Hit.ShouldBeGreaterThan(traffic.AttackOn("acme").Sent / 4, traffic.AttackOn("acme").ToString());

        void Others(int second)
        {
            for (var i = 0; i < othersPerSecond; i++)
            {
                var number = (((ulong)second * 60) + (ulong)i) * 7919 % 200_000;
                traffic.Send(second + 0.05, $"other{number % 5}", "22201", 393_330_000_000 + (number * 3), number % 5 < 3, traffic.Others);
            }
        }
    }

    private static EverywhereTraffic Traffic(double comeBack) => new(1) { Begins = Begins, Entered = 0, ComeBack = comeBack };
}
