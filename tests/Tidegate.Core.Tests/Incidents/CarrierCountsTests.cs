using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Incidents;

/// <summary>Which senders and suppliers an incident names.</summary>
public sealed class CarrierCountsTests
{
    [Theory]
    [InlineData("4600 17 12 9 4", 1)]
    [InlineData("900 80 20", 2)] // the lightest carried two per cent
    [InlineData("900 78 22", 3)]
    [InlineData("3 5 2", 3)]
    [InlineData("7", 1)]
    [InlineData("", 0)]
    public void Who_carried_a_trifle_beside_the_heaviest_is_not_named(string counts, int named) => Of(counts).Named.Count().ShouldBe(named);

    [Fact]
    public void Of_many_who_carried_a_little_each_none_is_left_out_and_the_heaviest_comes_first()
    {
        var trickle = Of(string.Join(' ', Enumerable.Range(1, 100).Select(i => 10 + (i % 3))));
        trickle.Named.Count().ShouldBe(100);
        trickle.Named.Select(c => trickle[c]).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void Incident_names_the_supplier_and_sender_of_the_attack_and_not_those_of_a_few_messages_beside_it()
    {
        var city = new CityTraffic();
        var names = city.Fed.Names;
        var id = 1_000_000L;
        for (var second = 0; second < 6 * 3600; second += 2)
        {
            if (second % 10 == 0) city.Honest(second);
            if (second is <= 4 * 3600 or >= 5 * 3600 || second % 6 != 0) continue;
            var way = id % 100 == 0 ? "aside" : "main"; // one in a hundred
            var submission = city.Fed.Submit(id++, second + 1, "customer1", 998_977_310_000 + (ulong)city.Rng.Next(10_000), way) with { Supplier = names.Suppliers.Intern(way) };
            city.Fed.TakeWithCode(submission, converts: false, city.Rng);
        }

        var attack = city.Desk.DescribeIncident(city.Desk.Incidents.ShouldHaveSingleItem());
        attack.Messages.ShouldBeGreaterThan(550);
        attack.Scope.Suppliers.ShouldBe(["main"]);
        attack.Scope.Senders.ShouldBe(["main"]);
        attack.Parties.Suppliers.Select(s => s.Name).ShouldBe(["main", "aside"], "with their messages all are told");
        attack.Parties.Suppliers.Sum(s => s.Messages).ShouldBe(attack.Messages);
        attack.Parties.Customers.ShouldBe([new PartyCount("customer1", attack.Messages)]);
        attack.RangeHits.Sum(h => h.Numbers).ShouldBe((int)attack.DistinctDestinations);
        attack.RangeHits.Select(h => h.Range).ShouldBe(attack.Scope.Ranges);
    }

    private static CarrierCounts Of(string counts)
    {
        var carriers = new CarrierCounts();
        foreach (var (count, id) in counts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((c, i) => (long.Parse(c), i + 1))) carriers[id] = count;
        return carriers;
    }
}
