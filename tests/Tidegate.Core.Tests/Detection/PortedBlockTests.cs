using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Numbers that were ported: those of one block of 10,000 are told as of two networks, in turn.</summary>
public sealed class PortedBlockTests
{
    private const ulong Block = 998_977_310_000;

    private readonly CityTraffic _city = new(recorded: true);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(5, 6)]
    public void AttackOnABlockOfTwoNetworks_IsReportedWithEachNumberCountedOnce(int inTurn, int seconds)
    {
        var sent = new List<ulong>();
        for (var second = 0; second < 8 * 3600; second++)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second % 10 == 5) _city.Send(second, $"customer{second / 10 % 5}", 998_970_000_000UL + ((ulong)_city.Rng.Next(400) * 12_500), _city.Rng.NextDouble() < 0.6, "22210");
            if (second < 6 * 3600 || second % seconds != 0) continue;
            sent.Add(Block + (ulong)_city.Rng.Next(10_000));
            _city.Send(second, "customer1", sent[^1], converts: false, sent.Count / inTurn % 2 == 0 ? "22201" : "22210");
        }

        _city.Desk.Decisions.Where(d => d.Ranges.Any(r => r.From == Block)).Select(d => d.Network).Distinct().Count().ShouldBe(2, "it is blocked in both");
        _city.Desk.Decisions.Sum(d => d.Hits).ShouldBeGreaterThan(sent.Count * 9 / 10);
        var reported = _city.Desk.Incidents.Select(_city.Desk.DescribeIncident).ToList();
        var incident = reported.Find(i => i.Scope.Networks.Count == 2).ShouldNotBeNull();
        incident.RangeHits.Where(h => h.Range.Contains(Block)).ShouldHaveSingleItem().Numbers.ShouldBeInRange((int)(0.97 * sent.Distinct().Count()), sent.Distinct().Count());
        incident.DistinctDestinations.ShouldBeLessThanOrEqualTo(sent.Distinct().Count() + 20);
        incident.Messages.ShouldBeInRange((long)(0.97 * sent.Count), (long)(1.03 * sent.Count));
        incident.Picture.ShouldNotBeNull().Observed.Sum().ShouldBe(incident.Messages);
    }
}
