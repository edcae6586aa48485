using Shouldly;
using Tidegate.Decisions;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A block on codes refuses what else its customer sends there; but that does not tell whether the attack goes on.</summary>
public sealed class MarketingInBlockedRangeTests
{
    private const int Hour = AskingTraffic.Hour;
    private const int Begins = 8 * Hour;
    private const int Ends = Begins + 2400;

    /// <summary>Forty minutes of an attack, and for five hours after it a message a minute of the customer to numbers in the same block.</summary>
    [Theory]
    [InlineData(Category.Marketing, false)]
    [InlineData(Category.Otp, true)]
    public void Block_IsRenewedByItsOwnTrafficAlone(Category after, bool renewed)
    {
        var traffic = new AskingTraffic(3);
        var attack = new EverywhereTraffic.Tally();
        traffic.Run(0, Begins);
        traffic.Run(Begins, Ends, second =>
        {
            if (second % 4 == 0) traffic.Later(second, "22201", AskingTraffic.Fresh + (ulong)traffic.Rng.Next(10_000), 0, attack);
        });
        attack.Hit.ShouldBeGreaterThan(attack.Sent / 2, attack.ToString());

        var id = 1_000_000_000L;
        traffic.Run(Ends, Ends + (5 * Hour), second =>
        {
            if (second % 60 == 30) traffic.Fed.Take(traffic.Fed.Submit(id++, second, "acme", AskingTraffic.Fresh + (ulong)traffic.Rng.Next(10_000)) with { Category = after });
        });

        var blocks = traffic.Desk.Decisions.Where(d => d.Action == DecisionAction.Block).ToList();
        (blocks.Max(d => d.ExpiresAt) > FedPartition.Start + ((Ends + (2 * Hour)) * 1000L)).ShouldBe(renewed);
        traffic.Desk.Incidents[0].IsMarketing.ShouldBeFalse();
    }
}
