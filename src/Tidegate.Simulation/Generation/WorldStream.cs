using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>A world's events as they are made, minute by minute: for worlds too large to hold.</summary>
public sealed class WorldStream(WorldSpec spec) : EventSource
{
    private readonly WorldGenerator _generator = new(spec);
    private readonly List<TrafficEvent> _events = [];
    private readonly List<LabelledSubmission> _labels = [];
    private int _next;

    /// <summary>The names behind the ids of the events.</summary>
    public TrafficNames Names => _generator.Names;

    /// <inheritdoc/>
    public override SourceReport Report { get; } = new(spec.Name, "tidegate-world");

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        while (_next == _events.Count)
        {
            _events.Clear();
            _labels.Clear();
            _next = 0;
            if (!_generator.NextMinute(_events, _labels)) return 0;
        }

        var n = Math.Min(batch.Length, _events.Count - _next);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_events).Slice(_next, n).CopyTo(batch);
        _next += n;
        Report.Records += n;
        return n;
    }
}
