using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>Reads one side: its submissions go to a spill by message id, and are counted.</summary>
internal sealed class SideReader(EventSource source, ComparedAmount amount, bool orOther, CancellationToken cancel)
{
    private readonly Dictionary<ushort, decimal> _money = [];
    private long _withoutAmount;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;

    /// <summary>Whether each message read states a customer.</summary>
    public bool AllStateCustomer { get; private set; } = true;

    /// <summary>Whether each message read states a sender.</summary>
    public bool AllStateSender { get; private set; } = true;

    /// <summary>Reads all of it.</summary>
    /// <param name="into">Where the messages go.</param>
    /// <param name="notStated">The customer that stands for none.</param>
    public void Read(RecordSpill into, int notStated)
    {
        var batch = new TrafficEvent[4096];
        for (var count = source.Read(batch); count > 0; count = source.Read(batch))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (ref var message in batch.AsSpan(0, count))
            {
                if (message.Kind != EventKind.Submit) continue;
                if (message.Customer == notStated) message.Customer = 0;
                var record = MessageRecord.Of(in message, Amount(in message));
                Take(in record);
                into.Add(in record, record.Id);
            }
        }
    }

    /// <summary>What was read.</summary>
    public ReconciledSide Summary(long messages, TrafficNames names) => new()
    {
        Sources = source.Reports,
        Messages = messages,
        WithoutAmount = _withoutAmount,
        From = messages > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(_from) : null,
        To = messages > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(_to) : null,
        Money = _money.OrderBy(m => names.Currencies[m.Key], StringComparer.Ordinal).ToDictionary(m => names.Currencies[m.Key], m => m.Value, StringComparer.Ordinal),
    };

    private float Amount(in TrafficEvent message)
    {
        var (first, second) = amount == ComparedAmount.Cost ? (message.Cost, message.Price) : (message.Price, message.Cost);
        return orOther && float.IsNaN(first) ? second : first;
    }

    private void Take(in MessageRecord record)
    {
        AllStateCustomer &= record.Customer != 0;
        AllStateSender &= record.Sender != 0;
        _from = Math.Min(_from, record.Time);
        _to = Math.Max(_to, record.Time);
        if (float.IsNaN(record.Amount)) _withoutAmount++;
        else _money[record.Currency] = _money.GetValueOrDefault(record.Currency) + StatedMoney.Of(record.Amount);
    }
}
