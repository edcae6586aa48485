using Tidegate.Live;
using Tidegate.Traffic;

namespace Tidegate.Server.Packs;

/// <summary>What the evidence store has kept, then what the journal still holds; each event once.</summary>
internal sealed class EvidenceSource(IReadOnlyList<byte[]> kept, EventSource journal, TrafficNames names, SeenIds seen) : EventSource
{
    private TrafficEvent[] _events = [];
    private int _batch;
    private int _count;
    private int _at;

    /// <inheritdoc/>
    public override SourceReport Report => journal.Report;

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        while (_at == _count && _batch < kept.Count) Next();
        if (_at == _count) return journal.Read(batch);
        var part = Math.Min(batch.Length, _count - _at);
        _events.AsSpan(_at, part).CopyTo(batch);
        _at += part;
        return part;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) journal.Dispose();
        base.Dispose(disposing);
    }

    private void Next()
    {
        var events = LiveBatchCodec.Decode(kept[_batch++]);
        if (_events.Length < events.Count) _events = new TrafficEvent[events.Count];
        events.Translate(names, _events);
        (_at, _count) = (0, 0);
        for (var i = 0; i < events.Count; i++) if (seen.Add(_events[i])) _events[_count++] = _events[i];
    }
}
