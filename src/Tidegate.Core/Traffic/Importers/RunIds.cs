namespace Tidegate.Traffic.Importers;

/// <summary>
/// What the files of one run know together, so that a log that was rotated is read as one: the ids that suppliers gave,
/// for each kind of log apart, and the accounts of messages that lines of their own name. One thread.
/// </summary>
/// <param name="most">How many ids of each kind of log are held.</param>
internal sealed class RunIds(int most)
{
    private readonly Dictionary<string, SupplierIds> _byLog = new(StringComparer.Ordinal);

    /// <summary>Accounts by message.</summary>
    public MessageAccounts Accounts { get; } = new(most);

    /// <summary>Those of a kind of log.</summary>
    public SupplierIds Of(string log)
    {
        if (!_byLog.TryGetValue(log, out var ids)) _byLog[log] = ids = new SupplierIds(most);
        return ids;
    }
}
