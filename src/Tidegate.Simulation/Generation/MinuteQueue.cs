using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>Events waiting for the minute in which they arrive.</summary>
internal sealed class MinuteQueue(long start, int minutes)
{
    private readonly Slot?[] _minutes = new Slot?[minutes];
    private readonly Stack<Slot> _spare = [];

    /// <summary>Adds an event; what would arrive after the end of the world is left out.</summary>
    public void Add(in TrafficEvent e, long arrival)
    {
        var minute = (arrival - start) / 60_000;
        if (minute < 0 || minute >= _minutes.Length) return;
        var slot = _minutes[minute] ??= _spare.Count > 0 ? _spare.Pop() : new Slot();
        slot.Add(e, (int)(arrival - start - (minute * 60_000)));
    }

    /// <summary>Moves the events of a minute to a list, in order of arrival.</summary>
    public void Take(int minute, List<TrafficEvent> into)
    {
        if (_minutes[minute] is not { } slot) return;
        slot.Take(into);
        _spare.Push(slot);
        _minutes[minute] = null;
    }

    private sealed class Slot
    {
        private TrafficEvent[] _events = new TrafficEvent[64];
        private ulong[] _order = new ulong[64];
        private int _count;

        public void Add(in TrafficEvent e, int millisecond)
        {
            if (_count == _events.Length)
            {
                Array.Resize(ref _events, _count * 2);
                Array.Resize(ref _order, _count * 2);
            }

            // Arrival first, then the order in which they were added.
            _order[_count] = ((ulong)millisecond << 32) | (uint)_count;
            _events[_count++] = e;
        }

        public void Take(List<TrafficEvent> into)
        {
            var order = _order.AsSpan(0, _count);
            order.Sort();
            foreach (var o in order) into.Add(_events[(int)(uint)o]);
            _count = 0;
        }
    }
}
