using System.Globalization;
using Tidegate.Traffic.Importers;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// A source that may come newest first, as consoles export, or is to be sorted by time: then all of it is read before the
/// first event goes out. What comes oldest first is passed on as it comes.
/// </summary>
/// <param name="source">The source, disposed with this one.</param>
/// <param name="translation">From its names to those of whom it is read for.</param>
/// <param name="options">Whether it is sorted in any case, and how many events are held at most.</param>
internal sealed class OrderedSource(CountedSource source, NameTranslation translation, ReadingOptions options) : EventSource
{
    private const int HeadSize = 4096;
    private const int FewestFalls = 4; // a few records that come late are no order
    private const int FallsARise = 4;

    private readonly EventBuffer _held = new();
    private int[] _order = [];
    private int _next;
    private bool _started;
    private bool _heldAll;

    public override SourceReport Report => source.Report;

    public override int Read(Span<TrafficEvent> batch)
    {
        if (!_started) Start();
        var count = Math.Min(batch.Length, _order.Length - _next);
        for (var i = 0; i < count; i++) batch[i] = _held[_order[_next + i]];
        _next += count;
        if (count == 0 && !_heldAll) count = source.Read(batch);
        translation.Apply(batch[..count]);
        return count;
    }

    internal override void Prepare() => source.Prepare();

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private void Start()
    {
        _started = true;
        if (source.IsInOrder) return;
        Hold(HeadSize);
        var newestFirst = IsNewestFirst();
        _heldAll = newestFirst || options.Order == ReadingOrder.Sorted;
        if (!_heldAll)
        {
            _order = [.. Enumerable.Range(0, _held.Count)];
            return;
        }

        Hold(options.Import.MaxRecords);
        if (_held.Count > options.Import.MaxRecords) throw TooMany();
        if (options.Order != ReadingOrder.Sorted)
        {
            // Turned round it is as it came in: receipts that came late by their time stay late.
            _order = [.. Enumerable.Range(0, _held.Count).Reverse()];
            Report.Remarks.Add("newest first, taken from its end");
            return;
        }

        _order = _held.ByTime(newestFirst, out var asItCame);
        if (!asItCame) Report.Remarks.Add("put in order of time, as asked");
    }

    // Goes on a little beyond, where there is more.
    private void Hold(int most)
    {
        var batch = new TrafficEvent[HeadSize];
        while (_held.Count <= most && source.Read(batch) is var count and > 0)
        {
            foreach (ref readonly var e in batch.AsSpan(0, count)) _held.Add(in e);
        }
    }

    // Told by submissions where there are any: receipts and conversions follow them after any time.
    private bool IsNewestFirst()
    {
        const int kinds = (int)EventKind.Conversion + 1;
        var (last, falls, rises) = (new long[kinds], new int[kinds], new int[kinds]);
        for (var i = 0; i < _held.Count; i++)
        {
            var (time, kind) = (_held[i].Time, (int)_held[i].Kind);
            if (last[kind] > time) falls[kind]++;
            else if (last[kind] > 0 && last[kind] < time) rises[kind]++;
            last[kind] = time;
        }

        if (_held.Count == 0) return false;
        var judged = (int)(last[(int)EventKind.Submit] > 0 ? EventKind.Submit : _held[0].Kind);
        return falls[judged] >= FewestFalls && falls[judged] > rises[judged] * FallsARise;
    }

    private TrafficSourceException TooMany() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"'{Report.Source}' has more than {options.Import.MaxRecords:N0} records, the most that are held in memory to be put in order; expected fewer in a file, or records that come oldest first"));
}
