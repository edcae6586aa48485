using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>People beside an attack that hops through a network, three blocks at a time, and of whom it knows nothing.</summary>
public sealed class HopsBesidePeopleTests
{
    private const int Hour = 3600;
    private const int Begins = 26 * Hour;
    private const string Abroad = "23410";
    private const ulong First = 447_911_000_000;

    private readonly FedPartition _fed = new() { Taken = [] };
    private readonly Random _rng = new(12);
    private long _id;
    private int _sent;
    private long _hits;
    private long _known;

    /// <summary>People of a market that its customer opens there come by ones: as many as one in eight of all that comes.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(80)]
    public void PeopleNewToTheNetwork_AreNotBlockedThroughout(int apart)
    {
        var (people, hits) = (0, 0L);
        Hops(28 * Hour, beside: second =>
        {
            if (second % apart == 6) (people, hits) = (people + 1, hits + Hit(second, "silent", Person()));
        });
        hits.ShouldBeLessThan(people / 4, $"{hits} of {people}");
    }

    /// <summary>Of whom the customer knew before, and of other customers' people, nobody is refused.</summary>
    [Fact]
    public void Others_AreNotBlocked()
    {
        Hops(29 * Hour, peopleOfIts: false);
        Throughout().ShouldNotBeEmpty();
        _known.ShouldBe(0);
        _hits.ShouldBeGreaterThan(_sent * 9 / 10, $"{_hits} of {_sent}");
        _fed.Hits.ShouldBe(_hits, "the rest would be people's");
    }

    /// <summary>In a file's first six hours nobody knows where its customer hardly ever sends.</summary>
    [Fact]
    public void Hops_InAFilesFirstHours_AreBlockedBlockByBlock()
    {
        Hops(6 * Hour, begins: 2 * Hour);
        _fed.Desk.Decisions.ShouldNotBeEmpty();
        Throughout().ShouldBeEmpty();
    }

    /// <summary>It hops, is quiet for as long, and hops again.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(90)]
    public void Hops_WithPauses_AreBlocked(int minutes)
    {
        Hops(34 * Hour, works: second => (second - Begins) / 60 % (2 * minutes) < minutes);
        _hits.ShouldBeGreaterThan(_sent * 9 / 10, $"{_hits} of {_sent}");
    }

    /// <summary>It goes through two customers by turns.</summary>
    [Fact]
    public void Hops_ThroughTwoCustomers_AreBlockedThroughoutForBoth()
    {
        Hops(30 * Hour, through: "calm");
        _hits.ShouldBeGreaterThan(_sent * 9 / 10, $"{_hits} of {_sent}");
        Throughout().SelectMany(d => d.Customers).Distinct().Order().ShouldBe(new[] { "silent", "calm" }.Select(_fed.Names.Customers.Intern).Order());
    }

    [Theory]
    [InlineData(600)]
    [InlineData(1190)]
    [InlineData(3600)]
    public void CutRun_DecidesAsOneInOnePiece(int cutAfter)
    {
        Hops(28 * Hour);
        var (whole, parts) = CutRun.Of(_fed, Begins + cutAfter);
        parts.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds, d.ExpiresAt)).ShouldBe(whole.Select(d => (d.IssuedAt, d.Network, d.Hits, d.LogOdds, d.ExpiresAt)));
        whole.ShouldContain(d => d.Ranges.Any(r => new NumberRange(r.From, r.To).IsThroughout));
    }

    // People at home; a customer's abroad, and a message of another's there every few hours; then three blocks of numbers, others every ten minutes.
    private void Hops(int until, int begins = Begins, Action<int>? beside = null, Func<int, bool>? works = null, bool peopleOfIts = true, string through = "silent")
    {
        for (var second = 0; second < until; second += 2)
        {
            if (second % 10 == 0) Send(second, $"customer{_rng.Next(5)}", 393_330_000_000UL + (ulong)_rng.Next(5_000_000), _rng.NextDouble() < 0.6, "22201");
            if (second % 30 == 0) Send(second + 1, "silent", 393_330_000_000UL + ((ulong)_rng.Next(400) * 12_500), false, "22201");
            if (second % 120 == 2) Send(second, "customer3", Person(), _rng.NextDouble() < 0.6, Abroad);
            if (through != "silent" && second % 30 == 4) Send(second, through, 393_330_000_000UL + ((ulong)_rng.Next(400) * 12_500), false, "22201");
            if (second % (5 * Hour) == 4 && (peopleOfIts || second < begins)) Send(second, "silent", Person(), false, Abroad);
            if (second % 3600 == 14) _known += Hit(second, "silent", First + 4_411);
            if (second < begins) continue;
            if (second % 10 == 8 && works?.Invoke(second) != false) (_sent, _hits) = (_sent + 1, _hits + Attack(second, second % 20 == 8 ? through : "silent"));
            beside?.Invoke(second);
        }
    }

    private long Attack(int second, string customer) => Hit(second, customer, First + (ulong)(((second / 600 * 3) + _rng.Next(3)) * 7919 % 900 * 10_000) + (ulong)_rng.Next(10_000));

    private List<StandingDecision> Throughout() => [.. _fed.Desk.Decisions.Where(d => d.Ranges.Any(r => new NumberRange(r.From, r.To).IsThroughout))];

    // People are in sixty blocks of a network, in some more than in others.
    private ulong Person() => First + ((ulong)(Math.Pow(_rng.NextDouble(), 2) * 60) * 150_000) + (ulong)_rng.Next(10_000);

    private long Hit(int second, string customer, ulong number)
    {
        var before = _fed.Hits;
        Send(second, customer, number, false, Abroad);
        return _fed.Hits - before;
    }

    private void Send(double second, string customer, ulong number, bool converts, string network) =>
        _fed.TakeOtp(_id++, second, customer, number, network, converts, _rng);
}
