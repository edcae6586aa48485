using Shouldly;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Blocks that rest on a handful of messages, once it is known what those were.</summary>
public sealed class ReconsideredBlockTests
{
    private const ulong Attacked = 998_977_310_000;

    private readonly CityTraffic _city = new();

    /// <summary>A customer opens a market in a network, new block by new block, an hour after an attack on it there has ended: its people come by ones and twos, and use their codes.</summary>
    [Fact]
    public void PeopleWhoComeWhereACampaignIsExpected_AreNotBlockedForLong()
    {
        var launch = Enumerable.Range(0, 40).Select(_ => 998_940_000_000UL + ((ulong)_city.Rng.Next(3000) * 10_000)).ToList();
        var people = 0;
        for (var second = 0; second < 14 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second is > 4 * 3600 and < 5 * 3600 && second % 6 == 0) _city.Send(second + 1, "customer1", Attacked + (ulong)_city.Rng.Next(10_000), converts: false);
            if (second < 6 * 3600 || second % 40 != 0) continue;
            people++;
            _city.Send(second + 1, "customer1", launch[(int)Math.Min(launch.Count - 1, -Math.Log(1 - _city.Rng.NextDouble()) * 8)] + (ulong)_city.Rng.Next(10_000), _city.Rng.NextDouble() < 0.7);
        }

        _city.Desk.Decisions.ShouldContain(d => IsIn(d, Attacked) && d.Hits > 550, "of 599 messages of the attack");
        _city.Desk.Decisions.Where(d => !IsIn(d, Attacked)).Sum(d => d.Hits).ShouldBeLessThanOrEqualTo(40, $"of {people} messages of people");
        _city.Desk.Incidents.Sum(i => i.Messages).ShouldBeLessThan(630, "of which the attack is 599");
    }

    /// <summary>An attack is at work at a customer while a firm there has its phones log in, in another network: a hundred and fifty in a row, within the hour.</summary>
    [Fact]
    public void FirmsPhones_WhileACampaignIsAtWorkElsewhere_AreNotBlockedForLong()
    {
        const ulong Firm = 998_971_230_000;
        var phones = 0;
        for (var second = 0; second < 8 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second % 60 == 0) _city.Send(second, $"customer{_city.Rng.Next(5)}", 998_970_000_000UL + ((ulong)_city.Rng.Next(400) * 12_500), _city.Rng.NextDouble() < 0.6, "22210");
            if (second >= 4 * 3600 && second % 6 == 0) _city.Send(second + 1, "customer1", Attacked + (ulong)_city.Rng.Next(10_000), converts: false);
            if (second is < 6 * 3600 or >= 7 * 3600 || second % 24 != 0) continue;
            _city.Send(second + 1, "customer1", Firm + 2300 + (ulong)_city.Rng.Next(150), _city.Rng.NextDouble() < 0.8, "22210");
            phones++;
        }

        _city.Desk.Decisions.Where(d => IsIn(d, Attacked)).Sum(d => d.Hits).ShouldBeGreaterThan(2300, "of 2,400 messages of the attack");
        _city.Desk.Decisions.Where(d => IsIn(d, Firm)).Sum(d => d.Hits).ShouldBeLessThan(40, $"of {phones} messages of the firm's");
    }

    /// <summary>Whoever fakes codes has those before the next block entered, too: that block is not taken back.</summary>
    [Fact]
    public void Campaign_ThatHasCodesEntered_IsBlockedOnFromBlockToBlock()
    {
        var (sent, blocks) = (0, Enumerable.Range(0, 12).Select(_ => 998_940_000_000UL + ((ulong)_city.Rng.Next(3000) * 10_000)).ToList());
        for (var second = 0; second < 10 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second is < 4 * 3600 or >= 8 * 3600 || second % 6 != 0) continue;
            _city.Send(second + 1, "customer1", blocks[(second - (4 * 3600)) / 1200] + (ulong)_city.Rng.Next(10_000), _city.Rng.NextDouble() < 0.6);
            sent++;
        }

        _city.Desk.Decisions.Sum(d => d.Hits).ShouldBeGreaterThan((long)(0.93 * sent));
        _city.Desk.Decisions.ShouldNotContain(d => d.TakenBack != TakenBack.No);
        var usual = _city.Desk.Incidents.Sum(i => _city.Desk.ExpectedIn(i, _city.Fed.Partition.Now - i.Onset));
        _city.Desk.ReportDecisions().Sum(d => d.HonestMessagesHit).ShouldBeLessThanOrEqualTo(3 * usual, "of all blocks together, though six in ten codes were entered");
    }

    /// <summary>A block of numbers is sold. The people of one customer, which reports no codes, come first; others' come within minutes and use theirs.</summary>
    [Fact]
    public void NewlySoldBlock_IsLetGoOnceOthersPeopleComeToIt()
    {
        const ulong Sold = 998_951_230_000;
        var sold = 0;
        for (var second = 0; second < 14 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second % 30 == 0) _city.Send(second + 1, "silent", 998_930_000_000UL + ((ulong)_city.Rng.Next(400) * 12_500), converts: false);
            if (second < 6 * 3600 || second % 90 != 0) continue;
            var customer = sold++ < 6 || sold % 2 == 0 ? "silent" : $"customer{sold % 5}";
            _city.Send(second + 1, customer, Sold + (ulong)_city.Rng.Next(10_000), customer != "silent" && _city.Rng.NextDouble() < 0.7);
        }

        _city.Desk.Decisions.ShouldContain(d => IsIn(d, Sold) && d.TakenBack == TakenBack.NewlySold);
        _city.Desk.Decisions.Sum(d => d.Hits).ShouldBeLessThan(15, $"of {sold} messages of people");
        _city.Desk.DescribeDecision(_city.Desk.Decisions[0]).Reason.ShouldEndWith("Taken back: people of other customers came to the same numbers, as to newly sold ones.");

        var closed = _city.Desk.DescribeIncident(_city.Desk.Incidents[0]);
        closed.State.ShouldBe(IncidentState.Closed);
        closed.ClosedAt.ShouldNotBeNull().ShouldBe(_city.Desk.DescribeDecision(_city.Desk.Decisions.Last(d => d.Incident == 0)).ExpiresAt, "there is nothing else of it");
        _city.Desk.Decisions.Where(d => d.TakenBack != TakenBack.No).Select(d => d.Incident).ShouldBe([0, 0], "what came again within two hours went on under the same id");
        closed.OpenedAt.ShouldBe(closed.FoundAt);
        closed.Messages.ShouldBeGreaterThan(4, "what was said of it stays");
        closed.Summary.ShouldEndWith("That was taken back: the messages turned out to be people's.");
    }

    /// <summary>People of a newly sold block were taken for a part of an attack on another. Once that block is let go, they are in none of the figures.</summary>
    [Theory]
    [InlineData(6.1, 90)]
    [InlineData(6.15, 90)] // the people are told of first
    [InlineData(6.05, 60)] // with one of their messages the block is taken back
    public void PeopleOfABlockThatIsTakenBack_LeaveTheFiguresOfTheAttackBesideIt(double attackAt, int seconds)
    {
        const ulong Sold = 998_951_230_000;
        var city = new CityTraffic(recorded: true);
        var (sold, attack) = (0, new List<ulong>());
        for (var second = 0; second < 9 * 3600; second += 2)
        {
            if (second >= 6 * 3600 && second % seconds == 0)
            {
                var customer = sold++ < 6 || sold % 2 == 0 ? "silent" : $"customer{sold % 5}";
                city.Send(second + 1, customer, Sold + (ulong)city.Rng.Next(10_000), customer != "silent" && city.Rng.NextDouble() < 0.7);
            }

            if (second % 10 == 0) city.Honest(second + 1);
            if (second % 30 == 0) city.Send(second + 1, "silent", 998_930_000_000UL + ((ulong)city.Rng.Next(400) * 12_500), converts: false);
            if (second > attackAt * 3600 && second % 20 == 4)
            {
                attack.Add(Attacked + (ulong)city.Rng.Next(10_000));
                city.Send(second + 1, "silent", attack[^1], converts: false);
            }
        }

        city.Desk.Decisions.ShouldContain(d => IsIn(d, Sold) && d.TakenBack == TakenBack.NewlySold && d.Hits > 0);
        var incident = city.Desk.DescribeIncident(city.Desk.Incidents.ShouldHaveSingleItem());
        (incident.Messages, incident.DistinctDestinations, incident.Converted).ShouldBe((attack.Count, attack.Distinct().Count(), 0));
        incident.Cost.ShouldBe(0.05 * attack.Count, 1e-3);
        var evidence = city.Fed.Alerts.Where(a => a.Ranges.Any(r => r.From <= Attacked && r.To >= Attacked)).MaxBy(a => a.LogOdds).ShouldNotBeNull();
        incident.LogOdds.ShouldBe(evidence.LogOdds, "the strongest of what still stands");
        incident.Evidence.Select(e => e.LogOdds).ShouldBe(evidence.Evidence.Select(e => e.LogOdds), ignoreOrder: true);
        incident.State.ShouldBe(IncidentState.Mitigated, "the attack itself is blocked still");
        incident.Scope.Ranges.ShouldHaveSingleItem().Contains(Attacked).ShouldBeTrue();
        incident.Scope.Customers.ShouldBe(["silent"]);
        incident.FirstMessageAt.ToUnixTimeMilliseconds().ShouldBeGreaterThanOrEqualTo(FedPartition.Start + (long)(attackAt * 3_600_000), "the first of the attack");
        incident.FoundAt.ShouldBeGreaterThan(incident.FirstMessageAt);
        incident.Id.ShouldStartWith(System.FormattableString.Invariant($"i{incident.OpenedAt:yyyyMMddHHmmss}-"));
        var picture = incident.Picture.ShouldNotBeNull();
        picture.Observed.Sum().ShouldBe(attack.Count);
        picture.Strips.ShouldHaveSingleItem().Messages.ShouldBe(attack.Count);
        picture.Customers.ShouldHaveSingleItem().Messages.ShouldBe(attack.Count);

        var (claims, outside) = (city.Desk.Ledger!.Claims, city.Desk.Ledger.Outside());
        claims.Keys.Count(s => !outside.Contains(s)).ShouldBe(attack.Count);
        claims.Values.Count(c => c.Stopped).ShouldBe((int)city.Desk.Decisions.Sum(d => d.Hits), "of people, too: they were blocked, and are told as such");
    }

    /// <summary>While nothing is in force against an attack that goes on, it is open: after its block was lifted, and after it has run out.</summary>
    [Fact]
    public void Incident_IsMitigated_OnlyWhileItsBlockStands()
    {
        for (var second = 0; second < 6.5 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second is > 4 * 3600 and < 5 * 3600 && second % 6 == 0) _city.Send(second + 1, "customer1", Attacked + (ulong)_city.Rng.Next(10_000), converts: false);
            if (second == 5 * 3600) State().ShouldBe(IncidentState.Mitigated);
        }

        State().ShouldBe(IncidentState.Open, "its block has run out");
        for (var second = (int)(6.5 * 3600); second < 7.5 * 3600; second += 6)
            _city.Send(second + 1, "customer1", Attacked + (ulong)_city.Rng.Next(10_000), converts: false);
        State().ShouldBe(IncidentState.Mitigated);
        foreach (var decision in _city.Desk.Standing.ToList()) _city.Desk.Lift(decision);
        State().ShouldBe(IncidentState.Open, "its block was lifted");

        IncidentState State() => _city.Desk.DescribeIncident(_city.Desk.Incidents.ShouldHaveSingleItem()).State;
    }

    /// <summary>An attack on one block is told of the same way, and for as long, however much honest traffic its customer has in the network.</summary>
    [Fact]
    public void Incident_OfALargeCustomer_IsAsLargeAsItsAttack()
    {
        var sent = 0;
        for (var second = 0.0; second < 14 * 3600; second += 0.8)
        {
            _city.Send(second, "giant", 998_930_000_000UL + ((ulong)(3000 * Math.Pow(_city.Rng.NextDouble(), 3)) * 10_000) + (ulong)_city.Rng.Next(10_000), _city.Rng.NextDouble() < 0.6);
            if (second < 6 * 3600 || (int)(second / 0.8) % 75 != 0) continue;
            _city.Send(second, "giant", Attacked + (ulong)_city.Rng.Next(10_000), converts: false);
            sent++;
        }

        var incident = _city.Desk.Incidents.Where(i => i.Ranges.Values.Any(r => r.From <= Attacked && r.To >= Attacked)).ShouldHaveSingleItem();
        incident.Messages.ShouldBeInRange((long)(0.9 * sent), (long)(1.6 * sent));
        _city.Desk.Decisions.Where(d => IsIn(d, Attacked)).Sum(d => d.Hits).ShouldBeGreaterThan((long)(0.97 * sent));
    }

    /// <summary>After an attack on its customer a firm's phones log in from one block within minutes, each once, every morning: they wait as if there had been none.</summary>
    [Fact]
    public void Fleet_OfACustomerThatWasAttacked_IsNotBlocked()
    {
        const ulong Fleet = 393_340_924_000;
        for (var second = 0; second < 40 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second is > 4 * 3600 and < 6 * 3600 && second % 6 == 0) _city.Send(second + 1, "customer1", Attacked + (ulong)_city.Rng.Next(10_000), converts: false);
            var since = second - (26 * 3600);
            if (since is >= 0 and < 600 && since % 4 == 0) _city.Send(second + 1, "customer1", Fleet + (ulong)_city.Rng.Next(400), _city.Rng.NextDouble() < 0.6, "22210");
        }

        _city.Desk.Decisions.Where(d => IsIn(d, Attacked)).Sum(d => d.Hits).ShouldBeGreaterThan(1150, "of 1,199");
        _city.Desk.Decisions.Where(d => !IsIn(d, Attacked)).Sum(d => d.Hits).ShouldBe(0);
    }

    private static bool IsIn(StandingDecision decision, ulong block) => decision.Ranges.Any(r => r.From <= block && r.To >= block);
}
