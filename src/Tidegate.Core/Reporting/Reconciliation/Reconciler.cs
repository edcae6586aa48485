using Tidegate.Traffic;

namespace Tidegate.Reporting.Reconciliation;

/// <summary>
/// Holds what passed through us against what somebody else says passed. Both are cut by a hash of the message id into
/// partitions on disk; each partition is sorted and merged; what is left over or differs is cut again, by range, and
/// matched by contents where that was asked for. Memory holds one partition of each, a 256th, whatever the size.
/// </summary>
public static class Reconciler
{
    /// <summary>The customer that importers are told to put where a file names none.</summary>
    public const string NotStated = "(not stated)";

    /// <summary>Reads both, each on a thread of its own, and compares them. The result does not depend on the order of the files.</summary>
    /// <param name="ours">What passed through us.</param>
    /// <param name="theirs">What it is held against.</param>
    /// <param name="names">Where both sources intern their names.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="each">Gets each difference; null for none.</param>
    /// <param name="cell">Gets the counts of each range and hour with differences; null for none.</param>
    /// <param name="cancel">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="IOException">Temporary files cannot be written.</exception>
    public static ReconciliationReport Run(
        EventSource ours,
        EventSource theirs,
        TrafficNames names,
        ReconcileOptions options,
        Action<Difference>? each = null,
        Action<CellDifferences>? cell = null,
        CancellationToken cancel = default)
    {
        using var ourSpill = new RecordSpill(options.TemporaryFolder);
        using var theirSpill = new RecordSpill(options.TemporaryFolder);
        var ourSide = new SideReader(ours, options.Amount, orOther: false, cancel);
        var theirSide = new SideReader(theirs, options.Amount, orOther: true, cancel);
        var notStated = names.Customers.Intern(NotStated);
        var reading = Task.Run(() => theirSide.Read(theirSpill, notStated), cancel);
        try
        {
            ourSide.Read(ourSpill, notStated);
        }
        finally
        {
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne(); // its spill is disposed below
        }

        reading.GetAwaiter().GetResult();
        var ledger = new DifferenceLedger(options, names, each, cell);
        using var left = new Leftovers(options.TemporaryFolder);
        var byId = MatchIds(ourSpill, theirSpill, left, ledger, options, cancel);
        var parties = UsesContents(options.MatchBy, byId, Math.Min(ourSpill.Count, theirSpill.Count))
            ? new ContentMatching(options.Tolerance, ourSide.AllStateCustomer && theirSide.AllStateCustomer, ourSide.AllStateSender && theirSide.AllStateSender)
            : null;
        var byContents = left.Settle(ledger, parties, cancel);
        return new ReconciliationReport
        {
            Ours = ourSide.Summary(ourSpill.Count, names),
            Theirs = theirSide.Summary(theirSpill.Count, names),
            MatchedById = byId,
            MatchedByContents = byContents,
            PartiesCompared = parties?.Parties,
            NotCompared = ledger.NotCompared,
            Outside = ledger.Outside,
            Totals = ledger.Totals,
            Ranges = ledger.Ranges,
            RangesLeftOut = ledger.RangesLeftOut,
            Hours = ledger.Hours,
        };
    }

    private static bool UsesContents(MatchBy by, long matchedById, long smaller) => by switch
    {
        MatchBy.Both or MatchBy.Contents => true,
        MatchBy.Auto => matchedById * 2 < smaller,
        _ => false,
    };

    private static long MatchIds(RecordSpill ourSpill, RecordSpill theirSpill, Leftovers left, DifferenceLedger ledger, ReconcileOptions options, CancellationToken cancel)
    {
        long matched = 0;
        for (var partition = 0; partition < RecordSpill.Partitions; partition++)
        {
            cancel.ThrowIfCancellationRequested();
            var (ours, theirs) = (ourSpill.Read(partition), theirSpill.Read(partition));
            if (options.MatchBy == MatchBy.Contents)
            {
                foreach (ref var record in ours.AsSpan()) left.Missing(in record);
                foreach (ref var record in theirs.AsSpan()) left.Extra(in record);
                continue;
            }

            Array.Sort(ours, MessageRecord.CompareIds);
            Array.Sort(theirs, MessageRecord.CompareIds);
            matched += Merge(ours, theirs, left, ledger);
        }

        return matched;
    }

    // Of the same id and destination, the first of ours is the first of theirs, and so on: what is over has been repeated.
    private static long Merge(MessageRecord[] ours, MessageRecord[] theirs, Leftovers left, DifferenceLedger ledger)
    {
        long matched = 0;
        var (i, j) = (0, 0);
        var last = default(MessageRecord);
        while (i < ours.Length || j < theirs.Length)
        {
            var by = i == ours.Length ? 1 : j == theirs.Length ? -1 : Compare(in ours[i], in theirs[j]);
            if (by < 0)
            {
                left.Missing(in ours[i++]);
            }
            else if (by > 0)
            {
                if (matched > 0 && Compare(in last, in theirs[j]) == 0) theirs[j].Repeated = 1;
                left.Extra(in theirs[j++]);
            }
            else
            {
                matched++;
                last = ours[i];
                if (ledger.Differs(in ours[i], in theirs[j])) left.Pair(in ours[i], in theirs[j]);
                i++;
                j++;
            }
        }

        return matched;
    }

    private static int Compare(in MessageRecord a, in MessageRecord b)
    {
        var by = a.Id.CompareTo(b.Id);
        return by != 0 ? by : a.Destination.CompareTo(b.Destination);
    }
}
