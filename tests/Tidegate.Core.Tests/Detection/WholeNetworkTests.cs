using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A pool of numbers from all over a network that its customer hardly ever sends to: no block of numbers holds them.</summary>
public sealed class WholeNetworkTests
{
    private const string Home = "22201";
    private const string Abroad = "22210";
    private const ulong FirstNumber = 998_970_000_000;
    private const int Numbers = 9_000_000;
    private const int Begins = 26 * 3600;
    private const int Lasts = 2 * 3600;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(5);
    private long _id;

    [Fact]
    public void Pool_IsBlockedForItsCustomerAlone_ThroughoutTheNetwork_OnceItsCodesAreMissed()
    {
        var pool = Enumerable.Range(0, 900).Select(_ => FirstNumber + (ulong)_rng.Next(Numbers)).ToArray();
        var sent = Run(() => pool[_rng.Next(pool.Length)], converts: 0);
        var hits = _fed.Hits;
        hits.ShouldBeGreaterThan(sent * 95 / 100, $"of {sent}");
        hits.ShouldBeLessThanOrEqualTo(sent);
        _fed.Desk.Incidents.ShouldHaveSingleItem();
        foreach (var decision in _fed.Desk.Decisions)
        {
            decision.Customers.ShouldHaveSingleItem();
            decision.Network.ShouldBe(_fed.Names.Networks.Intern(Abroad));
        }
    }

    [Theory]
    [InlineData(0.12)]
    [InlineData(0.2)]
    [InlineData(0.6)]
    public void NewMarket_WhoseCodesAreUsedLessThanElsewhere_IsNotBlockedThroughout(double converts)
    {
        Run(Person, converts);
        foreach (var decision in _fed.Desk.Decisions) decision.Ranges.Sum(r => (double)(r.To - r.From + 1)).ShouldBeLessThan(1_000_000);
    }

    // A day of five customers' people; then twelve a minute of one customer's into another network, which it sent one message into every few hours.
    private int Run(Func<ulong> number, double converts)
    {
        var sent = 0;
        for (var second = 0; second < Begins + Lasts; second += 5)
        {
            if (second % 10 == 0) Send(second, $"customer{_rng.Next(5)}", 998_930_000_000UL + (ulong)_rng.Next(5_000_000), _rng.NextDouble() < 0.6, Home);
            if (second % 120 == 0) Send(second + 1, "customer3", Person(), _rng.NextDouble() < 0.6, Abroad);
            if (second % 18_000 == 0) Send(second + 2, "customer1", Person(), _rng.NextDouble() < 0.6, Abroad);
            if (second < Begins) continue;
            Send(second + 3, "customer1", number(), _rng.NextDouble() < converts, Abroad);
            sent++;
        }

        return sent;
    }

    // People are in some blocks of a network more than in others.
    private ulong Person() => FirstNumber + ((ulong)(Math.Pow(_rng.NextDouble(), 3) * Numbers / 10_000) * 10_000) + (ulong)_rng.Next(10_000);

    private void Send(double second, string customer, ulong number, bool converts, string network) =>
        _fed.TakeOtp(_id++, second, customer, number, network, converts, _rng);
}
