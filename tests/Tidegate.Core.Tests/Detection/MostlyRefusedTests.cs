using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>A pool of numbers from all over a network that its customer hardly ever sends to, where no codes are missed: blocks of numbers tell of it, once they hold most of it.</summary>
public sealed class MostlyRefusedTests
{
    private const string Home = "22201";
    private const string Beside = "22210"; // in the country of home
    private const string Abroad = "23410";
    private const int Minute = 60;
    private const int Begins = 26 * 60 * Minute;
    private const int Lasts = 120 * Minute;

    private readonly FedPartition _fed = new();
    private readonly Random _rng = new(5);
    private long _id;

    [Theory]
    [InlineData(300, 0, false)] // no codes are reported
    [InlineData(900, 0, false)]
    [InlineData(900, 0.6, true)] // the attacker has them entered
    public void Pool_IsBlockedThroughoutTheNetwork_OnceBlocksHoldMostOfIt(int numbers, double converts, bool reports)
    {
        Attack(numbers, converts, reports, Abroad, 447_911_000_000);
        Throughout().SelectMany(d => d.Ranges).ShouldAllBe(r => r.To - r.From > 1_000_000, "its customer sends to nobody else in the country");
    }

    [Fact]
    public void Pool_WhereItsCustomerSendsToAnotherNetworkOfTheCountry_IsBlockedByTheMillion()
    {
        Attack(numbers: 900, converts: 0, reports: false, Beside, 393_470_000_000);
        var ranges = Throughout().SelectMany(d => d.Ranges).ToList();
        ranges.ShouldAllBe(r => r.From % 1_000_000 == 0 && r.To - r.From == 999_999);
        ranges.Select(r => r.From).Distinct().Count().ShouldBe(9);
    }

    /// <summary>Three blocks at a time, each full enough to be told by itself, and three others some minutes later.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.6, true)]
    public void Hops_FromBlockToBlock_AreBlockedThroughoutTheNetwork(double converts, bool reports)
    {
        const ulong First = 447_911_000_000;
        var (late, lateHits) = (0, 0L);
        Run(reports, Abroad, First, second =>
        {
            if (second % 10 != 0) return;
            var before = _fed.Hits;
            var block = (ulong)(((second / (10 * Minute) * 3) + _rng.Next(3)) * 7919 % 900);
            Send(second + 3, "customer1", First + (block * 10_000) + (ulong)_rng.Next(10_000), _rng.NextDouble() < converts, Abroad);
            if (second < Begins + (60 * Minute)) return;
            late++;
            lateHits += _fed.Hits - before;
        });

        Throughout().ShouldNotBeEmpty();
        lateHits.ShouldBeGreaterThan(late * 97 / 100, $"of {late}");
    }

    /// <summary>An attack goes on in one block while its customer opens a market in the network: most of what comes there are people.</summary>
    [Theory]
    [InlineData(60, 40, false)]
    [InlineData(10, 40, false)] // most of what comes there is the attack's, of one block
    [InlineData(20, 60, false)]
    [InlineData(10, 20, true)] // the people's codes are entered
    [InlineData(20, 60, true)]
    public void PeopleNewToANetwork_WhereOthersPeopleAre_AreNotBlockedThroughout(int attackApart, int peopleApart, bool reports)
    {
        const ulong First = 447_911_000_000;
        var (people, peoplesHits, attack) = (0, 0L, 0);
        Run(reports, Abroad, First, second =>
        {
            if (second % attackApart == 0) Send(second + 2, "customer1", 447_919_870_000UL + (ulong)_rng.Next(10_000), converts: false, Abroad);
            if (second % attackApart == 0) attack++;
            if (second % peopleApart != 0) return;
            var before = _fed.Hits;
            Send(second + 3, "customer1", Person(First), reports && _rng.NextDouble() < 0.6, Abroad);
            people++;
            peoplesHits += _fed.Hits - before;
        });

        Throughout().ShouldBeEmpty();
        peoplesHits.ShouldBeLessThan(people / 20, $"of {people}");
        (_fed.Hits - peoplesHits).ShouldBeGreaterThan(attack * 9 / 10, $"of {attack}");
    }

    private void Attack(int numbers, double converts, bool reports, string network, ulong first)
    {
        var pool = Enumerable.Range(0, numbers).Select(_ => first + (ulong)_rng.Next(9_000_000)).ToArray();
        var (late, lateHits) = (0, 0L);
        Run(reports, network, first, second =>
        {
            var before = _fed.Hits;
            Send(second + 3, "customer1", pool[_rng.Next(pool.Length)], _rng.NextDouble() < converts, network);
            if (second < Begins + (30 * Minute)) return;
            late++;
            lateHits += _fed.Hits - before;
        });

        lateHits.ShouldBeGreaterThan(late * 97 / 100, $"of {late}");
        Throughout().ShouldNotBeEmpty();
        foreach (var decision in _fed.Desk.Decisions)
        {
            decision.Customers.ShouldBe([_fed.Names.Customers.Intern("customer1")]);
            decision.Network.ShouldBe(_fed.Names.Networks.Intern(network));
        }
    }

    // A day of five customers' people, of whom one customer has others' in a network and another a message there every few hours; then what is new.
    private void Run(bool reports, string network, ulong first, Action<int> then)
    {
        for (var second = 0; second < Begins + Lasts; second += 5)
        {
            if (second % 10 == 0)
            {
                var customer = _rng.Next(5);
                Send(second, $"customer{customer}", 393_330_000_000UL + (ulong)_rng.Next(5_000_000), (reports || customer != 1) && _rng.NextDouble() < 0.6, Home);
            }

            if (second % 120 == 0) Send(second + 1, "customer3", Person(first), _rng.NextDouble() < 0.6, network);
            if (second % 18_000 == 0) Send(second + 2, "customer1", Person(first), reports && _rng.NextDouble() < 0.6, network);
            if (second >= Begins) then(second);
        }
    }

    // People are in sixty blocks of a network, in some more than in others.
    private ulong Person(ulong first) => first + ((ulong)(Math.Pow(_rng.NextDouble(), 2) * 60) * 150_000) + (ulong)_rng.Next(10_000);

    private List<StandingDecision> Throughout() => [.. _fed.Desk.Decisions.Where(d => d.Ranges.Any(r => new NumberRange(r.From, r.To).IsThroughout))];

    private void Send(double second, string customer, ulong number, bool converts, string network) =>
        _fed.TakeOtp(_id++, second, customer, number, network, converts, _rng);
}
