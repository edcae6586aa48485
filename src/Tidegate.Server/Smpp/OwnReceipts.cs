using System.Collections.Concurrent;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>Receipts of an account that wait for a bind that receives. They are kept in the journal until a client has taken or refused them for good.</summary>
internal sealed class OwnReceipts
{
    private const int Room = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<OwnReceipt> _due;
    private readonly string _account;
    private readonly ReceiptJournal _journal;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<OwnReceipt, DateTimeOffset> _later = new();
    private readonly ITimer _timer;
    private DateTimeOffset _wakes = DateTimeOffset.MaxValue;

    /// <param name="account">The system_id.</param>
    /// <param name="journal">Where they are kept.</param>
    /// <param name="time">The clock.</param>
    public OwnReceipts(string account, ReceiptJournal journal, TimeProvider time)
    {
        (_account, _journal, _time) = (account, journal, time);
        _due = new ConcurrentQueue<OwnReceipt>(journal.TakeLeft(account));
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Told when some that were put off are due.</summary>
    public Action? Ready { get; set; }

    public bool NoneDue => _due.IsEmpty;

    /// <summary>Whether none waits, now or for later.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _due.IsEmpty && _later.Count == 0;
        }
    }

    /// <summary>Keeps one.</summary>
    /// <returns>False where there is no room.</returns>
    public bool TryAdd(byte[] pdu)
    {
        lock (_gate)
            if (_due.Count + _later.Count >= Room) return false;
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

    /// <summary>A client has taken it, or refused it for good.</summary>
    public void Done(OwnReceipt receipt) => _journal.LetGo(receipt.Number);

    /// <summary>A client cannot take it now: it is due again after a pause, each time twice as long up to five minutes.</summary>
    public void PutOff(OwnReceipt receipt)
    {
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(receipt.PutOff, 9)));
        lock (_gate)
        {
            var until = _time.GetUtcNow() + pause;
            _later.Enqueue(receipt with { PutOff = receipt.PutOff + 1 }, until);
            if (until < _wakes) Wake(at: until);
        }
    }

    /// <summary>Whether a status asks for another try: SMPP 3.4, 5.1.3.</summary>
    public static bool IsPassing(CommandStatus status) => status is CommandStatus.ReceiverTemporaryError or CommandStatus.MessageQueueFull or CommandStatus.Throttled;

    private void Wake()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            while (_later.TryPeek(out var receipt, out var until) && until <= now)
            {
                _due.Enqueue(receipt);
                _later.Dequeue();
            }

            _wakes = DateTimeOffset.MaxValue;
            if (_later.TryPeek(out _, out var next)) Wake(at: next);
        }

        if (!_due.IsEmpty) Ready?.Invoke();
    }

    private void Wake(DateTimeOffset at)
    {
        _wakes = at;
        var pause = at - _time.GetUtcNow();
        _timer.Change(pause > TimeSpan.FromMilliseconds(1) ? pause : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
