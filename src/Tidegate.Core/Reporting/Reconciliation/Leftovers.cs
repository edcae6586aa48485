namespace Tidegate.Reporting.Reconciliation;

/// <summary>What matching by id left over, and the pairs it found that differ, by range on disk.</summary>
internal sealed class Leftovers(string? folder) : IDisposable
{
    private readonly RecordSpill _missing = new(folder);
    private readonly RecordSpill _extra = new(folder);
    private readonly RecordSpill _pairs = new(folder);

    public void Missing(in MessageRecord ours) => _missing.Add(in ours, ours.Block);

    public void Extra(in MessageRecord theirs) => _extra.Add(in theirs, theirs.Block);

    /// <summary>Two messages that are the same one and differ; they have one destination, so they stay side by side.</summary>
    public void Pair(in MessageRecord ours, in MessageRecord theirs)
    {
        _pairs.Add(in ours, ours.Block);
        _pairs.Add(in theirs, theirs.Block);
    }

    /// <summary>Matches by contents if asked to, and enters what is left; returns how many were matched.</summary>
    public long Settle(DifferenceLedger ledger, ContentMatching? contents, CancellationToken cancel)
    {
        long matched = 0;
        for (var partition = 0; partition < RecordSpill.Partitions; partition++)
        {
            cancel.ThrowIfCancellationRequested();
            var pairs = _pairs.Read(partition);
            for (var i = 0; i < pairs.Length; i += 2) ledger.Matched(in pairs[i], in pairs[i + 1]);
            var (ours, theirs) = (_missing.Read(partition), _extra.Read(partition));
            if (contents is null)
            {
                foreach (ref var record in ours.AsSpan()) ledger.Missing(in record);
                foreach (ref var record in theirs.AsSpan()) ledger.Extra(in record);
            }
            else
            {
                matched += contents.Match(ours, theirs, ledger);
            }

            ledger.EndPartition();
        }

        return matched;
    }

    public void Dispose()
    {
        _missing.Dispose();
        _extra.Dispose();
        _pairs.Dispose();
    }
}
