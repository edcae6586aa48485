namespace Tidegate.Smpp.Sessions;

/// <summary>Requests that the peer has not answered, by sequence number, and how many of them there may be at once. Any thread may call it.</summary>
/// <typeparam name="T">What is kept of a request.</typeparam>
/// <param name="window">How many may be unanswered; 1 or more.</param>
/// <param name="last">The sequence number before the first.</param>
public sealed class RequestWindow<T>(int window, uint last = 0)
{
    private const uint Highest = 0x7FFF_FFFF;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private Slot[] _slots = new Slot[16]; // by the low bits of the number: of two that meet the later one takes the next number
    private TaskCompletionSource? _empty;
    private uint _last = last;
    private int _used;
    private int _free = window > 0 ? window : throw new ArgumentOutOfRangeException(nameof(window), window, "expected 1 or more");
    private bool _closed;

    /// <summary>Requests unanswered, without those added outside.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return window - _free;
        }
    }

    /// <summary>Adds a request when there is a place for it and nobody waits for one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sequence">Its sequence number: 1 to 0x7FFFFFFF, none that is still in use.</param>
    public bool TryAdd(in T request, out uint sequence)
    {
        lock (_gate)
        {
            if (_free == 0 || _closed)
            {
                sequence = 0;
                return false;
            }

            _free--;
            sequence = Put(request, true);
            return true;
        }
    }

    /// <summary>Waits for a place, in the order of those who wait. It is to be used by <see cref="AddEntered"/>.</summary>
    /// <exception cref="ObjectDisposedException">No more may be added.</exception>
    public async Task EnterAsync(CancellationToken cancel)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_free > 0)
            {
                _free--;
                return;
            }

            _waiting.Enqueue(turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using var giveUp = cancel.UnsafeRegister(static turn => ((TaskCompletionSource)turn!).TrySetCanceled(CancellationToken.None), turn);
        try
        {
            await turn.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancel);
        }
    }

    /// <summary>Adds a request to a place that was waited for.</summary>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="ObjectDisposedException">No more may be added.</exception>
    public uint AddEntered(in T request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return Put(request, true);
        }
    }

    /// <summary>Adds a request that takes no place: one of the session's own.</summary>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="ObjectDisposedException">No more may be added.</exception>
    public uint AddOutside(in T request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return Put(request, false);
        }
    }

    /// <summary>Takes the request that a response belongs to; false for a response to nothing.</summary>
    public bool TryTake(uint sequence, out T request)
    {
        lock (_gate)
        {
            ref var slot = ref _slots[sequence & (uint)(_slots.Length - 1)];
            if (sequence == 0 || slot.Sequence != sequence)
            {
                request = default!;
                return false;
            }

            request = slot.Request;
            Clear(ref slot);
            return true;
        }
    }

    /// <summary>Takes the requests that a condition holds for.</summary>
    public IReadOnlyList<T> TakeWhere(Predicate<T> condition)
    {
        var taken = new List<T>();
        lock (_gate)
        {
            for (var i = 0; _used > 0 && i < _slots.Length; i++)
            {
                ref var slot = ref _slots[i];
                if (slot.Sequence == 0 || !condition(slot.Request)) continue;
                taken.Add(slot.Request);
                Clear(ref slot);
            }
        }

        return taken;
    }

    /// <summary>Lets nothing more be added; who waits is told.</summary>
    /// <returns>The requests that are left.</returns>
    public IReadOnlyList<T> Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_waiting.TryDequeue(out var turn)) turn.TrySetException(new ObjectDisposedException(nameof(RequestWindow<T>)));
            _empty?.TrySetResult();
        }

        return TakeWhere(static _ => true);
    }

    /// <summary>Waits until nothing is unanswered but what was added outside, or no more may be added.</summary>
    public Task EmptyAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_free == window || _closed) return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task.WaitAsync(cancel);
        }
    }

    private uint Put(in T request, bool counted)
    {
        if (_used * 2 >= _slots.Length) Grow();
        do _last = _last >= Highest ? 1 : _last + 1;
        while (_slots[_last & (uint)(_slots.Length - 1)].Sequence != 0);
        _slots[_last & (uint)(_slots.Length - 1)] = new Slot { Sequence = _last, Counted = counted, Request = request };
        _used++;
        return _last;
    }

    private void Clear(ref Slot slot)
    {
        var counted = slot.Counted;
        slot = default;
        _used--;
        if (!counted) return;
        while (_waiting.TryDequeue(out var turn))
            if (turn.TrySetResult()) return; // the place is that one's
        if (++_free < window || _empty is null) return;
        _empty.TrySetResult();
        _empty = null;
    }

    // Numbers that did not meet do not meet in twice the room.
    private void Grow()
    {
        var grown = new Slot[_slots.Length * 2];
        foreach (ref readonly var slot in _slots.AsSpan())
            if (slot.Sequence != 0) grown[slot.Sequence & (uint)(grown.Length - 1)] = slot;
        _slots = grown;
    }

    private struct Slot
    {
        public uint Sequence;
        public bool Counted;
        public T Request;
    }
}
