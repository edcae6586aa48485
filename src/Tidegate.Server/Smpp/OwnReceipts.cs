using System.Collections.Concurrent;

namespace Tidegate.Server.Smpp;

/// <summary>Receipts of an account that wait for a bind that receives. They are kept in the journal until a client has answered them.</summary>
internal sealed class OwnReceipts
{
    private const int Room = 10_000;
    private readonly ConcurrentQueue<OwnReceipt> _due;
    private readonly string _account;
    private readonly ReceiptJournal _journal;

    /// <param name="account">The system_id.</param>
    /// <param name="journal">Where they are kept.</param>
    public OwnReceipts(string account, ReceiptJournal journal)
    {
        (_account, _journal) = (account, journal);
        _due = new ConcurrentQueue<OwnReceipt>(journal.TakeLeft(account));
    }

    public bool NoneDue => _due.IsEmpty;

    /// <summary>How many wait.</summary>
    public int Due => _due.Count;

    /// <summary>Keeps one.</summary>
    /// <returns>False where there is no room.</returns>
    public bool TryAdd(byte[] pdu)
    {
        if (_due.Count >= Room) return false;
        _due.Enqueue(_journal.Keep(_account, pdu));
        return true;
    }

    /// <summary>Takes the next to be handed out; those that have grown too old are let go.</summary>
    public bool TryTake(out OwnReceipt? receipt)
    {
        while (_due.TryDequeue(out receipt))
        {
            if (!_journal.IsTooOld(receipt)) return true;
            _journal.LetGo(receipt.Number);
        }

        return false;
    }

    /// <summary>Puts one back that was handed out and not answered.</summary>
    public void Return(OwnReceipt receipt) => _due.Enqueue(receipt);

    /// <summary>A client has answered it.</summary>
    public void Done(OwnReceipt receipt) => _journal.LetGo(receipt.Number);
}
