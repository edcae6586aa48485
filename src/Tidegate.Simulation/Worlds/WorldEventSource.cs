using Tidegate.Traffic;

namespace Tidegate.Simulation.Worlds;

/// <summary>Reads a world's events from memory.</summary>
internal sealed class WorldEventSource(string name, TrafficEvent[] events) : EventSource
{
    private int _next;

    public override SourceReport Report { get; } = new(name, "tidegate-world");

    public override int Read(Span<TrafficEvent> batch)
    {
        var n = Math.Min(batch.Length, events.Length - _next);
        events.AsSpan(_next, n).CopyTo(batch);
        _next += n;
        Report.Records = _next;
        return n;
    }
}
