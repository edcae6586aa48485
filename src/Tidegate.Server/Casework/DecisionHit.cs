using System.Text;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Console;

namespace Tidegate.Server.Casework;

/// <summary>What a decision has hit.</summary>
/// <param name="Messages">Messages that it covered while it stood; of a person's decision those that are still in memory.</param>
/// <param name="Honest">Of those, messages that look honest.</param>
/// <param name="Money">Their money.</param>
public sealed record DecisionHit(long Messages, long Honest, IReadOnlyList<Amount> Money)
{
    // No look may hold detection up for long.
    private const long MostMessages = 1_000_000;

    /// <summary>What each of some decisions has hit, by id, on the detection thread: detection counts its own, a person's are counted over the hot window.</summary>
    internal static Dictionary<string, DecisionHit> Of(LivePartition live, IReadOnlyList<Order> orders)
    {
        var hits = new Dictionary<string, DecisionHit>(StringComparer.Ordinal);
        var names = live.Replay.Partition.Names;
        var own = orders.Where(o => o.Origin == "detection").Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        if (own.Count > 0)
        {
            foreach (var standing in live.Desk.Decisions.Where(d => own.Contains(Desk.IdOf(d))))
            {
                var told = live.Desk.DescribeDecision(standing);
                hits[told.Id] = new DecisionHit(told.MessagesHit, (long)Math.Round(told.HonestMessagesHit), Amount.Sum(Amount.Of(standing.Money, names.Currencies)));
            }
        }

        var counts = orders.Where(o => !own.Contains(o.Id)).Select(o => new Count(o, live.Replay.Partition)).ToList();
        if (counts.Count > 0) Read(live.Replay.Partition, counts);
        foreach (var count in counts) hits[count.Order.Id] = count.Sum(names.Currencies);
        return hits;
    }

    private static void Read(Partition partition, List<Count> counts)
    {
        // Nearly every order names customers: a message is held against those of its own alone.
        var any = counts.Where(c => c.Order.Scope.Customers.Count == 0).ToList();
        var byCustomer = counts.SelectMany(c => c.Order.Scope.Customers.Select(name => (Id: partition.Names.Customers.Find(Encoding.UTF8.GetBytes(name)), Count: c))).ToLookup(c => c.Id, c => c.Count);
        var since = counts.Min(c => c.Order.IssuedAt);
        var log = partition.Log;
        for (var s = log.Next - 1; s >= log.First && log.Next - s <= MostMessages; s--)
        {
            ref var message = ref log[s];
            if (message.Time < since) continue;
            foreach (var count in any) count.Take(message);
            if (byCustomer.Contains(message.Customer)) foreach (var count in byCustomer[message.Customer]) count.Take(message);
        }
    }

    private sealed class Count(Order order, Partition partition)
    {
        private readonly ScopeMatcher _scope = new(order.Scope, partition.Names);
        private readonly int _sparesBefore = order.Scope.ExceptKnownBefore is { } time ? Partition.SecondOf(time.ToUnixTimeMilliseconds()) : int.MinValue;
        private readonly Dictionary<int, double> _money = [];
        private long _messages;
        private long _honest;

        public Order Order { get; } = order;

        public void Take(in Message message)
        {
            if (message.Time < Order.IssuedAt || message.Time >= Order.Until || !_scope.Covers(message)) return;
            if (_sparesBefore != int.MinValue && partition.KnownSince(message.Customer, message.Destination) is var since && since != KnownNumbers.New && since < _sparesBefore) return;
            _messages++;
            if (!message.Has(MessageMarks.Claimed) || message.Has(MessageMarks.Converted)) _honest++;
            _money[message.Currency] = _money.GetValueOrDefault(message.Currency) + message.Price;
        }

        public DecisionHit Sum(Traffic.NameTable currencies) => new(_messages, _honest, Amount.Sum(_money.Select(m => new Amount(currencies[m.Key], m.Value))));
    }
}
