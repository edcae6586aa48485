namespace Tidegate.Traffic.Importers;

/// <summary>
/// The customers of Jasmin's messages: named on the line of sending, or on the gateway's line of the same message, which may
/// stand further down or in another file of the run; else the default.
/// </summary>
internal sealed class JasminCustomers(ImportSink sink, ImportOptions options)
{
    private readonly MessageAccounts _accounts = options.Run?.Accounts ?? new MessageAccounts(options.MaxRecords);
    private readonly int _default = sink.Names.Customers.Intern(options.DefaultCustomer);
    private readonly List<(ImportedMessage Message, long Line)> _unnamed = [];

    /// <summary>Takes the account that the gateway's line names.</summary>
    public void Name(ulong message, ReadOnlySpan<byte> account) => _accounts.Add(message, sink.Names.Customers[sink.Names.Customers.Intern(account)]);

    /// <summary>The customer as far as it is known yet; 0 where it is not.</summary>
    public int Of(ulong message, ReadOnlySpan<byte> named) =>
        !named.IsEmpty ? sink.Names.Customers.Intern(named) : _accounts.Of(message) is { } account ? sink.Names.Customers.Intern(account) : _default;

    /// <summary>Hands a message on; one without a customer once all is read.</summary>
    public void Add(in ImportedMessage message, long line)
    {
        if (message.Customer != 0) sink.Add(message);
        else if (sink.IsExplaining) Refuse(line);
        else _unnamed.Add((message, line));
    }

    /// <summary>Names those that were handed on, or kept, before the gateway's line of theirs came.</summary>
    public void Finish()
    {
        foreach (var (message, line) in _unnamed)
        {
            var named = message with { Customer = Of(message.Key, []) };
            if (named.Customer != 0) sink.Add(named);
            else Refuse(line);
        }

        _unnamed.Clear();
        for (var i = 0; _default != 0 && !_accounts.IsEmpty && i < sink.Events.Count; i++)
        {
            ref var item = ref sink.Events[i];
            if (item.Customer == _default) item.Customer = Of(item.MessageKey, []);
        }
    }

    private void Refuse(long line) => sink.Bad(line, RecordMapper.NoCustomer, []);
}
