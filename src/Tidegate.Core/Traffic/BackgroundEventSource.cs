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
    private readonly EventSource _source;
    private readonly ReadAhead<TrafficEvent[]> _ahead;
    private TrafficEvent[] _batch = [];
    private int _count;
    private int _at;
    private bool _disposed;

    /// <summary>Starts reading at once.</summary>
    /// <param name="source">The source to read, disposed with this one.</param>
    /// <param name="batchSize">Events in a batch; default 4096.</param>
    /// <param name="batches">Batches held at most, at least 2; default 16.</param>
    /// <param name="cancel">Ends the reading; <see cref="Read"/> then returns 0 as at the end.</param>
    public BackgroundEventSource(EventSource source, int batchSize = 4096, int batches = 16, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 2);
        _source = source;
        _ahead = new ReadAhead<TrafficEvent[]>("tidegate read", [.. Enumerable.Range(0, batches).Select(_ => new TrafficEvent[batchSize])], b => source.Read(b), cancel);
    }

    /// <inheritdoc/>
    /// <remarks>Runs ahead of what <see cref="Read"/> has returned.</remarks>
    public override SourceReport Report => _source.Report;

    /// <inheritdoc/>
    public override IReadOnlyList<SourceReport> Reports => _source.Reports;

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        if (batch.IsEmpty) return 0;
        if (_at == _count)
        {
            _at = 0;
            if (!_ahead.TryTake(out _batch, out _count)) return _count = 0;
        }

        var count = Math.Min(batch.Length, _count - _at);
        _batch.AsSpan(_at, count).CopyTo(batch);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (_ahead.TryEnd()) _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
