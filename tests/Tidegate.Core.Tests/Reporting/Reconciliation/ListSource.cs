using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Reporting.Reconciliation;

/// <summary>Events at hand as a source.</summary>
internal sealed class ListSource(IReadOnlyList<TrafficEvent> events) : EventSource
{
    private int _at;

    public override SourceReport Report { get; } = new("list", "list");

    public override int Read(Span<TrafficEvent> batch)
    {
        var count = 0;
        while (count < batch.Length && _at < events.Count) batch[count++] = events[_at++];
        return count;
    }
}
