using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>The honest traffic of a customer that is or was attacked, and of the network where it was.</summary>
public sealed class AfterAttackTests
{
    private readonly CityTraffic _city = new();

    /// <summary>
    /// While one block is attacked, the customer's people of another network come in twos and threes from one block within minutes, as the staff of a shop does. Each such block
    /// was blocked for an hour once, and each of these blocks made the next likelier.
    /// </summary>
    [Fact]
    public void Attack_IsNotExpectedWhereTwoPeopleOfOneBlockComeInAnotherNetwork()
    {
        const ulong Attacked = 998_977_310_000;
        for (var second = 0; second < 12 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second % 300 == 0) Together(second, 2 + (second % 1500 == 0 ? 1 : 0));
            if (second is > 4 * 3600 and < 10 * 3600 && second % 6 == 0) _city.Send(second + 1, "customer1", Attacked + (ulong)_city.Rng.Next(10_000), converts: false, "22210");
        }

        _city.Desk.Decisions.ShouldContain(d => d.Ranges.Any(r => r.From <= Attacked && r.To >= Attacked) && d.Hits > 3400, "of 3,599");
        _city.Desk.Decisions.Where(d => d.Ranges.All(r => r.To < Attacked || r.From >= Attacked + 10_000)).Sum(d => d.Hits).ShouldBeLessThanOrEqualTo(5, "of 4,700 messages of people");
    }

    /// <summary>
    /// An attack through one customer fills most of a network from the first minute on, for two hours. What another customer's people send there before and after is a small part of it and then a
    /// large one, though no more than it was.
    /// </summary>
    [Fact]
    public void People_OfANetworkThatAnAttackHasLeft_AreNotBlocked()
    {
        for (var second = 0; second < 12 * 3600; second += 2)
        {
            if (second % 10 == 0) _city.Honest(second);
            if (second % 20 == 0) _city.Send(second, "bank", 447_900_000_000UL + ((ulong)_city.Rng.Next(6) * 100_000) + (ulong)_city.Rng.Next(10_000, 100_000), _city.Rng.NextDouble() < 0.7, "23430");
            if (second is >= 30 and < 7200 && second % 4 == 0) _city.Send(second + 1, "ride", 447_944_000_000UL + (ulong)_city.Rng.Next(500_000), converts: false, "23430");
        }

        _city.Desk.Decisions.Where(d => d.Customers.Contains(_city.Fed.Names.Customers.Intern("bank"))).Sum(d => d.Hits).ShouldBe(0);
    }

    private void Together(double second, int people)
    {
        var block = 639_150_000_000UL + ((ulong)_city.Rng.Next(400) * 10_000);
        for (var i = 0; i < people; i++) _city.Send(second + (i * 30), "customer1", block + (ulong)_city.Rng.Next(10_000), _city.Rng.NextDouble() < 0.6, "51502");
    }
}
