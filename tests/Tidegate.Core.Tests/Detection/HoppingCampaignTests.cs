using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A campaign that hops from range to range, at a large customer that sends without categories.</summary>
public sealed class HoppingCampaignTests
{
    private const int Begins = 26 * 3600;
    private const int HopLasts = 300;
    private const int Hops = 12;

    private readonly FedPartition _fed = new();
    private Random _rng = new(0);
    private long _id;

    /// <summary>While it is expected, a few of the customer's people are suspected at home, and acquitted: those it has long known come along. That says nothing for the next hop.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LaterHops_AreBlockedAtOnce_WhileTheCustomersPeopleComeAtHome(int seed)
    {
        const int SecondsApart = 5;
        _rng = new(seed);
        var blocks = Enumerable.Range(0, Hops).Select(_ => 393_940_000_000UL + ((ulong)_rng.Next(3000) * 10_000)).ToList();
        var hits = new long[Hops];
        for (var second = 0; second < Begins + (Hops * HopLasts); second++)
        {
            // Twice as many as the day before.
            if (second % 2 == 0 || second >= Begins) Send(second, Person(), converts: _rng.NextDouble() < 0.6);
            if (second < Begins || second % SecondsApart != 0) continue;
            var (hop, before) = ((second - Begins) / HopLasts, _fed.Hits);
            Send(second, blocks[hop] + (ulong)_rng.Next(10_000), converts: false);
            hits[hop] += _fed.Hits - before;
        }

        hits.Skip(1).ShouldAllBe(h => h >= 0.9 * HopLasts / SecondsApart, string.Join(' ', hits));
    }

    // Half of them to numbers that it has long known.
    private ulong Person() => 393_330_000_000 + (ulong)(_rng.Next(2) == 0 ? _rng.Next(2000) * 2500 : _rng.Next(5_000_000));

    private void Send(double second, ulong number, bool converts) => _fed.TakeWithCode(_fed.Submit(_id++, second, "giant", number), converts, _rng);
}
