using System.Runtime.ExceptionServices;

namespace Tidegate.Traffic;

/// <summary>
/// Reads another source ahead on a thread of its own, so that parsing and detecting use two cores. The events and
/// their order are those of the other source. A few batches are held, and used again.
/// </summary>
/// <remarks>
/// The source's names are interned on the reading thread; ids that <see cref="Read"/> has handed out can be resolved.
/// </remarks>
public sealed class BackgroundEventSource : EventSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly EventSource _source;
    private readonly Batch[] _ring;
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _filled = new(0);
    private readonly CancellationTokenSource _stop;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private Batch? _current;
    private long _next;
    private int _at;
    private bool _ended;
    private bool _disposed;

    /// <summary>Starts reading at once.</summary>
    /// <param name="source">The source to read, disposed with this one.</param>
    /// <param name="batchSize">Events in a batch; default 4096.</param>
    /// <param name="batches">Batches held at most, at least 2; default 8.</param>
    /// <param name="cancel">Ends the reading; <see cref="Read"/> then returns 0 as at the end.</param>
    public BackgroundEventSource(EventSource source, int batchSize = 4096, int batches = 8, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 2);
        _source = source;
        _ring = new Batch[batches];
        for (var i = 0; i < batches; i++) _ring[i] = new Batch(new TrafficEvent[batchSize]);
        _free = new SemaphoreSlim(batches);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _thread = new Thread(ReadAhead) { IsBackground = true, Name = "tidegate read" };
        _thread.Start();
    }

    /// <inheritdoc/>
    /// <remarks>Runs ahead of what <see cref="Read"/> has returned.</remarks>
    public override SourceReport Report => _source.Report;

    /// <inheritdoc/>
    public override IReadOnlyList<SourceReport> Reports => _source.Reports;

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        if (batch.IsEmpty || (_current is null && !TakeBatch())) return 0;
        var count = Math.Min(batch.Length, _current!.Count - _at);
        _current.Events.AsSpan(_at, count).CopyTo(batch);
        _at += count;
        if (_at < _current.Count) return count;
        _current = null;
        _free.Release();
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            if (!_thread.Join(Patience)) return; // it hangs in a read (a silent pipe) and still uses all of these
            _source.Dispose();
            _stop.Dispose();
            _free.Dispose();
            _filled.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TakeBatch()
    {
        if (_ended) return false;
        try
        {
            _filled.Wait(_stop.Token); // the reading thread fills an empty batch on whatever way it ends
        }
        catch (OperationCanceledException)
        {
            // A read may hang for as long as a pipe is silent: wait for its end, but not for ever.
            _thread.Join(Patience);
            _ended = true;
            return false;
        }

        var batch = _ring[_next++ % _ring.Length];
        if (batch.Count == 0)
        {
            _ended = true;
            _failure?.Throw();
            return false;
        }

        _current = batch;
        _at = 0;
        return true;
    }

    private void ReadAhead()
    {
        for (long turn = 0; ; turn++)
        {
            var batch = _ring[turn % _ring.Length];
            var count = 0;
            try
            {
                _free.Wait(_stop.Token);
                count = _source.Read(batch.Events);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                EndFor(turn);
                return;
            }
#pragma warning disable CA1031 // whatever it is, it belongs to the thread that reads
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            batch.Count = count;
            _filled.Release();
            if (count == 0) return;
        }
    }

    /// <summary>Marks the end where no batch is free: the reader may still be in the one that the turn would take.</summary>
    private void EndFor(long turn)
    {
        _ring[turn % _ring.Length] = new Batch([]);
        _filled.Release();
    }

    private sealed class Batch(TrafficEvent[] events)
    {
        public readonly TrafficEvent[] Events = events;
        public int Count;
    }
}
