using Tidegate.Live;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;
using Tidegate.Traffic;

namespace Tidegate.Server.Backtests;

/// <summary>
/// The events that were kept elsewhere, then those that the journal still holds, up to where it was at the start, each once. A few entries are in memory at a time, and no
/// reader is left open between them, so that the journal can go on being written and trimmed.
/// </summary>
internal sealed class JournalSource(LiveEngine engine, TrafficNames names, int maxKnown, IEnumerable<byte[]> kept, CancellationToken cancel) : EventSource
{
    private const int EntriesAtOnce = 16;

    private readonly SourceReport _report = new("journal", "tidegate-journal");
    private readonly SeenIds _seen = new(maxKnown);
    private readonly long _end = engine.JournalEnd;
    private readonly Queue<JournalEntry> _entries = new(kept.Select(batch => new JournalEntry(0, default, EntryKind.Events, batch)));
    private TrafficEvent[] _events = [];
    private int _count;
    private int _at;
    private long _position;

    /// <inheritdoc/>
    public override SourceReport Report => _report;

    /// <summary>How much of it has been read, from 0 to 1.</summary>
    public double Progress => _end == 0 ? 1 : Math.Min(1, (double)Interlocked.Read(ref _position) / _end);

    /// <inheritdoc/>
    public override int Read(Span<TrafficEvent> batch)
    {
        var filled = 0;
        while (filled < batch.Length && !cancel.IsCancellationRequested)
        {
            if (_at == _count && !Next()) break;
            var part = Math.Min(batch.Length - filled, _count - _at);
            _events.AsSpan(_at, part).CopyTo(batch[filled..]);
            (_at, filled) = (_at + part, filled + part);
        }

        return filled;
    }

    // The next batch of events that has any that are new.
    private bool Next()
    {
        while (!cancel.IsCancellationRequested)
        {
            if (_entries.Count == 0)
            {
                foreach (var entry in engine.ReadJournal(_position, EntriesAtOnce)) _entries.Enqueue(entry);
                if (_entries.Count == 0) return false;
            }

            var next = _entries.Dequeue();
            if (next.Position > _end) return false;
            Interlocked.Exchange(ref _position, next.Position);
            if (next.Kind == EntryKind.Events && Decode(next)) return true;
        }

        return false;
    }

    private bool Decode(JournalEntry entry)
    {
        LiveBatch events;
        try
        {
            events = LiveBatchCodec.Decode(entry.Body);
        }
        catch (InvalidDataException e)
        {
            _report.AddBad(entry.Position, e.Message, "");
            return false;
        }

        if (_events.Length < events.Count) _events = new TrafficEvent[events.Count];
        events.Translate(names, _events);
        (_at, _count) = (0, 0);
        for (var i = 0; i < events.Count; i++) if (_seen.Add(_events[i])) _events[_count++] = _events[i];
        _report.Records += events.Count;
        return _count > 0;
    }
}
