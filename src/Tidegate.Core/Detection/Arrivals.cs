using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// A partition's door: it moves the clock, tells what is late and what came before, and finds the submission that a
/// receipt or conversion is of. It needs nothing of what is made of the events, so that it may run ahead on a thread of
/// its own; what it says does not depend on how far.
/// </summary>
internal sealed class Arrivals
{
    private const long JumpMs = 86_400_000;
    private const int JumpConfirmedBy = 20;
    private const int ExpiresEach = 1024;
    private const int ToIds = 16;
    private const int ToSlots = 32;

    private readonly DetectionOptions _options;
    private readonly int _maximum;
    private readonly SlidingWindow<Id> _ids;
    private readonly MessageIndex _index;
    private int _farStreak;

    /// <summary>Starts with nothing that came before.</summary>
    public Arrivals(DetectionOptions options)
    {
        _options = options;
        _maximum = Math.Max(ExpiresEach, options.MaxMessages);
        _ids = new SlidingWindow<Id>(_maximum);
        _index = new MessageIndex(_maximum);
    }

    /// <summary>The newest event time, Unix ms; 0 before the first event.</summary>
    public long Now { get; private set; }

    /// <summary>Tells of events, in order of arrival, how they stand.</summary>
    /// <param name="events">The events.</param>
    /// <param name="arrivals">Where it is told: as many as events, or more.</param>
    public void Take(ReadOnlySpan<TrafficEvent> events, Span<Arrival> arrivals)
    {
        for (var i = 0; i < events.Length && i < ToSlots; i++) _index.Prefetch(events[i].MessageKey);
        for (var i = 0; i < events.Length; i++)
        {
            if (i + ToSlots < events.Length) _index.Prefetch(events[i + ToSlots].MessageKey);
            if (i + ToIds < events.Length && events[i + ToIds].Kind != EventKind.Submit) PrefetchId(events[i + ToIds].MessageKey);
            arrivals[i] = Take(events[i]);
        }
    }

    /// <summary>Tells how the next event stands.</summary>
    public Arrival Take(in TrafficEvent e)
    {
        if (!Advance(e)) return new Arrival(ArrivalKind.Late, Now, -1, _ids.First);
        var found = Find(e.MessageKey, e.Customer);
        if (e.Kind != EventKind.Submit) return new Arrival(found < 0 ? ArrivalKind.Orphan : ArrivalKind.Feedback, Now, found, _ids.First);
        if (found >= 0) return new Arrival(ArrivalKind.Duplicate, Now, found, _ids.First);

        if (_ids.Next - _ids.First >= _maximum) RemoveFirst();
        var sequence = _ids.Add(new Id { Key = e.MessageKey, Customer = e.Customer, Second = Partition.SecondOf(e.Time) });
        _index.Add(e.MessageKey, PositionOf(sequence));
        var arrival = new Arrival(ArrivalKind.Submission, Now, sequence, _ids.First);
        if ((_ids.Next & (ExpiresEach - 1)) == 0) Expire(Partition.SecondOf(Now - (long)_options.FeedbackLateness.TotalMilliseconds));
        return arrival;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Now);
        to.Write(_farStreak);
        _ids.Save(to);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        Now = from.ReadInt64();
        _farStreak = from.ReadInt32();
        _ids.Load(from);
        for (var s = _ids.First; s < _ids.Next; s++) _index.Add(_ids[s].Key, PositionOf(s));
    }

    // A sequence number as the index keeps it: 31 bits of it, never 0.
    private static uint PositionOf(long sequence) => (uint)(sequence & int.MaxValue) + 1;

    private long SequenceOf(uint position) => _ids.First + ((position - 1 - _ids.First) & int.MaxValue);

    // Moves the clock. A lone event far in the future must not make everything after it late, so a jump of more than
    // a day either way is believed only when enough events in a row agree.
    private bool Advance(in TrafficEvent e)
    {
        if (Now == 0)
        {
            Now = e.Time;
            return true;
        }

        var ahead = e.Time - Now;
        if (Math.Abs(ahead) > JumpMs)
        {
            if ((ahead < 0 && e.Kind != EventKind.Submit) || ++_farStreak < JumpConfirmedBy) return false;
            Now = e.Time;
        }

        _farStreak = 0;
        if (ahead > 0) Now = e.Time;
        var lateness = e.Kind == EventKind.Submit ? _options.SubmissionLateness : _options.FeedbackLateness;
        return Now - e.Time <= (long)lateness.TotalMilliseconds;
    }

    // Customer 0 stands for any; of several the last is taken.
    private long Find(ulong key, int customer)
    {
        var found = -1L;
        var probe = _index.Start(key);
        while (_index.Next(ref probe, out var position))
        {
            var sequence = SequenceOf(position);
            ref var id = ref _ids[sequence];
            if (id.Key != key) continue;
            if (id.Customer == customer) return sequence;
            if (customer == 0) found = Math.Max(found, sequence);
        }

        return found;
    }

    private unsafe void PrefetchId(ulong key)
    {
        if (!Sse.IsSupported) return;
        var probe = _index.Start(key);
        if (_index.Next(ref probe, out var position)) Sse.Prefetch0(Unsafe.AsPointer(ref _ids[SequenceOf(position)]));
    }

    private void Expire(int before)
    {
        while (_ids.First < _ids.Next && _ids[_ids.First].Second < before)
        {
            if (_ids.First + ToIds < _ids.Next) _index.Prefetch(_ids[_ids.First + ToIds].Key);
            RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        _index.Remove(_ids[_ids.First].Key, PositionOf(_ids.First));
        _ids.RemoveFirst();
    }

    private struct Id
    {
        public ulong Key;
        public int Customer;
        public int Second;
    }
}
