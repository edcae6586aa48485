using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>
/// Counts differences by range and hour. Those of a range come all within one partition, so cells and ranges are
/// finished with it; what is held over all partitions is the hours, and the ranges with most at stake.
/// </summary>
internal sealed class DifferenceLedger(ReconcileOptions options, TrafficNames names, Action<Difference>? each, Action<CellDifferences>? cell)
{
    private readonly Dictionary<(ulong Block, long Hour, ushort Currency), DifferenceCounts> _cells = [];
    private readonly SortedDictionary<(long Hour, string Currency), DifferenceCounts> _hours = [];
    private readonly SortedDictionary<string, DifferenceCounts> _totals = new(StringComparer.Ordinal);
    private readonly List<RangeDifferences> _ranges = [];
    private readonly long _since = options.Since?.ToUnixTimeMilliseconds() ?? long.MinValue;
    private readonly long _until = options.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    public long Outside { get; private set; }

    public long NotCompared { get; private set; }

    public long RangesLeftOut { get; private set; }

    public IReadOnlyDictionary<string, DifferenceCounts> Totals => _totals;

    public IReadOnlyList<RangeDifferences> Ranges => _ranges;

    public IReadOnlyList<HourDifferences> Hours =>
        [.. _hours.Select(h => new HourDifferences(DateTimeOffset.FromUnixTimeMilliseconds(h.Key.Hour), h.Key.Currency, h.Value))];

    /// <summary>Whether two matched messages differ; counts those that cannot be compared.</summary>
    public bool Differs(in MessageRecord ours, in MessageRecord theirs)
    {
        if (float.IsNaN(ours.Amount) || float.IsNaN(theirs.Amount))
        {
            NotCompared++;
            return false;
        }

        return OtherCurrency(in ours, in theirs) || OtherAmount(in ours, in theirs);
    }

    public void Missing(in MessageRecord ours) =>
        Take(DifferenceKind.Missing, in ours, StatedMoney.OrNull(ours.Amount), null, 0, new DifferenceCounts(1, StatedMoney.OrNull(ours.Amount) ?? 0, 0, 0, 0, 0, 0, 0));

    public void Extra(in MessageRecord theirs)
    {
        var amount = StatedMoney.OrNull(theirs.Amount);
        var kind = theirs.Repeated > 0 ? DifferenceKind.Repeated : DifferenceKind.Extra;
        Take(kind, in theirs, null, amount, theirs.Currency, new DifferenceCounts(0, 0, 1, amount ?? 0, theirs.Repeated, 0, 0, 0));
    }

    /// <summary>Two matched messages that <see cref="Differs"/>.</summary>
    public void Matched(in MessageRecord ours, in MessageRecord theirs)
    {
        var (a, b) = (StatedMoney.Of(ours.Amount), StatedMoney.Of(theirs.Amount));
        if (OtherCurrency(in ours, in theirs)) Take(DifferenceKind.Currency, in ours, a, b, theirs.Currency, new DifferenceCounts(0, 0, 0, 0, 0, 0, 0, 1));
        else Take(DifferenceKind.Price, in ours, a, b, theirs.Currency, new DifferenceCounts(0, 0, 0, 0, 0, 1, b - a, 0));
    }

    /// <summary>Ends a partition: its cells and ranges get no more.</summary>
    public void EndPartition()
    {
        var ranges = new Dictionary<(ulong Block, ushort Currency), DifferenceCounts>();
        foreach (var (key, counts) in _cells.OrderBy(c => c.Key))
        {
            cell?.Invoke(new CellDifferences(key.Block * 10_000, key.Block * 10_000 + 9_999, DateTimeOffset.FromUnixTimeMilliseconds(key.Hour), names.Currencies[key.Currency], counts));
            ranges[(key.Block, key.Currency)] = ranges.GetValueOrDefault((key.Block, key.Currency)) + counts;
        }

        _cells.Clear();
        _ranges.AddRange(ranges.Select(r => new RangeDifferences(r.Key.Block * 10_000, r.Key.Block * 10_000 + 9_999, names.Currencies[r.Key.Currency], r.Value)));
        _ranges.Sort(MostAtStakeFirst);
        if (_ranges.Count <= options.MaxRanges) return;
        RangesLeftOut += _ranges.Count - options.MaxRanges;
        _ranges.RemoveRange(options.MaxRanges, _ranges.Count - options.MaxRanges);
    }

    private static int MostAtStakeFirst(RangeDifferences a, RangeDifferences b)
    {
        var by = b.Counts.AtStake.CompareTo(a.Counts.AtStake);
        if (by == 0) by = b.Counts.Messages.CompareTo(a.Counts.Messages);
        if (by == 0) by = a.From.CompareTo(b.From);
        return by != 0 ? by : string.CompareOrdinal(a.Currency, b.Currency);
    }

    private static bool OtherCurrency(in MessageRecord ours, in MessageRecord theirs) =>
        ours.Currency != theirs.Currency && ours.Currency != 0 && theirs.Currency != 0;

    private bool OtherAmount(in MessageRecord ours, in MessageRecord theirs) =>
        Math.Abs((double)ours.Amount - theirs.Amount) > options.AmountTolerance + 1e-6 * Math.Abs(ours.Amount);

    private void Take(DifferenceKind kind, in MessageRecord message, decimal? ours, decimal? theirs, ushort theirCurrency, DifferenceCounts counts)
    {
        if (message.Time < _since || message.Time >= _until)
        {
            Outside++;
            return;
        }

        var key = (message.Block, message.Hour, message.Currency);
        _cells[key] = _cells.GetValueOrDefault(key) + counts;
        var currency = names.Currencies[message.Currency];
        _totals[currency] = _totals.GetValueOrDefault(currency) + counts;
        _hours[(message.Hour, currency)] = _hours.GetValueOrDefault((message.Hour, currency)) + counts;
        each?.Invoke(new Difference(
            kind,
            DateTimeOffset.FromUnixTimeMilliseconds(message.Time),
            message.Destination,
            names.Customers[message.Customer],
            names.Senders[message.Sender],
            ours,
            ours is null ? "" : currency,
            theirs,
            theirs is null ? "" : names.Currencies[theirCurrency]));
    }
}
