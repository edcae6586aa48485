using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Few messages an hour into one block of a customer that reports no conversions: a newly sold block, or an attack that begins slowly.</summary>
public sealed class TrickleTests
{
    private const ulong Block = 998_979_310_000;
    private const string Home = "22201";
    private const string Abroad = "22210";
    private const int Begins = 12 * 3600;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(3);
    private long _id;

    [Fact]
    public void One_that_stays_slow_is_not_blocked()
    {
        Run(_ => 600, hours: 6);
        _fed.Desk.Decisions.ShouldBeEmpty();
    }

    /// <summary>From a quarter of an hour apart to a minute and a half within eight hours: on average it stays slow for long after it has swollen.</summary>
    [Fact]
    public void One_that_swells_is_blocked_once_it_comes_fast()
    {
        var sent = Run(hours => 900 * Math.Pow(0.1, hours / 8), hours: 8);
        var blocks = _fed.Desk.Decisions.Where(d => d.Ranges.Any(r => r.From <= Block && r.To >= Block + 9_999)).ToList();
        blocks.Sum(d => d.Hits).ShouldBeGreaterThan(sent * 6 / 10, $"of {sent}");
    }

    // Six messages a minute of five customers' people all the time, of which one goes into another network; from noon on those of one customer into a block
    // of that one, so many seconds apart.
    private int Run(Func<double, double> gap, double hours)
    {
        var (sent, next) = (0, (double)Begins);
        for (var second = 0; second < Begins + (hours * 3600); second += 10)
        {
            var abroad = second % 60 == 0;
            var block = (ulong)(Math.Pow(_rng.NextDouble(), 3) * 500);
            Send(second, $"customer{_rng.Next(5)}", (abroad ? 998_970_000_000UL : 998_930_000_000UL) + (block * 10_000) + (ulong)_rng.Next(10_000), abroad ? Abroad : Home);
            if (second < next) continue;
            Send(second + 1, "customer1", Block + (ulong)_rng.Next(10_000), Abroad);
            sent++;
            next += gap((second - Begins) / 3600.0);
        }

        return sent;
    }

    private void Send(double second, string customer, ulong number, string network) => _fed.TakeOtp(_id++, second, customer, number, network, converts: false, _rng);
}
