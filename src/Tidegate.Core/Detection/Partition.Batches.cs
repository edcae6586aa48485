namespace Tidegate.Detection;

/// <summary>
/// Customers whose conversions come in batches. What is not told of yet is no sign of fraud, and of what is told there is nothing to wait for: their messages become
/// mature with the batch, and not when they are some minutes old.
/// </summary>
internal sealed partial class Partition
{
    private const long LooksForBatches = 60_000;

    // How soon codes are used, where nothing tells but the batches.
    private static readonly ConversionDelays UsualDelays = new();

    private readonly Queue<long> _dueOfBatches = new();
    private FeedBatches[] _batches = new FeedBatches[128];
    private long _lookedForBatches;

    // Learns how a customer's feed comes. One whose batches passed for a poor feed begins anew.
    private void Hear(ref CustomerFeed feed, in Message message)
    {
        if (BatchesOf(message).Hear(message.Time, Now)) feed.BeginAnew();
    }

    private ref FeedBatches BatchesOf(in Message message)
    {
        var index = FeedIndex(message.Customer, KindOf(message));
        return ref _batches[index];
    }

    // The part of the codes used in the end that would be told of by now.
    private double ToldOf(in Message message)
    {
        ref var batches = ref BatchesOf(message);
        if (batches.InBatches && !batches.Tells(message.Time)) return 0;
        return batches.InBatches ? UsualDelays.By((batches.KnownUpTo(Now) - message.Time) / 1000.0) : _delays.By((Now - message.Time) / 1000.0);
    }

    private bool IsMature(long sequence)
    {
        if (sequence >= _mature) return false;
        ref var batches = ref BatchesOf(Log[sequence]);
        return !batches.InBatches || (Log[sequence].Time <= batches.MatureUpTo && batches.Tells(Log[sequence].Time));
    }

    // Messages of batches that have come become mature one by one, in order of arrival, until one of them raises an alert: the next goes on.
    private Alert? MatureBatches()
    {
        if (Now - _lookedForBatches >= LooksForBatches || Now < _lookedForBatches)
        {
            _lookedForBatches = Now;
            for (var i = 0; i < _batches.Length; i++)
                if (_batches[i].InBatches && _batches[i].MaturesUpTo(Now) > _batches[i].MatureUpTo) MatureBatch(i);
        }

        Alert? alert = null;
        while (alert is null && _dueOfBatches.TryDequeue(out var sequence))
            if (Log.Holds(sequence)) MatureCode(sequence, ref alert);
        return alert;
    }

    private void MatureBatch(int index)
    {
        var (from, to) = (_batches[index].MatureUpTo, _batches[index].MaturesUpTo(Now));
        _batches[index].MatureUpTo = to;
        var (customer, kind) = (index / Kinds, (Kind)(index % Kinds));
        var oldest = from - (long)options.SubmissionLateness.TotalMilliseconds;
        var like = Likeness.Any.Of(customer);
        var due = new List<long>();
        for (var s = Log.Previous(like, _mature, Log.First); s >= 0 && Log[s].Time >= oldest; s = Log.Previous(like, s, Log.First))
            if (Log[s].Customer == customer && KindOf(Log[s]) == kind && Log[s].Time > from && Log[s].Time <= to && _batches[index].Tells(Log[s].Time)) due.Add(s);
        for (var i = due.Count - 1; i >= 0; i--) _dueOfBatches.Enqueue(due[i]);
    }

    private void SaveBatches(BinaryWriter to)
    {
        StateBytes.Write<FeedBatches>(to, _batches);
        StateBytes.Write<long>(to, _dueOfBatches.ToArray());
        to.Write(_lookedForBatches);
    }

    private void LoadBatches(BinaryReader from)
    {
        _batches = StateBytes.Read<FeedBatches>(from);
        foreach (var sequence in StateBytes.Read<long>(from)) _dueOfBatches.Enqueue(sequence);
        _lookedForBatches = from.ReadInt64();
    }
}
