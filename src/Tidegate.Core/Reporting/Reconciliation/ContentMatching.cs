namespace Tidegate.Reporting.Reconciliation;

/// <summary>
/// Takes messages for the same that have one destination and, where every message of both files states them, one customer
/// and one sender, at times no further apart than a tolerance. No other choice of pairs matches more of them.
/// </summary>
internal sealed class ContentMatching(TimeSpan tolerance, bool customer, bool sender)
{
    private readonly long _tolerance = (long)tolerance.TotalMilliseconds;

    /// <summary>The parties that are compared.</summary>
    public IReadOnlyList<string> Parties => [.. new[] { customer ? "customer" : "", sender ? "sender" : "" }.Where(p => p.Length > 0)];

    /// <summary>Matches a partition and enters what differs or is left over; returns how many were matched.</summary>
    public long Match(MessageRecord[] ours, MessageRecord[] theirs, DifferenceLedger ledger)
    {
        Array.Sort(ours, InOrder);
        Array.Sort(theirs, InOrder);
        long matched = 0;
        var (i, j) = (0, 0);
        while (i < ours.Length || j < theirs.Length)
        {
            var by = i == ours.Length ? 1 : j == theirs.Length ? -1 : Group(in ours[i], in theirs[j]);
            if (by == 0) by = Apart(ours[i].Time, theirs[j].Time);
            if (by < 0)
            {
                ledger.Missing(in ours[i++]);
            }
            else if (by > 0)
            {
                ledger.Extra(in theirs[j++]);
            }
            else
            {
                matched++;
                if (ledger.Differs(in ours[i], in theirs[j])) ledger.Matched(in ours[i], in theirs[j]);
                i++;
                j++;
            }
        }

        return matched;
    }

    private int Apart(long ours, long theirs) => ours < theirs - _tolerance ? -1 : ours > theirs + _tolerance ? 1 : 0;

    private int InOrder(MessageRecord a, MessageRecord b) => Group(in a, in b) is var by and not 0 ? by : MessageRecord.CompareTimes(in a, in b);

    private int Group(in MessageRecord a, in MessageRecord b)
    {
        var by = a.Destination.CompareTo(b.Destination);
        if (by == 0 && customer) by = a.Customer.CompareTo(b.Customer);
        return by == 0 && sender ? a.Sender.CompareTo(b.Sender) : by;
    }
}
