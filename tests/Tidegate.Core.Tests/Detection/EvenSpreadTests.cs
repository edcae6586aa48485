using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Messages through several customers into a few new blocks, whose codes are entered as usual: a sweep's, or people's whose numbers were newly sold.</summary>
public sealed class EvenSpreadTests
{
    private const string Network = "22201";
    private const string Abroad = "23410";
    private const int Begins = 26 * 3600;
    private const int Lasts = 3600;
    private static readonly ulong[] Blocks = [998_977_310_000, 998_977_840_000, 998_978_120_000];

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(7);
    private long _id;

    [Theory]
    [InlineData(8, 40)]
    [InlineData(10, 40)]
    [InlineData(8, 120)]
    public void Sweep_EvenlyThroughCustomersThatTheNetworksPeopleDoNotUse_IsBlocked(int through, int secondsApart)
    {
        var (sent, hits) = Run(n => $"foreign{n % through}", secondsApart);
        hits.ShouldBeGreaterThan(sent / 2, $"of {sent}");
        (_fed.Hits - hits).ShouldBeLessThanOrEqualTo(2, "of people's");
        _fed.Desk.Incidents.ShouldHaveSingleItem().Customers.ShouldBeEmpty("it is no customer's alone");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(120)]
    public void NewlySoldBlocks_WhosePeopleUseWhatTheNetworksPeopleUse_AreNotBlocked(int secondsApart)
    {
        var (sent, _) = Run(_ => Usual(), secondsApart);
        _fed.Hits.ShouldBe(0, $"of {sent}");
    }

    // A day of six customers' people in the network, and of ten other customers' in another; then three a minute into new blocks.
    private (int Sent, long Hits) Run(Func<int, string> customer, int secondsApart)
    {
        var (sent, hits) = (0, 0L);
        for (var second = 0; second < Begins + Lasts; second += 10)
        {
            if (second % secondsApart == 0) Send(second, Usual(), 998_930_000_000UL + (ulong)_rng.Next(5_000_000), Network);
            Send(second + 1, $"foreign{_rng.Next(10)}", 447_911_000_000UL + (ulong)_rng.Next(5_000_000), Abroad);
            if (second < Begins || second % 20 != 0) continue;
            var before = _fed.Hits;
            Send(second + 2, customer(sent), Blocks[sent % Blocks.Length] + (ulong)_rng.Next(10_000), Network);
            sent++;
            hits += _fed.Hits - before;
        }

        return (sent, hits);
    }

    // Some are used more than others.
    private string Usual() => $"customer{(int)(6 * Math.Pow(_rng.NextDouble(), 2))}";

    private void Send(double second, string customer, ulong number, string network) =>
        _fed.TakeOtp(_id++, second, customer, number, network, _rng.NextDouble() < 0.6, _rng);
}
