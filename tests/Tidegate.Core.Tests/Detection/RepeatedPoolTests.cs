using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Numbers that are sent to again and again, and use no code.</summary>
public sealed class RepeatedPoolTests
{
    private const int Hour = 3600;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(17);
    private readonly PriorityQueue<ulong, int> _later = new();
    private long _id;

    /// <summary>Each number of the pool is new once, lies where people's numbers lie, and gets a code every seven minutes.</summary>
    [Fact]
    public void Pool_OfOrdinaryNumbers_IsBlocked()
    {
        var pool = Enumerable.Range(0, 300).Select(_ => Person(_rng.Next(30_000)) + (ulong)_rng.Next(1, 25)).ToList();
        Run((second, _) =>
        {
            if (second is > 20 * Hour and < 24 * Hour && second % 2 == 0) Send(second, pool[_rng.Next(pool.Count)], converts: _rng.NextDouble() < 0.01);
        });

        var decisions = _fed.Desk.Decisions;
        var inPool = pool.ToHashSet();
        decisions.Sum(d => d.Hits).ShouldBeGreaterThan(5_000, "of 7,200");
        decisions.SelectMany(d => d.Ranges).ShouldAllBe(r => r.To - r.From < 10, "no block is wider than ten numbers");
        decisions.SelectMany(d => d.Ranges).Count(r => inPool.Any(n => n >= r.From && n <= r.To)).ShouldBeGreaterThan((int)(0.9 * decisions.Sum(d => d.Ranges.Count)));
        _fed.Alerts.ShouldContain(a => a.Evidence.Any(e => e.Channel == "repeat"));
        foreach (var evidence in _fed.Alerts.SelectMany(a => a.Evidence).Where(e => e.Channel == "repeat")) evidence.Observed.ShouldBeGreaterThan(evidence.Expected, "numbers that are blocked meanwhile count on");
    }

    /// <summary>The same numbers get as many codes, and use them as people do.</summary>
    [Fact]
    public void People_WhoComeBackOften_AreNotBlocked()
    {
        var circle = Enumerable.Range(0, 300).Select(_ => Person(_rng.Next(30_000)) + (ulong)_rng.Next(1, 25)).ToList();
        Run((second, _) =>
        {
            if (second is > 20 * Hour and < 24 * Hour && second % 2 == 0) Send(second, circle[_rng.Next(circle.Count)], converts: _rng.NextDouble() < 0.6);
        });

        _fed.Desk.Decisions.ShouldBeEmpty();
    }

    /// <summary>For two hours no code comes through in one of two networks, though all are said to be delivered, and everybody there tries five times.</summary>
    [Fact]
    public void People_WhoTryAgainWhileTheNetworkIsOutOfOrder_AreNotBlocked()
    {
        Run((second, _) =>
        {
            if (second % 5 == 0) Send(second, 393_480_000_000UL + (ulong)_rng.Next(1_000_000), _rng.NextDouble() < 0.7, "22210");
            if (second is > 20 * Hour and < 22 * Hour && second % 20 == 0)
            {
                var number = Person(_rng.Next(30_000));
                for (var i = 0; i < 5; i++) _later.Enqueue(number, second + (i * 180));
            }

            while (_later.TryPeek(out var again, out var due) && due <= second)
            {
                _later.Dequeue();
                Send(second, again, converts: false);
            }
        }, fails: second => second is > 20 * Hour and < 22 * Hour);

        _fed.Desk.Decisions.ShouldBeEmpty();
    }

    // A day of a customer whose 30,000 people lie in a few blocks, as people do, and come back.
    private void Run(Action<int, bool> besides, Func<int, bool>? fails = null)
    {
        for (var second = 0; second < 25 * Hour; second++)
        {
            var works = fails is null || !fails(second);
            if (second % 15 == 0) Send(second, Person(_rng.Next(30_000)), works && _rng.NextDouble() < 0.7);
            if (second % 15 == 7) Send(second, Person(_rng.Next(2_000)), works && _rng.NextDouble() < 0.7);
            besides(second, works);
        }
    }

    private static ulong Person(int person) => 393_331_000_000UL + ((ulong)person * 26);

    private void Send(int second, ulong number, bool converts, string network = "22201") => _fed.TakeOtp(_id++, second, "acme", number, network, converts, _rng);
}
