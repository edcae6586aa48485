using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>So many records in a row with a wrong date that they are believed: what goes on where it was before is watched as before.</summary>
public sealed class WrongClockTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 10 * Hour;
    private const int Wrong = 25;

    private readonly AskingTraffic _traffic = new(4);
    private readonly EverywhereTraffic.Tally _attack = new();

    [Theory]
    [InlineData(1.1)]
    [InlineData(9)]
    [InlineData(365)]
    public void AttackAfterwards_IsBlocked(double days)
    {
        _traffic.Run(0, Begins);
        TakeWrong(Begins, days);
        Attack(Begins, Begins + (2 * Hour));

        _attack.Hit.ShouldBeGreaterThan(_attack.Sent * 9 / 10, _attack.ToString());
        _traffic.Fed.Desk.Incidents.Count.ShouldBe(1);
        _traffic.Fed.Partition.Overflowed.ShouldBe(0);
    }

    [Fact]
    public void AttackThatIsBlocked_IsBlockedAgain_AndEnds()
    {
        _traffic.Run(0, Begins);
        Attack(Begins, Begins + Hour);
        TakeWrong(Begins + Hour, days: 30);
        Attack(Begins + Hour, Begins + (2 * Hour));
        _traffic.Run(Begins + (2 * Hour), Begins + (9 * Hour));

        _attack.Hit.ShouldBeGreaterThan(_attack.Sent * 9 / 10, _attack.ToString());
        _traffic.Fed.Desk.Incidents.ShouldAllBe(i => i.ClosedAt != null);
    }

    /// <summary>An attack dated wrongly is blocked there; that block is over when the dates are right again.</summary>
    [Fact]
    public void BlockOfAWrongDate_DoesNotStand()
    {
        _traffic.Run(0, Begins);
        for (var i = 0; i < 100; i++) _traffic.Fed.Take(_traffic.Fed.Submit(2_000_000 + i, Begins + (400.0 * 24 * Hour) + (i * 10), "acme", AskingTraffic.Other + (ulong)i));
        _traffic.Fed.Desk.Decisions.ShouldContain(d => d.Action == DecisionAction.Block);
        _traffic.Run(Begins, Begins + (3 * Hour));

        _traffic.Fed.Desk.Incidents.ShouldAllBe(i => i.ClosedAt != null);
        _traffic.Fed.Desk.Standing.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        _traffic.Run(0, Begins);
        TakeWrong(Begins, days: 3);
        Attack(Begins, Begins + Hour);
        var (whole, parts) = CutRun.Of(_traffic.Fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.ExpiresAt, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.ExpiresAt, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.Hits > 0);
    }

    private void Attack(int from, int until) => _traffic.Run(from, until, second =>
    {
        if (second % 12 == 0) _traffic.Later(second, "22201", AskingTraffic.Fresh + (ulong)_traffic.Rng.Next(10_000), 0, _attack);
    });

    private void TakeWrong(int second, double days)
    {
        for (var i = 0; i < Wrong; i++)
            _traffic.Fed.Take(_traffic.Fed.Submit(1_000_000 + i, second + i + (days * 24 * Hour), $"other{i % 6}", 393_330_000_000 + (ulong)(i * 1789)));
    }
}
