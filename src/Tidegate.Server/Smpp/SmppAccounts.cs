using System.Collections.Concurrent;

namespace Tidegate.Server.Smpp;

/// <summary>Accounts that have bound.</summary>
internal sealed class SmppAccounts(SmppOptions options, ReceiptJournal receipts, TimeProvider time)
{
    private const int Room = 10_000;
    private readonly ConcurrentDictionary<string, SmppAccount> _accounts = new(StringComparer.Ordinal);

    public IEnumerable<SmppAccount> All => _accounts.Values;

    /// <summary>How a system_id is treated; null for one that may not bind.</summary>
    public SmppAccountOptions? OptionsOf(string systemId) => options.Accounts.TryGetValue(systemId, out var listed) ? listed : options.OnlyListed ? null : options.Standard;

    /// <summary>The account of a system_id that the SMSC took. Those that are neither listed nor bound are forgotten when there are too many.</summary>
    public SmppAccount Of(string systemId, SmppAccountOptions treated)
    {
        if (_accounts.Count >= Room)
            foreach (var (known, account) in _accounts)
                if (!account.IsBound && account.OwnReceipts.IsEmpty && !options.Accounts.ContainsKey(known)) _accounts.TryRemove(known, out _);
        return _accounts.GetOrAdd(systemId, id =>
        {
            var account = new SmppAccount(id, treated, options.SpaceOf(treated.CustomerOf(id), treated.Upstream), receipts, time);
            account.OwnReceipts.Ready = account.HandOut;
            return account;
        });
    }
}
