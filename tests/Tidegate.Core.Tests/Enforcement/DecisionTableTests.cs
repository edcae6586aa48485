using Shouldly;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Enforcement;

public sealed class DecisionTableTests
{
    [Fact]
    public void Find_AfterAnyChanges_SaysWhatLookingAtEachOrderSays()
    {
        var random = new Random(3);
        var names = new TrafficNames();
        foreach (var c in Customers) names.Customers.Intern(c);
        foreach (var n in Networks) names.Networks.Intern(n);
        var table = DecisionTable.Empty;
        var held = new Dictionary<string, Order>(StringComparer.Ordinal);
        for (var step = 0; step < 300; step++)
        {
            var set = Enumerable.Range(0, random.Next(6)).Select(_ => RandomOrder(random)).DistinctBy(o => o.Id).ToList();
            var gone = held.Keys.Where(id => random.Next(20) == 0 && set.All(o => o.Id != id)).ToList();
            table = table.With(set, gone, names);
            foreach (var id in gone) held.Remove(id);
            foreach (var order in set) held[order.Id] = order;
            for (var i = 0; i < 50; i++)
            {
                var network = random.Next(3) == 0 ? 0 : names.Networks.Intern(Networks[random.Next(Networks.Length)]);
                var key = new Key(names.Customers.Intern(Customers[random.Next(Customers.Length)]), 0, 0, network, network, 39_000_000UL + (ulong)random.Next(3000));
                var expected = held.Values.Where(o => o.Until > 50 && new CompiledOrder(o, names).Covers(key)).Select(o => (int?)o.Kind).Min();
                ((int?)table.Find(key, 50, new KnownPairs())?.Kind).ShouldBe(expected);
            }
        }
    }

    private static readonly string[] Customers = ["a", "b", "c"];
    private static readonly string[] Networks = ["22201", "22210"];

    private static Order RandomOrder(Random random)
    {
        var from = 39_000_000UL + (ulong)random.Next(3000);
        return new Order
        {
            Id = "o" + random.Next(400),
            Kind = (OrderKind)random.Next(5),
            Scope = new Scope
            {
                Customers = [.. Customers.Where(_ => random.Next(3) == 0)],
                Networks = [.. Networks.Where(_ => random.Next(3) == 0)],
                Ranges = random.Next(3) == 0 ? [] : [new NumberRange(from, from + (ulong)random.Next(500))],
            },
            IssuedAt = 0,
            Until = random.Next(100),
            Reason = "",
            Origin = "detection",
        };
    }
}
