using System.Runtime.ExceptionServices;

namespace Tidegate.Traffic;

/// <summary>
/// Batches that a thread of their own fills ahead, to be taken in order. A few are held, and used again.
/// </summary>
/// <remarks>
/// Who has to wait sleeps at once: where both cores have work, spinning takes it from who is waited for. And the thread that fills, once it has
/// filled all, sleeps until half of them are free, so that it does not wake for each.
/// </remarks>
/// <typeparam name="T">A batch.</typeparam>
internal sealed class ReadAhead<T> : IDisposable
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Func<T, int> _fill;
    private readonly Slot[] _ring;
    private readonly object _changes = new(); // guards how far both threads are
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _stopping;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private long _filled;
    private long _free;
    private long _taken;
    private bool _full;
    private bool _finished;
    private bool _ended;
    private bool _disposed;

    /// <summary>Starts filling at once.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="batches">The batches, at least two.</param>
    /// <param name="fill">Fills a batch, on the other thread; returns how much it has read, 0 only at the end.</param>
    /// <param name="cancel">Ends the filling; <see cref="TryTake"/> then says that it is the end.</param>
    public ReadAhead(string name, IReadOnlyList<T> batches, Func<T, int> fill, CancellationToken cancel)
    {
        _fill = fill;
        _ring = [.. batches.Select(static b => new Slot(b))];
        _free = _ring.Length;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _stopping = _stop.Token.Register(Wake);
        _thread = new Thread(Fill) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Gives the batch taken last back and waits for the next one; false at the end.</summary>
    /// <param name="batch">The batch, to be used until the next call.</param>
    /// <param name="read">What the filling returned, more than 0.</param>
    public bool TryTake(out T batch, out int read)
    {
        (batch, read) = (_ring[0].Batch, 0);
        if (_ended) return false;
        if (!WaitForFilled())
        {
            // A read may hang for as long as a pipe is silent: wait for its end, but not for ever.
            if (_stop.IsCancellationRequested) _thread.Join(Patience);
            else _failure?.Throw();
            return false;
        }

        var slot = _ring[_taken++ % _ring.Length];
        (batch, read) = (slot.Batch, slot.Read);
        return true;
    }

    /// <summary>Ends the thread, unless it hangs in a read (of a silent pipe): then it still uses the batches and what it reads from.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool TryEnd()
    {
        if (_disposed) return true;
        _stop.Cancel();
        if (!_thread.Join(Patience)) return false;
        _disposed = true;
        _stopping.Dispose();
        _stop.Dispose();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => TryEnd();

    // Gives back what was taken; false at the end.
    private bool WaitForFilled()
    {
        lock (_changes)
        {
            _free = _ring.Length - (_filled - _taken);
            if (_full && _free * 2 >= _ring.Length) Monitor.PulseAll(_changes);
            while (_filled == _taken && !_finished && !_stop.IsCancellationRequested) Monitor.Wait(_changes);
            _ended = _filled == _taken || _stop.IsCancellationRequested;
            return !_ended;
        }
    }

    // False when there is no use for more.
    private bool WaitForFree()
    {
        lock (_changes)
        {
            _full = _free == 0;
            while (_full && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_changes);
                _full = _free * 2 < _ring.Length;
            }

            return !_stop.IsCancellationRequested;
        }
    }

    private void Wake()
    {
        lock (_changes) Monitor.PulseAll(_changes);
    }

    private void Fill()
    {
        Niceness.LetOthersGoFirst();
        try
        {
            while (WaitForFree())
            {
                var slot = _ring[_filled % _ring.Length];
                slot.Read = _fill(slot.Batch);
                if (slot.Read == 0) break;
                lock (_changes)
                {
                    _filled++;
                    _free--;
                    Monitor.PulseAll(_changes);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It is the end.
        }
#pragma warning disable CA1031 // whatever it is, it belongs to the thread that takes
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        lock (_changes)
        {
            _finished = true;
            Monitor.PulseAll(_changes);
        }
    }

    private sealed class Slot(T batch)
    {
        public readonly T Batch = batch;
        public int Read;
    }
}
