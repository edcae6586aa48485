using Tidegate.Traffic;

namespace Tidegate.Detection;

/// <summary>
/// Receipts and conversions that came before their submission: two feeds are seldom in step. They wait for as long as the
/// submission may still come.
/// </summary>
/// <remarks>Bounded: where there is no more room the one that waits longest is given up, and counted.</remarks>
internal sealed class EarlyFeedback(int maximum)
{
    private readonly SlidingWindow<Waiting> _waiting = new(maximum);
    private readonly MessageIndex _index = new(maximum);

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Given up because there was no more room.</summary>
    public long GivenUp { get; private set; }

    /// <summary>Lets one wait.</summary>
    public void Add(in TrafficEvent e)
    {
        if (_waiting.Next - _waiting.First >= maximum && RemoveFirst()) GivenUp++;
        var sequence = _waiting.Add(new Waiting { Key = e.MessageKey, Time = e.Time, Customer = e.Customer, Kind = e.Kind, Status = e.Status, Converted = e.Converted ? (ushort)1 : (ushort)0 });
        _index.Add(e.MessageKey, MessageIndex.PositionOf(sequence));
        Count++;
    }

    /// <summary>Takes out one that waited for a submission; of several the one that came first.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="feedback">What waited, in the form in which it came.</param>
    public bool TryTake(in TrafficEvent submission, out TrafficEvent feedback)
    {
        feedback = default;
        var found = -1L;
        var probe = _index.Start(submission.MessageKey);
        while (_index.Next(ref probe, out var position))
        {
            var sequence = MessageIndex.SequenceOf(position, _waiting.First);
            ref var waiting = ref _waiting[sequence];
            // Customer 0 stands for any.
            if (waiting.Key == submission.MessageKey && (waiting.Customer == 0 || waiting.Customer == submission.Customer)) found = found < 0 ? sequence : Math.Min(found, sequence);
        }

        if (found < 0) return false;
        ref var taken = ref _waiting[found];
        feedback = new TrafficEvent
        {
            Kind = taken.Kind,
            Time = taken.Time,
            MessageKey = taken.Key,
            Customer = taken.Customer,
            Status = taken.Status,
            Converted = taken.Converted != 0,
            Price = float.NaN,
            Cost = float.NaN,
        };
        _index.Remove(taken.Key, MessageIndex.PositionOf(found));
        taken.Kind = EventKind.None;
        Count--;
        return true;
    }

    /// <summary>Gives up those of before a time (Unix ms) that came first: their submission would be too late now.</summary>
    public void Expire(long before)
    {
        while (_waiting.First < _waiting.Next && (_waiting[_waiting.First].Kind == EventKind.None || _waiting[_waiting.First].Time < before)) RemoveFirst();
    }

    public void Save(BinaryWriter to)
    {
        to.Write(GivenUp);
        _waiting.Save(to);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from)
    {
        GivenUp = from.ReadInt64();
        _waiting.Load(from);
        for (var s = _waiting.First; s < _waiting.Next; s++)
        {
            if (_waiting[s].Kind == EventKind.None) continue;
            _index.Add(_waiting[s].Key, MessageIndex.PositionOf(s));
            Count++;
        }
    }

    // Whether it still waited.
    private bool RemoveFirst()
    {
        var first = _waiting[_waiting.First];
        var waited = first.Kind != EventKind.None;
        if (waited)
        {
            _index.Remove(first.Key, MessageIndex.PositionOf(_waiting.First));
            Count--;
        }

        _waiting.RemoveFirst();
        return waited;
    }

    internal struct Waiting
    {
        public ulong Key;
        public long Time;
        public int Customer;
        public EventKind Kind;
        public ReceiptStatus Status;
        public ushort Converted; // of this width the struct has no padding: the same state gives the same bytes
    }
}
