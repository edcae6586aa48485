using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Leaves out what --since, --until and --customer exclude, and counts it.</summary>
internal sealed class ScanFilter(ScanOptions options, TrafficNames names)
{
    private readonly HashSet<int> _customers = [.. options.Customers.Select(names.Customers.Intern)];
    private readonly long _since = options.Since?.ToUnixTimeMilliseconds() ?? long.MinValue;
    private readonly long _until = options.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <summary>Submissions left out.</summary>
    public long Filtered { get; set; }

    /// <summary>Receipts and conversions left out.</summary>
    public long FilteredFeedback { get; set; }

    /// <summary>Moves the events that stay to the front and returns how many they are.</summary>
    public int Apply(Span<TrafficEvent> events)
    {
        if (_customers.Count == 0 && _since == long.MinValue && _until == long.MaxValue) return events.Length;
        var kept = 0;
        for (var i = 0; i < events.Length; i++)
        {
            if (Keeps(events[i])) events[kept++] = events[i];
            else if (events[i].Kind == EventKind.Submit) Filtered++;
            else FilteredFeedback++;
        }

        return kept;
    }

    private bool Keeps(in TrafficEvent e) =>
        e.Time >= _since && e.Time < _until
        && (_customers.Count == 0 || _customers.Contains(e.Customer) || (e.Customer == 0 && e.Kind != EventKind.Submit));
}
