namespace Tidegate.Traffic.Importers;

/// <summary>
/// Joins the receipts of a log to its messages by the suppliers' ids. One whose message is not known when its line comes
/// waits until all is read: the message may stand further down, or in another file of the run.
/// </summary>
/// <param name="options">Says whether the file is read with others.</param>
/// <param name="log">The kind of log.</param>
internal sealed class ReceiptJoin(ImportOptions options, string log)
{
    private readonly SupplierIds _ids = options.Run?.Of(log) ?? new SupplierIds(options.MaxRecords);
    private readonly List<Waiting> _waiting = [];

    /// <summary>Ties a supplier's id to a message.</summary>
    public void Add(ReadOnlySpan<byte> supplierId, in ImportedMessage message, ulong key) => _ids.Add(SupplierIds.Canonical(supplierId), key, message.SubmitTime);

    /// <summary>Gives a receipt the key of its message; false where that is not known.</summary>
    public bool TryJoin(ReadOnlySpan<byte> supplierId, ref ImportedMessage receipt) => TryJoin(SupplierIds.Canonical(supplierId), ref receipt);

    /// <summary>Keeps a receipt for <see cref="Finish"/>.</summary>
    public void Wait(ReadOnlySpan<byte> supplierId, in ImportedMessage receipt) =>
        _waiting.Add(new Waiting(SupplierIds.Canonical(supplierId), receipt.Key, receipt.StatusTime, receipt.Customer, receipt.Supplier, receipt.ErrorCode, receipt.Status));

    /// <summary>Hands out the receipts that wait, each with whether its message is known by now.</summary>
    public void Finish(Action<ImportedMessage, bool> take)
    {
        foreach (var waiting in _waiting)
        {
            var receipt = new ImportedMessage
            {
                Key = waiting.Key,
                StatusTime = waiting.Time,
                Customer = waiting.Customer,
                Supplier = waiting.Supplier,
                ErrorCode = waiting.ErrorCode,
                Status = waiting.Status,
            };
            var joined = TryJoin(waiting.Id, ref receipt);
            take(receipt, joined);
        }

        _waiting.Clear();
    }

    private bool TryJoin(ulong id, ref ImportedMessage receipt)
    {
        if (!_ids.TryGet(id, receipt.StatusTime, out var key)) return false;
        receipt.Key = key;
        return true;
    }

    private readonly record struct Waiting(ulong Id, ulong Key, long Time, int Customer, int Supplier, int ErrorCode, ReceiptStatus Status);
}
