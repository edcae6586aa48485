using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>Events waiting for the minute in which they arrive.</summary>
internal sealed class MinuteQueue(long start, int minutes)
{
    private readonly List<Waiting>?[] _minutes = new List<Waiting>?[minutes];
    private readonly Stack<List<Waiting>> _spare = [];
    private ulong _count;

    /// <summary>Adds an event; what would arrive after the end of the world is left out.</summary>
    public void Add(in TrafficEvent e, long arrival)
    {
        var minute = (arrival - start) / 60_000;
        if (minute < 0 || minute >= _minutes.Length) return;
        var list = _minutes[minute] ??= _spare.Count > 0 ? _spare.Pop() : new List<Waiting>(128);
        list.Add(new Waiting(arrival, _count++, e));
    }

    /// <summary>Moves the events of a minute to a list, in order of arrival.</summary>
    public void Take(int minute, List<TrafficEvent> into)
    {
        if (_minutes[minute] is not { } list) return;
        list.Sort(static (a, b) => a.Arrival != b.Arrival ? a.Arrival.CompareTo(b.Arrival) : a.Order.CompareTo(b.Order));
        foreach (var w in list) into.Add(w.Event);
        list.Clear();
        _spare.Push(list);
        _minutes[minute] = null;
    }

    private readonly record struct Waiting(long Arrival, ulong Order, TrafficEvent Event);
}
