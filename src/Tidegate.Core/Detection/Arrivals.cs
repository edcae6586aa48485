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
    // The longest pause that the last events of all may follow, though too few are there to be believed for their number.
    private const long LastPauseMs = 35 * ArrivalClock.JumpMs;

    private const int ExpiresEach = 1024;
    private const int ToIds = 16;
    private const int ToSlots = 32;

    private readonly DetectionOptions _options;
    private readonly int _maximum;
    private readonly SlidingWindow<Id> _ids;
    private readonly MessageIndex _index;
    private readonly FarEvents _far = new();
    private readonly ArrivalClock _clock;

    /// <summary>Starts with nothing that came before.</summary>
    public Arrivals(DetectionOptions options)
    {
        _options = options;
        _clock = new ArrivalClock(options.SubmissionLateness);
        _maximum = Math.Max(ExpiresEach, options.MaxMessages);
        _ids = new SlidingWindow<Id>(_maximum);
        _index = new MessageIndex(_maximum);
    }

    /// <summary>The newest event time, Unix ms; 0 before the first event.</summary>
    public long Now => _clock.Now;

    /// <inheritdoc cref="ArrivalClock.Trust"/>
    public void Trust(long receivedAt) => _clock.Trust(receivedAt);

    /// <summary>Events that came and are neither taken nor refused yet.</summary>
    public IReadOnlyCollection<TrafficEvent> Held => _far.Held;

    /// <summary>Tells of events, in order of arrival, how they stand.</summary>
    /// <param name="events">Room for <see cref="FarEvents.Most"/> events, and then the events. Those that are held are taken out; those held before whose turn has come are put in.</param>
    /// <param name="arrivals">Where it is told: as many as events, or more.</param>
    /// <returns>Where in both those lie that are to be taken.</returns>
    public Range Take(Span<TrafficEvent> events, Span<Arrival> arrivals)
    {
        var first = FarEvents.Most;
        for (var i = first; i < events.Length && i < first + ToSlots; i++) _index.Prefetch(events[i].MessageKey);
        var start = first - _far.Count;
        var to = start;
        for (var i = first; i < events.Length; i++)
        {
            if (i + ToSlots < events.Length) _index.Prefetch(events[i + ToSlots].MessageKey);
            if (i + ToIds < events.Length && events[i + ToIds].Kind != EventKind.Submit) PrefetchId(events[i + ToIds].MessageKey);
            var arrival = Take(events[i]);
            if (arrival.Kind != ArrivalKind.Held)
            {
                if (to != i) events[to] = events[i];
                arrivals[to++] = arrival;
            }

            if (_far.Turn != FarEventsTurn.Waits) LetGo(events, arrivals, ref to);
        }

        return start..to;
    }

    /// <summary>Tells of those that are held how they stand, now that no more events will come.</summary>
    /// <param name="events">Room for <see cref="FarEvents.Most"/> events: they are put in.</param>
    /// <param name="arrivals">Where it is told.</param>
    /// <returns>Where in both they lie.</returns>
    public Range End(Span<TrafficEvent> events, Span<Arrival> arrivals)
    {
        _far.LetGo(FarEventsTurn.Ended);
        var to = 0;
        LetGo(events, arrivals, ref to);
        return 0..to;
    }

    /// <summary>Tells how the next event stands. Where it is held, or lets others go, <see cref="TryLetGo"/> tells of them later.</summary>
    public Arrival Take(in TrafficEvent e)
    {
        var ahead = _clock.AheadOf(e);
        if (_clock.IsFar(e.Time, ahead))
        {
            if (ahead < 0 && e.Kind != EventKind.Submit) return Late();
            _far.Hold(e, behind: ahead < 0);
            return new Arrival(ArrivalKind.Held, Now, -1, _ids.First);
        }

        if (_far.AreBehind || _clock.IsNear(ahead)) _far.NoteNear();
        _clock.Advance(e.Time, ahead);
        return Admit(e);
    }

    /// <summary>The next of those held whose turn has come, and how it stands.</summary>
    public bool TryLetGo(out TrafficEvent e, out Arrival arrival)
    {
        arrival = default;
        var (turn, back) = (_far.Turn, _far.AreBehind);
        if (!_far.TryTake(out e)) return false;
        var ahead = _clock.AheadOf(e);
        // A pause leads forward only: so few that are behind at the end are late, as they are anywhere else.
        if (turn == FarEventsTurn.Refused || (turn == FarEventsTurn.Ended && ahead is > LastPauseMs or < -ArrivalClock.JumpMs))
        {
            arrival = Late();
            return true;
        }

        if (back && ahead < -ArrivalClock.JumpMs) _clock.GoBack(e.Time);
        else _clock.Advance(e.Time, ahead);
        arrival = Admit(e);
        return true;
    }

    public void Save(BinaryWriter to)
    {
        _clock.Save(to);
        _far.Save(to);
        _ids.Save(to);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        _clock.Load(from);
        _far.Load(from);
        _ids.Load(from);
        for (var s = _ids.First; s < _ids.Next; s++) _index.Add(_ids[s].Key, MessageIndex.PositionOf(s));
    }

    private void LetGo(Span<TrafficEvent> events, Span<Arrival> arrivals, ref int to)
    {
        while (TryLetGo(out var e, out var arrival)) (events[to], arrivals[to++]) = (e, arrival);
    }

    private Arrival Late() => new(ArrivalKind.Late, Now, -1, _ids.First);

    private Arrival Admit(in TrafficEvent e)
    {
        var lateness = e.Kind == EventKind.Submit ? _options.SubmissionLateness : _options.FeedbackLateness;
        if (Now - e.Time > (long)lateness.TotalMilliseconds) return Late();
        var found = Find(e.MessageKey, e.Customer);
        if (e.Kind != EventKind.Submit) return new Arrival(found < 0 ? ArrivalKind.Orphan : ArrivalKind.Feedback, Now, found, _ids.First);
        if (found >= 0) return new Arrival(ArrivalKind.Duplicate, Now, found, _ids.First);

        if (_ids.Next - _ids.First >= _maximum) RemoveFirst();
        var sequence = _ids.Add(new Id { Key = e.MessageKey, Customer = e.Customer, Second = Partition.SecondOf(e.Time) });
        _index.Add(e.MessageKey, MessageIndex.PositionOf(sequence));
        var arrival = new Arrival(ArrivalKind.Submission, Now, sequence, _ids.First);
        if ((_ids.Next & (ExpiresEach - 1)) == 0) Expire(Partition.SecondOf(Now - (long)_options.FeedbackLateness.TotalMilliseconds), Partition.SecondOf(Now));
        return arrival;
    }

    // Customer 0 stands for any; of several the last is taken.
    private long Find(ulong key, int customer)
    {
        var found = -1L;
        var probe = _index.Start(key);
        while (_index.Next(ref probe, out var position))
        {
            var sequence = MessageIndex.SequenceOf(position, _ids.First);
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
        if (_index.Next(ref probe, out var position)) Sse.Prefetch0(Unsafe.AsPointer(ref _ids[MessageIndex.SequenceOf(position, _ids.First)]));
    }

    // What is ahead is of a clock that has leapt back since: it would hold up what came after it.
    private void Expire(int before, int now)
    {
        while (_ids.First < _ids.Next && (_ids[_ids.First].Second < before || _ids[_ids.First].Second > now))
        {
            if (_ids.First + ToIds < _ids.Next) _index.Prefetch(_ids[_ids.First + ToIds].Key);
            RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        _index.Remove(_ids[_ids.First].Key, MessageIndex.PositionOf(_ids.First));
        _ids.RemoveFirst();
    }

    internal struct Id
    {
        public ulong Key;
        public int Customer;
        public int Second;
    }
}
