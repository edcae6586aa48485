namespace Tidegate.Traffic;

/// <summary>
/// Several sources as one, by event time: each next event is the earliest of those that the sources are at. Each
/// source keeps its own order; at equal times the source named first goes first, so the result is always the same.
/// </summary>
public sealed class MergedEventSource : EventSource
{
    private const int BatchSize = 1024;

    private readonly List<Lane> _lanes;
    private readonly PriorityQueue<Lane, (long Time, int Order)> _queue = new();
    private bool _started;

    /// <summary>Merges sources, which are disposed with this one.</summary>
    public MergedEventSource(IReadOnlyList<EventSource> sources)
    {
        _lanes = [.. sources.Select((source, order) => new Lane(source, order))];
        Report = new SourceReport($"{sources.Count} sources", "merged");
    }

    /// <summary>The sources' reports put together.</summary>
    public override SourceReport Report { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<SourceReport> Reports => [.. _lanes.SelectMany(l => l.Source.Reports)];

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        if (!_started)
        {
            _started = true;
            foreach (var lane in _lanes) lane.Source.Prepare();
            foreach (var lane in _lanes) Enqueue(lane);
        }

        var count = 0;
        while (count < batch.Length && _queue.TryDequeue(out var lane, out _))
        {
            // While the lane stays ahead of all others, its events need no queue.
            var limit = _queue.TryPeek(out _, out var next) ? next : (Time: long.MaxValue, Order: int.MaxValue);
            do
            {
                batch[count++] = lane.Batch[lane.At++];
            }
            while (count < batch.Length && lane.HasNext() && (lane.Batch[lane.At].Time, lane.Order).CompareTo(limit) < 0);
            Enqueue(lane);
        }

        UpdateReport();
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var lane in _lanes) lane.Source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Enqueue(Lane lane)
    {
        if (lane.HasNext()) _queue.Enqueue(lane, (lane.Batch[lane.At].Time, lane.Order));
    }

    private void UpdateReport()
    {
        long records = 0, bytes = 0;
        long? total = 0;
        foreach (var lane in _lanes)
        {
            records += lane.Source.Report.Records;
            bytes += lane.Source.Report.BytesRead;
            total += lane.Source.Report.TotalBytes;
        }

        Report.Records = records;
        Report.BytesRead = bytes;
        Report.TotalBytes = total;
        Report.SetBad(_lanes.Select(l => l.Source.Report));
    }

    private sealed class Lane(EventSource source, int order)
    {
        public readonly EventSource Source = source;
        public readonly int Order = order;
        public readonly TrafficEvent[] Batch = new TrafficEvent[BatchSize];
        public int At;
        private int _count;

        public bool HasNext()
        {
            if (At < _count) return true;
            At = 0;
            _count = Source.Read(Batch);
            return _count > 0;
        }
    }
}
