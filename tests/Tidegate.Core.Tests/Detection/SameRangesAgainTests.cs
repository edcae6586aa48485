using Shouldly;
using Tidegate.Decisions;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>An attack that comes back to the ranges that it was blocked in: the numbers that it has been through are no people's, though they are known by then.</summary>
public sealed class SameRangesAgainTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 8 * Hour;

    private readonly EverywhereTraffic.Tally _anew = new();
    private readonly EverywhereTraffic.Tally _delivered = new();

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0, 24)]
    [InlineData(0.6, 3)]
    [InlineData(0.6, 12)]
    [InlineData(0.6, 96)]
    public void Attack_ThatComesBack_IsBlockedForTheNumbersThatItWasDeliveredTo(double peoplesEntered, int pause)
    {
        var traffic = ComesBack(peoplesEntered, pause);
        var (first, last) = (traffic.Desk.Decisions[0], traffic.Desk.Decisions.Last(d => d.Hits > 100));
        last.Number.ShouldNotBe(first.Number);
        last.ExceptKnownBefore.ShouldBe(first.Onset);
        last.Onset.ShouldBeGreaterThan(first.ExpiresAt);
        _delivered.Sent.ShouldBeGreaterThan(15, "sent again to those that the first attack's first messages came to");
        _delivered.Hit.ShouldBeGreaterThanOrEqualTo(_delivered.Sent - 1, _delivered.ToString());
    }

    /// <summary>It is remembered for a week.</summary>
    [Fact]
    public void Attack_ThatComesBackAfterMoreThanAWeek_IsBlockedFromItsOwnOnset()
    {
        var traffic = ComesBack(0, 172);
        var last = traffic.Desk.Decisions.Last(d => d.Hits > 100);
        last.ExceptKnownBefore.ShouldBe(last.Onset);
    }

    /// <summary>Whoever comes each day to the same phones is a firm's, and what they were delivered the day before speaks for them as ever.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    public void FleetOfTheSamePhones_IsNotTakenForOne(double entered)
    {
        var traffic = new AskingTraffic(1) { People = new(entered, 0.1) };
        traffic.Run(0, Begins);
        for (var day = 0; day < 3; day++)
        {
            var at = Begins + (24 * Hour * day);
            traffic.Run(at, at + Hour, second =>
            {
                if (second % 8 == 0) traffic.Later(second, "22201", AskingTraffic.Fresh + (ulong)((second - at) / 8 * 21), entered, _anew);
            });
            traffic.Run(at + Hour, at + (24 * Hour));
        }

        var mornings = traffic.Desk.Decisions.Where(d => (d.IssuedAt - FedPartition.Start) / 1000 is > Begins + Hour and var second && (second - Begins) % (24 * Hour) < 300).ToList();
        mornings.ShouldNotBeEmpty();
        mornings.ShouldAllBe(d => d.ExceptKnownBefore >= d.IssuedAt - (300 * 1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5.02)]
    public void CutRun_DecidesAsOneInOnePiece(double hours)
    {
        var (whole, parts) = CutRun.Of(ComesBack(0.6, 3).Fed, (int)(Begins + (hours * Hour)));
        parts.Select(d => (d.IssuedAt, d.ExpiresAt, d.ExceptKnownBefore, d.Hits, d.LogOdds)).ShouldBe(whole.Select(d => (d.IssuedAt, d.ExpiresAt, d.ExceptKnownBefore, d.Hits, d.LogOdds)));
        whole.ShouldContain(d => d.ExceptKnownBefore < d.Onset);
    }

    // Four messages a minute for two hours, and the same after a pause; one in ten of those then, once it is blocked, to numbers that the first was delivered to.
    private AskingTraffic ComesBack(double peoplesEntered, int pause)
    {
        var traffic = new AskingTraffic(1) { People = new(peoplesEntered, 0.1), Every = pause > 48 ? 120 : 30 };
        var early = new List<ulong>();
        traffic.Run(0, Begins);
        Attack(Begins, second: 0);
        traffic.Run(Begins + (2 * Hour), Begins + ((2 + pause) * Hour));
        Attack(Begins + ((2 + pause) * Hour), second: 600);
        return traffic;

        void Attack(int from, int second) => traffic.Run(from, from + (2 * Hour), at =>
        {
            if (traffic.Rng.NextDouble() >= 4 / 60.0) return;
            var again = second > 0 && at >= from + second && traffic.Rng.NextDouble() < 0.1;
            var number = again ? early[traffic.Rng.Next(early.Count)] : AskingTraffic.Fresh + (ulong)traffic.Rng.Next(10_000);
            if (traffic.Desk.Decisions.Count == 0) early.Add(number);
            traffic.Later(at, "22201", number, 0, again ? _delivered : _anew);
        });
    }
}
