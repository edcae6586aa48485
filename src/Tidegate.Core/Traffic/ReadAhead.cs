using System.Runtime.ExceptionServices;

namespace Tidegate.Traffic;

/// <summary>
/// Batches that a thread of their own fills ahead, to be taken in order. A few are held, and used again.
/// </summary>
/// <typeparam name="T">A batch.</typeparam>
internal sealed class ReadAhead<T> : IDisposable
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Func<T, int> _fill;
    private readonly Slot[] _ring;
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _filled = new(0);
    private readonly CancellationTokenSource _stop;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private long _next;
    private bool _holds;
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
        _free = new SemaphoreSlim(_ring.Length);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _thread = new Thread(Fill) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Gives the batch taken last back and waits for the next one; false at the end.</summary>
    /// <param name="batch">The batch, to be used until the next call.</param>
    /// <param name="read">What the filling returned, more than 0.</param>
    public bool TryTake(out T batch, out int read)
    {
        if (_holds) _free.Release();
        _holds = false;
        (batch, read) = (_ring[0].Batch, 0);
        if (_ended) return false;
        try
        {
            _filled.Wait(_stop.Token); // the other thread fills an empty batch on whatever way it ends
        }
        catch (OperationCanceledException)
        {
            // A read may hang for as long as a pipe is silent: wait for its end, but not for ever.
            _thread.Join(Patience);
            _ended = true;
            return false;
        }

        var slot = _ring[_next++ % _ring.Length];
        if (slot.Read == 0)
        {
            _ended = true;
            _failure?.Throw();
            return false;
        }

        _holds = true;
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
        _stop.Dispose();
        _free.Dispose();
        _filled.Dispose();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => TryEnd();

    private void Fill()
    {
        for (long turn = 0; ; turn++)
        {
            var slot = _ring[turn % _ring.Length];
            var read = 0;
            try
            {
                _free.Wait(_stop.Token);
                read = _fill(slot.Batch);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                EndFor(turn);
                return;
            }
#pragma warning disable CA1031 // whatever it is, it belongs to the thread that takes
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            slot.Read = read;
            _filled.Release();
            if (read == 0) return;
        }
    }

    /// <summary>Marks the end where no batch is free: the taker may still be in the one that the turn would take.</summary>
    private void EndFor(long turn)
    {
        _ring[turn % _ring.Length] = new Slot(_ring[turn % _ring.Length].Batch);
        _filled.Release();
    }

    private sealed class Slot(T batch)
    {
        public readonly T Batch = batch;
        public int Read;
    }
}
