using Shouldly;
using Tidegate.Core.Tests.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Decisions;

/// <summary>One range, hit through one customer and then another: one attack, so one incident.</summary>
public sealed class SharedRangeTests
{
    private const int Hour = 3600;
    private const ulong Range = 998_935_500_000;

    [Fact]
    public void RangeThatIsHitThroughAnotherCustomer_IsTheSameIncident()
    {
        var (fed, rng, id, at) = (new FedPartition(), new Random(3), 0L, 0.0);
        void Attack(string customer, double hours)
        {
            for (var end = at + (hours * Hour); at < end; at += 10)
            {
                fed.Take(fed.Submit(id++, at, $"customer{id % 5}", 998_930_000_000UL + (ulong)rng.Next(5_000_000)));
                if (customer.Length > 0) fed.Take(fed.Submit(id++, at, customer, Range + (ulong)rng.Next(10_000)) with { Category = Category.Otp });
            }
        }

        Attack("", 6);
        Attack("customer1", 0.5);
        Attack("customer2", 0.5);
        fed.Desk.Incidents.Count.ShouldBe(1);
        fed.Desk.Incidents[0].Customers.Select(c => fed.Names.Customers[c]).Order(StringComparer.Ordinal).ShouldBe(["customer1", "customer2"]);
        fed.Desk.Decisions.Count.ShouldBeGreaterThanOrEqualTo(2);
        fed.Desk.Decisions.ShouldAllBe(d => d.Ranges.All(r => r.From >= Range && r.To < Range + 10_000));
    }
}
