using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>A source whose events are looked at while it is read.</summary>
/// <param name="source">The source, disposed with this one.</param>
/// <param name="look">Looks at the events read, in order, on the thread that reads.</param>
internal sealed class WatchedSource(EventSource source, Action<ReadOnlySpan<TrafficEvent>> look) : EventSource
{
    public override SourceReport Report => source.Report;

    public override IReadOnlyList<SourceReport> Reports => source.Reports;

    public override int Read(Span<TrafficEvent> batch)
    {
        var count = source.Read(batch);
        look(batch[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
