using Tidegate.Decisions;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Compares two replays message by message.</summary>
internal sealed class BacktestCount
{
    private readonly HashSet<long> _attack = [];
    private readonly HashSet<long> _converted = [];
    private readonly ClaimLedger _before;
    private readonly ClaimLedger _after;
    private readonly TrafficNames _names;

    public BacktestCount(ClaimLedger before, ClaimLedger after, TrafficNames names)
    {
        (_before, _after, _names) = (before, after, names);
        Gather(before);
        Gather(after);
        _attack.ExceptWith(_converted);
    }

    /// <summary>Messages of the attacks.</summary>
    public long AttackMessages => _attack.Count;

    /// <summary>One side, from its report and its ledger.</summary>
    public BacktestSide Side(ScanReport report, DecisionPolicy policy, bool after)
    {
        var (own, other) = after ? (_after, _before) : (_before, _after);
        var money = new SortedDictionary<string, BacktestMoney>(StringComparer.Ordinal);
        long stopped = 0, converted = 0, outside = 0, missed = 0;
        foreach (var (sequence, claim) in own.Claims.OrderBy(static claim => claim.Key))
        {
            if (!claim.Stopped) continue;
            stopped++;
            var honest = !_attack.Contains(sequence);
            if (_converted.Contains(sequence)) converted++;
            else if (honest) outside++;
            Add(money, claim, line => line with { Stopped = line.Stopped + claim.Money, HonestHit = line.HonestHit + (honest ? claim.Money : 0) });
        }

        foreach (var sequence in _attack.Order())
        {
            if (own.Claims.TryGetValue(sequence, out var claim) && claim.Stopped) continue;
            missed++;
            if (!own.Claims.ContainsKey(sequence)) claim = other.Claims[sequence];
            Add(money, claim, line => line with { Missed = line.Missed + claim.Money });
        }

        return new BacktestSide
        {
            Policy = policy,
            Incidents = report.Incidents.Count,
            Decisions = report.Decisions.Count,
            Blocks = report.Decisions.Count(decision => decision.Action == DecisionAction.Block),
            Proposed = report.Decisions.Count(decision => decision.Proposed is not null),
            MessagesStopped = stopped,
            MessagesMissed = missed,
            HonestMessagesHit = converted + outside,
            LooksHonest = ReportTotals.Of(report).HonestMessagesHit,
            HonestConverted = converted,
            HonestOutside = outside,
            Money = [.. money.Values],
        };
    }

    /// <summary>Numbers of the incidents of one ledger that share no message with the other.</summary>
    public static IEnumerable<int> Alone(ClaimLedger own, ClaimLedger other) =>
        own.Claims.Values.Select(static claim => claim.Incident).Distinct()
            .Except(own.Claims.Where(claim => other.Claims.ContainsKey(claim.Key)).Select(static claim => claim.Value.Incident))
            .Order();

    private void Gather(ClaimLedger ledger)
    {
        var outside = ledger.Outside();
        foreach (var (sequence, claim) in ledger.Claims)
        {
            if (!outside.Contains(sequence)) _attack.Add(sequence);
            if (claim.Converted) _converted.Add(sequence);
        }
    }

    private void Add(SortedDictionary<string, BacktestMoney> money, ClaimedMessage claim, Func<BacktestMoney, BacktestMoney> change)
    {
        if (claim.Unpriced) return;
        var currency = _names.Currencies[claim.Currency];
        money[currency] = change(money.GetValueOrDefault(currency) ?? new BacktestMoney(currency, 0, 0, 0));
    }
}
